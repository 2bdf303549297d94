import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { assets, embedded, isFoundOnPath } from '../src/program-files.ts'
import { temporaryFolder } from './support/run-icc.ts'

test('from source the data files are those of the repository', () => {
  expect(assets.list('sites')).toEqual(expect.arrayContaining(['generic.yaml', 'haw-icc.yaml']))
  expect(assets.read('sites/generic.yaml')).toContain('id: generic')
})

test('in the executable a folder is what the names of the files say', () => {
  const paths = [
    'code/icc.cjs',
    'templates/job/template.yaml',
    'templates/job/job.yaml',
    'templates/base.yaml',
    'templates-x',
  ]
  expect(embedded('templates', paths)).toEqual(['base.yaml', 'job'])
  expect(embedded('templates/job', paths)).toEqual(['job.yaml', 'template.yaml'])
  expect(embedded('none', paths)).toEqual([])
})

/** A folder with an executable `icc`. */
function folderWithIcc(): { folder: string; icc: string } {
  const folder = temporaryFolder()
  const icc = join(folder, 'icc')
  writeFileSync(icc, '', { mode: 0o755 })
  return { folder, icc }
}

function found(path: string[], execPath: string): boolean {
  return isFoundOnPath({ env: { PATH: path.join(delimiter) }, platform: 'linux' }, execPath)
}

test('icc is found on PATH where the first of that name is this very file', () => {
  const { folder, icc } = folderWithIcc()
  const other = folderWithIcc()
  expect(found(['/nonexistent', folder, other.folder], icc)).toBe(true)
  expect(found([other.folder, folder], icc)).toBe(false)
  expect(found([], icc)).toBe(false)
})

test('icc is found on PATH through links, as package managers make them', () => {
  const { icc } = folderWithIcc()
  const bin = temporaryFolder()
  symlinkSync(icc, join(bin, 'icc'))
  expect(found([bin], icc)).toBe(true)
})

test('a file that cannot be run is none, and neither is one in a folder that PATH names relatively', () => {
  const { folder, icc } = folderWithIcc()
  const plain = temporaryFolder()
  writeFileSync(join(plain, 'icc'), '', { mode: 0o644 })
  expect(found([plain, folder], icc)).toBe(true)
  const here = join(process.cwd(), 'node_modules', '.cache', 'icc-relative')
  mkdirSync(here, { recursive: true })
  writeFileSync(join(here, 'icc'), '', { mode: 0o755 })
  expect(found(['node_modules/.cache/icc-relative'], join(here, 'icc'))).toBe(false)
  expect(found([here], join(here, 'icc'))).toBe(true)
})
