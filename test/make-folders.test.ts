import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolders } from '../src/make-folders.ts'
import { temporaryFolder } from './support/run-icc.ts'

test('a folder and those it is in are made for the user alone, and again without complaint', () => {
  const folder = join(temporaryFolder(), 'one', 'two', 'three')
  makeFolders(folder)
  makeFolders(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
  expect(process.platform === 'win32' ? 0o700 : statSync(folder).mode & 0o777).toBe(0o700)
})

test('a link to a folder is as good as the folder', () => {
  const home = temporaryFolder()
  mkdirSync(join(home, 'real'))
  symlinkSync(join(home, 'real'), join(home, 'link'), 'junction')
  makeFolders(join(home, 'link', 'below'))
  expect(existsSync(join(home, 'real', 'below'))).toBe(true)
})

test('what is in the way is told by its code', () => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'file'), '')
  expect(() => makeFolders(join(home, 'file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(() => makeFolders(join(home, 'file', 'below'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
})

// In a process of its own: where this goes on for ever, nothing in this one could end it.
test.skipIf(!existsSync('/proc/self'))('a home in which nothing can be made is told, not tried for ever', () => {
  const script = join(import.meta.dirname, '..', 'bin', 'icc.ts')
  const ran = spawnSync(process.execPath, [script, 'site', 'use', 'generic'], {
    env: { HOME: '/proc', PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  expect({ status: ran.status, signal: ran.signal }).toEqual({ status: 1, signal: null })
  expect(ran.stderr).toContain('icc: The folder /proc/.config/icc cannot be made (ENOENT). Nothing was written.')
})
