import { execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { cancelled } from '../../../../src/errors.ts'
import { planFiles } from '../../../../src/features/scaffold/files/plan.ts'
import { writeFiles } from '../../../../src/features/scaffold/files/write.ts'
import { temporaryFolder } from '../../kubeconfig/support.ts'
import { folderContext, modeOf, tree, wanted } from './support.ts'

const isWindows = process.platform === 'win32'
const isRoot = process.geteuid?.() === 0

test('files are written with the folders they need; equal ones are not touched', async () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'same.yaml'), 'same\n', { mode: 0o400 })
  writeFileSync(join(ctx.cwd, 'other.yaml'), 'old\n')
  const outside = join(temporaryFolder(), 'x', 'a.yaml')
  const files = [wanted('a/b/c.yaml'), wanted('same.yaml', 'same\n'), wanted('other.yaml'), wanted(outside)]
  await writeFiles(ctx, planFiles(ctx, files))
  expect(tree(ctx.cwd)).toEqual({
    a: null,
    'a/b': null,
    'a/b/c.yaml': 'new\n',
    'same.yaml': 'same\n',
    'other.yaml': 'new\n',
  })
  expect(readFileSync(outside, 'utf8')).toBe('new\n')
})

test.skipIf(isWindows)('a new file has the mode that new files have, another keeps its own', async () => {
  const ctx = folderContext()
  const umask = process.umask(0o027)
  onTestFinished(() => void process.umask(umask))
  writeFileSync(join(ctx.cwd, 'open.yaml'), 'old\n')
  chmodSync(join(ctx.cwd, 'open.yaml'), 0o666)
  await writeFiles(ctx, planFiles(ctx, [wanted('new.yaml'), wanted('open.yaml')]))
  expect([modeOf(join(ctx.cwd, 'new.yaml')), modeOf(join(ctx.cwd, 'open.yaml'))]).toEqual([0o640, 0o666])
  process.umask(0o022)
  await writeFiles(ctx, planFiles(ctx, [wanted('usual.yaml')]))
  expect(modeOf(join(ctx.cwd, 'usual.yaml'))).toBe(0o644)
})

test.skipIf(isWindows)('symbolic links stay, also those that lead to nothing yet', async () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'real.yaml'), 'old\n')
  symlinkSync('real.yaml', join(ctx.cwd, 'link.yaml'))
  symlinkSync('later/new.yaml', join(ctx.cwd, 'dangling.yaml'))
  const plan = planFiles(ctx, [wanted('link.yaml'), wanted('dangling.yaml')])
  expect(plan.files.map(({ action }) => action)).toEqual(['overwrite', 'create'])
  await writeFiles(ctx, plan)
  expect(tree(ctx.cwd)).toEqual({
    'real.yaml': 'new\n',
    'link.yaml': '-> real.yaml',
    'dangling.yaml': '-> later/new.yaml',
    later: null,
    'later/new.yaml': 'new\n',
  })
})

test.each([
  ['changed', (path: string) => writeFileSync(path, 'theirs\n')],
  ['vanished', (path: string) => rmSync(path)],
  ['became a folder', (path: string) => (rmSync(path), mkdirSync(path))],
])('nothing is written where a file %s since the plan', async (_, happen) => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'b.yaml'), 'old\n')
  const plan = planFiles(ctx, [wanted('new/a.yaml'), wanted('b.yaml')])
  happen(join(ctx.cwd, 'b.yaml'))
  const before = tree(ctx.cwd)
  await expect(writeFiles(ctx, plan)).rejects.toMatchObject({
    code: 'file-changed',
    exitCode: 1,
    message: 'b.yaml changed while icc looked at it. Nothing was written.',
  })
  expect(tree(ctx.cwd)).toEqual(before)
})

test('nothing is written where a file appeared since the plan, or one that was equal changed', async () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'equal.yaml'), 'new\n')
  const plan = planFiles(ctx, [wanted('a.yaml'), wanted('b.yaml'), wanted('equal.yaml')])
  writeFileSync(join(ctx.cwd, 'b.yaml'), 'new\n')
  await expect(writeFiles(ctx, plan)).rejects.toMatchObject({ code: 'file-changed' })
  rmSync(join(ctx.cwd, 'b.yaml'))
  writeFileSync(join(ctx.cwd, 'equal.yaml'), 'theirs\n')
  await expect(writeFiles(ctx, plan)).rejects.toMatchObject({ code: 'file-changed' })
  expect(tree(ctx.cwd)).toEqual({ 'equal.yaml': 'theirs\n' })
})

/** Waits until the first of three files has a text, and no longer: the last one is still on its way then. */
async function appearance(path: string, text: string): Promise<void> {
  for (let turn = 0; turn < 100_000; turn += 1) {
    await Promise.resolve()
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  }
  throw new Error(`${path} was not written`)
}

test('where a later file cannot take its place, those before it are taken back', async () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'old.yaml'), 'old\n')
  chmodSync(join(ctx.cwd, 'old.yaml'), 0o664)
  const files = [wanted('old.yaml'), wanted('made/new.yaml'), wanted('last.yaml')]
  const written = writeFiles(ctx, planFiles(ctx, files))
  const failure = written.then(
    () => undefined,
    (error: unknown) => error,
  )
  await appearance(join(ctx.cwd, 'old.yaml'), 'new\n')
  expect(existsSync(join(ctx.cwd, 'last.yaml'))).toBe(false)
  mkdirSync(join(ctx.cwd, 'last.yaml'))
  expect(await failure).toMatchObject({ code: 'file-is-folder', hint: 'choose another name: --out FILE' })
  expect(tree(ctx.cwd)).toEqual({ 'old.yaml': 'old\n', 'last.yaml': null })
  expect(modeOf(join(ctx.cwd, 'old.yaml'))).toBe(isWindows ? 0o666 : 0o664)
})

