import { execFile } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { prepareWrite, writeFileAtomically } from '../../../src/features/kubeconfig/write-file.ts'
import { temporaryFolder } from './support.ts'

/** Rights mean nothing to root: for the rest of the test the process is another user. */
function withoutPrivileges(folder: string): void {
  if (process.geteuid?.() !== 0) return
  chmodSync(folder, 0o777)
  process.seteuid?.(65_534)
  onTestFinished(() => process.seteuid?.(0))
}

const modeOf = (path: string): number => statSync(path).mode & 0o777

test('a new file is its owner’s only, an existing one loses the bits of the others', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'config')
  await writeFileAtomically(path, 'one')
  expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['one', 0o600])
  chmodSync(path, 0o664)
  await writeFileAtomically(path, 'two')
  expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['two', 0o600])
  chmodSync(path, 0o200)
  await writeFileAtomically(path, 'three')
  expect(modeOf(path)).toBe(0o200)
  await writeFileAtomically(join(folder, 'stricter'), 'x', { mode: 0o400 })
  expect(modeOf(join(folder, 'stricter'))).toBe(0o400)
  expect(readdirSync(folder).toSorted()).toEqual(['config', 'stricter'])
})

test('readers see the old content or the new one, and an open file keeps the old one', async () => {
  const path = join(temporaryFolder(), 'config')
  writeFileSync(path, 'old')
  const { ino } = statSync(path)
  const prepared = prepareWrite(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('old')
  await prepared.commit()
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(statSync(path).ino).not.toBe(ino)
})

test('what is discarded leaves nothing', () => {
  const folder = temporaryFolder()
  prepareWrite(join(folder, 'config'), 'new').discard()
  expect(readdirSync(folder)).toEqual([])
})

test('copies that killed writers left are taken away when they are old, and those of others at work are not', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'config')
  const [old, fresh] = [join(folder, '.config.0.tmp'), join(folder, '.config.1.tmp')]
  writeFileSync(old, 'secret')
  utimesSync(old, new Date(), new Date(Date.now() - 70_000))
  writeFileSync(fresh, 'at work')
  await writeFileAtomically(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(folder).toSorted()).toEqual(['.config.1.tmp', 'config'])
})

test('symbolic links stay, and their target is replaced where it stands', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'real'))
  mkdirSync(join(folder, 'links'))
  writeFileSync(join(folder, 'real/config'), 'old')
  symlinkSync('../real/config', join(folder, 'links/first'))
  symlinkSync(join(folder, 'links/first'), join(folder, 'links/second'))
  symlinkSync('links', join(folder, 'folder-link'))
  await writeFileAtomically(join(folder, 'folder-link/second'), 'new')
  expect(readFileSync(join(folder, 'real/config'), 'utf8')).toBe('new')
  expect(lstatSync(join(folder, 'real/config')).isSymbolicLink()).toBe(false)
  expect(readlinkSync(join(folder, 'links/first'))).toBe('../real/config')
  expect(readdirSync(join(folder, 'links')).toSorted()).toEqual(['first', 'second'])
})

test('a symbolic link that dangles gets its target, one that runs in a circle is refused', async () => {
  const folder = temporaryFolder()
  symlinkSync('target', join(folder, 'link'))
  await writeFileAtomically(join(folder, 'link'), 'new')
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('new')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  symlinkSync('b', join(folder, 'a'))
  symlinkSync('a', join(folder, 'b'))
  await expect(writeFileAtomically(join(folder, 'a'), 'x')).rejects.toMatchObject({ code: 'file-not-writable' })
})

test('a folder, a missing folder and a read-only file are refused', async () => {
  const folder = temporaryFolder()
  await expect(writeFileAtomically(folder, 'x')).rejects.toMatchObject({
    code: 'file-is-folder',
    hint: 'name another file, or take the folder away',
  })
  await expect(writeFileAtomically(join(folder, 'a/b'), 'x')).rejects.toMatchObject({
    code: 'folder-missing',
    hint: `mkdir ${join(folder, 'a')}`,
  })
  const path = join(folder, 'config')
  writeFileSync(path, 'mine', { mode: 0o400 })
  await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({
    code: 'file-not-writable',
    message: `${path} cannot be written: it is read-only. Nothing was changed.`,
    hint: process.platform === 'win32' ? `attrib -r ${path}` : `chmod u+w ${path}`,
  })
  expect(readFileSync(path, 'utf8')).toBe('mine')
  expect(readdirSync(folder)).toEqual(['config'])
})

test.skipIf(process.platform === 'win32')('a folder that may not be changed is refused', async () => {
  const folder = temporaryFolder()
  const closed = join(folder, 'closed')
  withoutPrivileges(folder)
  mkdirSync(closed)
  writeFileSync(join(closed, 'config'), 'mine', { mode: 0o600 })
  chmodSync(closed, 0o500)
  await expect(writeFileAtomically(join(closed, 'config'), 'x')).rejects.toMatchObject({
    code: 'file-not-writable',
    hint: `ls -ld ${closed}`,
  })
  expect(readFileSync(join(closed, 'config'), 'utf8')).toBe('mine')
  expect(readdirSync(closed)).toEqual(['config'])
  chmodSync(closed, 0o700)
})

test.skipIf(process.geteuid?.() !== 0)(
  'a file of another user is refused, since replacing would take it away',
  async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'config')
    writeFileSync(path, 'theirs')
    chmodSync(path, 0o666)
    withoutPrivileges(folder)
    await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({
      code: 'file-not-writable',
      hint: `ls -ld ${path}`,
    })
    expect(readFileSync(path, 'utf8')).toBe('theirs')
    expect(readdirSync(folder)).toEqual(['config'])
  },
)

test.skipIf(process.platform === 'win32')(
  'where no more bytes fit, the old content stays and nothing else',
  async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'config')
    writeFileSync(path, 'mine')
    const source = join(import.meta.dirname, '../../../src/features/kubeconfig/write-file.ts')
    const script = join(folder, 'script.mjs')
    writeFileSync(
      script,
      `import { writeFileAtomically } from ${JSON.stringify(source)}
await writeFileAtomically(${JSON.stringify(path)}, 'x'.repeat(100_000)).catch((error) => console.log(error.code, error.hint))`,
    )
    // The shell's limit on the size of a file stands in for a full disk: the write ends in the middle.
    const limited = 'ulimit -f 8; exec "$0" "$1"'
    const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, script])
    expect(stdout).toBe('disk-full make room there, or choose another place: icc help files\n')
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(readdirSync(folder).toSorted()).toEqual(['config', 'script.mjs'])
  },
)
