import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepLibrary, type LibraryFolder } from '../../src/adapters/native-library.ts'
import { temporaryFolder } from '../support/run-icc.ts'

const bytes = Buffer.from('what a library holds')

function newFolder(): LibraryFolder {
  return { folder: join(temporaryFolder(), 'state', 'native'), uid: process.getuid?.() }
}

test('a library is written once', () => {
  const where = newFolder()
  const path = keepLibrary('keyring.system.node', bytes, where)
  expect(readFileSync(path)).toEqual(bytes)
  expect(readdirSync(where.folder)).toHaveLength(1)
  utimesSync(path, 1, 1)
  expect(keepLibrary('keyring.system.node', bytes, where)).toBe(path)
  expect(statSync(path).mtimeMs).toBe(1000)
})

test.skipIf(process.platform === 'win32')('neither the folder nor the library is for others', () => {
  const where = newFolder()
  const path = keepLibrary('keyring.system.node', bytes, where)
  expect([where.folder, path].map((made) => statSync(made).mode & 0o777)).toEqual([0o700, 0o700])
})

test.each([
  ['other bytes', 'what a library h0lds'],
  ['half of it', 'what a lib'],
])('a file with %s is written again', (_, text) => {
  const where = newFolder()
  const path = keepLibrary('keyring.system.node', bytes, where)
  writeFileSync(path, text)
  expect(keepLibrary('keyring.system.node', bytes, where)).toBe(path)
  expect(readFileSync(path)).toEqual(bytes)
})

test('another version has a file of its own', () => {
  const where = newFolder()
  const other = keepLibrary('keyring.system.node', Buffer.from('new'), where)
  expect(keepLibrary('keyring.system.node', bytes, where)).not.toBe(other)
  expect(readdirSync(where.folder)).toHaveLength(2)
})

test.skipIf(process.platform === 'win32')('a folder that others can write to is refused', () => {
  const where = newFolder()
  mkdirSync(where.folder, { recursive: true })
  chmodSync(where.folder, 0o777)
  expect(() => keepLibrary('keyring.system.node', bytes, where)).toThrow('is not for you alone')
  expect(readdirSync(where.folder)).toEqual([])
})

test.skipIf(process.platform === 'win32')('a folder of somebody else is refused', () => {
  const { folder, uid = 0 } = newFolder()
  expect(() => keepLibrary('keyring.system.node', bytes, { folder, uid: uid + 1 })).toThrow('is not for you alone')
})

const beside = `@napi-rs/keyring-${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`

test('the library of the keyring is one that can be kept and loaded so', () => {
  const require = createRequire(import.meta.url)
  const packaged = require.resolve(beside)
  const path = keepLibrary('keyring.node', readFileSync(packaged), newFolder())
  expect(require(path)).toHaveProperty('AsyncEntry')
})
