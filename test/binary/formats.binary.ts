import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { complete, distributed, executable } from './executable.ts'
import { blobOfLinux, blobOfMacos, readWindowsFile } from './sealed-blob.ts'

const why = complete ? '' : ' (skipped: only the Linux executable was made)'
const linux = readFileSync(executable)

test('Linux: an executable for glibc 2.28 and newer that needs the libraries that Node.js needs', () => {
  expect(linux.toString('latin1', 0, 4)).toBe('\u007FELF')
  // The names of libraries and their versions stand in the first segment, before any code.
  const names = linux.toString('latin1', 0, 4_380_000)
  const versions = [...names.matchAll(/\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)/gu)].map(([, minor]) => Number(minor))
  expect(versions).not.toEqual([])
  expect(Math.max(...versions)).toBeLessThanOrEqual(28)
  const libraries = new Set([...names.matchAll(/(?<=\0)(?:lib|ld-)[\w+-]+\.so\.\d+(?=\0)/gu)].map(([name]) => name))
  const usual = ['ld-linux-x86-64.so.2', 'libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0']
  expect([...libraries].toSorted()).toEqual([...usual, 'libatomic.so.1', 'libstdc++.so.6'].toSorted())
})

test('nothing in it tells where it was built', () => {
  const blob = blobOfLinux(linux)
  // The folder of the sources, and the one that the build makes under the system's temporary folder.
  for (const folder of [dirname(dirname(executable)), 'icc-package-']) expect(blob.indexOf(folder)).toBe(-1)
})

test.skipIf(why)(`macOS: signed ad hoc, with the right hash of every page${why}`, () => {
  const file = readFileSync(distributed('icc-macos-x64'))
  expect([file.readUInt32LE(0), file.readUInt32LE(4)]).toEqual([0xfeedfacf, 0x01000007])
  const directory = file.lastIndexOf(Buffer.from('fade0c02', 'hex'))
  const [hashes = 0, pages = 0, limit = 0] = [16, 28, 32].map((at) => file.readUInt32BE(directory + at))
  expect(file.readUInt32BE(directory + 12)).toBe(2)
  expect(directory + hashes + 32 * pages).toBe(file.length)
  expect(Math.ceil(limit / 4096)).toBe(pages)
  const expected = Array.from({ length: pages }, (_, page) =>
    createHash('sha256')
      .update(file.subarray(page * 4096, Math.min(limit, (page + 1) * 4096)))
      .digest(),
  )
  expect(Buffer.concat(expected).equals(file.subarray(directory + hashes))).toBe(true)
  expect(blobOfMacos(file).equals(blobOfLinux(linux))).toBe(true)
})

test.skipIf(why)(`Windows: a console program of its own name, without a signature that is wrong${why}`, () => {
  const file = readFileSync(distributed('icc-win-x64.exe'))
  const { resources, ...header } = readWindowsFile(file)
  expect(header).toEqual({ machine: 0x8664, subsystem: 3, signatureSize: 0 })
  expect(resources.indexOf(blobOfLinux(linux))).toBeGreaterThan(0)
  expect(resources.indexOf(Buffer.from('icc: sign in to an academic', 'utf16le'))).toBeGreaterThan(0)
  expect(resources.indexOf(Buffer.from('Node.js', 'utf16le'))).toBe(-1)
})

test.skipIf(why)(`the checksums are right, and the package managers are told the same${why}`, () => {
  const folder = dirname(executable)
  expect(() => execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: folder })).not.toThrow()
  const sums = readFileSync(distributed('SHA256SUMS'), 'utf8')
  const [, windows = ''] = /^(\S+) {2}icc-win-x64\.exe$/mu.exec(sums) ?? []
  expect(readFileSync(distributed('icc.json'), 'utf8')).toContain(`"hash": "${windows}"`)
  for (const name of ['icc-linux-x64', 'icc-macos-x64', 'icc.1'])
    expect(readFileSync(distributed('icc.rb'), 'utf8')).toContain(
      `${name}"\n    sha256 "${sums
        .split('\n')
        .find((line) => line.endsWith(name))
        ?.slice(0, 64)}"`,
    )
})

test.skipIf(why)(`the bill of materials names what is inside${why}`, () => {
  const bill = JSON.parse(readFileSync(distributed('icc.cdx.json'), 'utf8')) as {
    components: { name: string; version: string; components?: { name: string }[] }[]
  }
  const names = bill.components.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['commander', 'openid-client', 'yaml', 'node']))
  expect(bill.components.find(({ name }) => name === 'node')?.components).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'openssl' })]),
  )
})

test('what is put into the runtimes stays below 5 MB', () => {
  expect(blobOfLinux(linux).length).toBeLessThan(5_000_000)
})
