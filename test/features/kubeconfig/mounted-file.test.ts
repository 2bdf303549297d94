import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { kubeconfig } from '../../commands/ctx-home.ts'
import { writeInPlace } from '../../../src/features/kubeconfig/write-in-place.ts'
import { runIcc } from '../../support/run-icc.ts'
import { temporaryFolder } from './support.ts'

/** Why no file can be mounted here; undefined where one can. */
const noMount: string | undefined = ((): string | undefined => {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return 'only root on Linux may mount a file'
  const folder = mkdtempSync(join(tmpdir(), 'icc-test-'))
  const mounted = spawnSync('mount', ['--bind', folder, folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmdirSync(folder)
  return mounted ? undefined : 'mounting is not allowed here'
})()
const skipped = noMount === undefined ? '' : ` (skipped: ${noMount})`

test.skipIf(noMount !== undefined)(
  `a kubeconfig that is mounted by itself, as into a container, is written where it is${skipped}`,
  async () => {
    const home = temporaryFolder()
    const outside = join(temporaryFolder(), 'config')
    writeFileSync(outside, kubeconfig(['one', 'two'], 'one'))
    chmodSync(outside, 0o644)
    mkdirSync(join(home, '.kube'))
    const inside = join(home, '.kube', 'config')
    writeFileSync(inside, '')
    execFileSync('mount', ['--bind', outside, inside])
    onTestFinished(() => void spawnSync('umount', [inside]))
    expect(await runIcc(['ctx', 'two'], { home })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(outside, 'utf8')).toBe(kubeconfig(['one', 'two'], 'two'))
    expect(statSync(outside).mode & 0o777).toBe(0o600)
    // Shorter than before, too.
    expect(await runIcc(['ctx', '-d', 'one'], { home })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(outside, 'utf8')).toBe(kubeconfig(['two'], 'two'))
    expect(readdirSync(join(home, '.kube'))).toEqual(['config'])
  },
)

test.skipIf(noMount !== undefined)(
  `where there is no room for what is written in place, the content before is there again${skipped}`,
  () => {
    const folder = temporaryFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
    onTestFinished(() => void spawnSync('umount', ['-l', folder]))
    const path = join(folder, 'config')
    const before = 'before\n'.repeat(700)
    writeFileSync(path, before)
    expect(() => writeInPlace(path, Buffer.alloc(128 * 1024, 'x'), 0o600)).toThrow(/ENOSPC/u)
    expect(readFileSync(path, 'utf8')).toBe(before)
  },
)