test('what cannot be taken back is named', async () => {
  const ctx = folderContext()
  const written = writeFiles(ctx, planFiles(ctx, [wanted('first.yaml'), wanted('next.yaml'), wanted('last.yaml')]))
  const failure = written.then(
    () => undefined,
    (error: unknown) => error,
  )
  await appearance(join(ctx.cwd, 'first.yaml'), 'new\n')
  rmSync(join(ctx.cwd, 'first.yaml'))
  for (const name of ['first.yaml', 'last.yaml']) mkdirSync(join(ctx.cwd, name))
  expect(await failure).toMatchObject({
    code: 'files-half-written',
    message: `first.yaml was written and could not be taken back. ${join(ctx.cwd, 'last.yaml')} is a folder, not a file.`,
  })
  expect(existsSync(join(ctx.cwd, 'next.yaml'))).toBe(false)
})

test('Ctrl-C before the first file takes its place leaves everything as it was', async () => {
  const ctx = { ...folderContext(), signal: AbortSignal.abort(cancelled()) }
  await expect(writeFiles(ctx, planFiles(ctx, [wanted('x/a.yaml')]))).rejects.toMatchObject({ exitCode: 130 })
  expect(tree(ctx.cwd)).toEqual({})
})

test('a file in the place of a folder is told, and folders that were made are taken away', async () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'file'), 'x')
  symlinkSync('nowhere', join(ctx.cwd, 'link'))
  for (const path of ['file/a.yaml', 'file/deeper/a.yaml', 'link/a.yaml']) {
    const plan = planFiles(ctx, [wanted('made/one.yaml'), wanted(path)])
    await expect(writeFiles(ctx, plan)).rejects.toMatchObject({
      code: 'folder-missing',
      exitCode: 1,
      message: expect.stringMatching(/Nothing was written\.$/u),
      hint: 'choose another place: --out FILE',
    })
    expect(tree(ctx.cwd)).toEqual({ file: 'x', link: '-> nowhere' })
  }
})

/** Rights mean nothing to root: for the rest of the test the process is another user. */
function withoutPrivileges(...folders: string[]): void {
  if (!isRoot) return
  for (const folder of folders) chmodSync(folder, 0o777)
  process.seteuid?.(65_534)
  onTestFinished(() => process.seteuid?.(0))
}

test.skipIf(isWindows)('a folder that may not be changed is told, and no other file is written', async () => {
  const ctx = folderContext()
  withoutPrivileges(ctx.cwd)
  mkdirSync(join(ctx.cwd, 'closed'))
  chmodSync(join(ctx.cwd, 'closed'), 0o500)
  for (const path of ['closed/b.yaml', 'closed/deeper/b.yaml']) {
    const plan = planFiles(ctx, [wanted('made/a.yaml'), wanted(path)])
    await expect(writeFiles(ctx, plan)).rejects.toMatchObject({
      code: 'file-not-writable',
      message: expect.stringMatching(/you have no right to.*Nothing was changed\.$/u),
    })
    expect(tree(ctx.cwd)).toEqual({ closed: null })
  }
})

/** A tiny file system in memory at a folder, or why there can be none. */
const noTmpfs: string | undefined = ((): string | undefined => {
  if (process.platform !== 'linux' || !isRoot) return 'only root on Linux may mount one'
  const folder = mkdtempSync(join(tmpdir(), 'icc-test-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmdirSync(folder)
  return mounted ? undefined : 'mounting is not allowed here'
})()

test.skipIf(noTmpfs !== undefined)(
  'on a full disk nothing is written, not even the file that would fit',
  async () => {
    const ctx = folderContext()
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', ctx.cwd]).status).toBe(0)
    onTestFinished(() => void spawnSync('umount', ['-l', ctx.cwd]))
    writeFileSync(join(ctx.cwd, 'old.yaml'), 'old\n')
    const files = [wanted('small/a.yaml'), wanted('old.yaml'), wanted('large.yaml', 'x'.repeat(200_000))]
    await expect(writeFiles(ctx, planFiles(ctx, files))).rejects.toMatchObject({
      code: 'disk-full',
      hint: 'make room there, or choose another place: --out FILE',
    })
    expect(tree(ctx.cwd)).toEqual({ 'old.yaml': 'old\n' })
  },
)

const sources = join(import.meta.dirname, '../../../../src/features/scaffold/files')

test.skipIf(isWindows)('where no more bytes fit, nothing is written', async () => {
  const { cwd } = folderContext()
  const script = join(temporaryFolder(), 'script.mjs')
  writeFileSync(
    script,
    `import { planFiles } from ${JSON.stringify(join(sources, 'plan.ts'))}
import { writeFiles } from ${JSON.stringify(join(sources, 'write.ts'))}
const ctx = { cwd: ${JSON.stringify(cwd)}, signal: new AbortController().signal }
const files = ['a', 'x'.repeat(100_000)].map((text, index) => ({ path: 'made/' + index + '.yaml', text, kinds: [] }))
await writeFiles(ctx, planFiles(ctx, files)).catch((error) => console.log(error.code, error.hint))`,
  )
  // The shell's limit on the size of a file stands in for a full disk: the write ends in the middle.
  const limited = 'ulimit -f 8; exec "$0" "$1"'
  const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, script])
  expect(stdout).toBe('disk-full make room there, or choose another place: --out FILE\n')
  expect(tree(cwd)).toEqual({})
})
