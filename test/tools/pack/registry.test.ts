import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TARGETS } from '../../../tools/pack/targets.ts'
import { locked, verify } from '../../../tools/pack/registry.ts'
import { temporaryFolder } from '../../support/run-icc.ts'

function archiveOf(text: string): { archive: string; integrity: string } {
  const archive = join(temporaryFolder(), 'package.tgz')
  writeFileSync(archive, text)
  return { archive, integrity: `sha512-${createHash('sha512').update(text).digest('base64')}` }
}

test('a package with the bytes that the lockfile pins is taken', () => {
  const { archive, integrity } = archiveOf('a package')
  expect(() => verify(archive, integrity)).not.toThrow()
  expect(existsSync(archive)).toBe(true)
})

test('a package with other bytes is refused and deleted', () => {
  const { archive } = archiveOf('another package')
  expect(() => verify(archive, archiveOf('a package').integrity)).toThrow('is not what the lockfile pins')
  expect(existsSync(archive)).toBe(false)
})

test('every package that is put into an executable is pinned by its hash', () => {
  for (const { runtime, keyring } of TARGETS)
    for (const { package: name } of keyring === undefined ? [runtime] : [runtime, keyring])
      expect(locked(name).integrity).toMatch(/^sha512-/u)
  expect(() => locked('no-such-package')).toThrow('is in no lockfile')
})
