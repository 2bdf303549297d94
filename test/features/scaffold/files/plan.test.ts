import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planFiles, reportFiles } from '../../../../src/features/scaffold/files/plan.ts'
import { writeFiles } from '../../../../src/features/scaffold/files/write.ts'
import { folderContext, tree, wanted } from './support.ts'

test('each file is new, different or equal, with what differs', () => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'b.yaml'), 'old\nsame\n')
  writeFileSync(join(ctx.cwd, 'c.yaml'), 'new\n')
  const plan = planFiles(ctx, [wanted('a.yaml'), wanted('b.yaml', 'new\nsame\n'), wanted('c.yaml')])
  expect(reportFiles(plan)).toEqual([
    { path: 'a.yaml', action: 'create', kinds: ['ConfigMap'] },
    { path: 'b.yaml', action: 'overwrite', kinds: ['ConfigMap'] },
    { path: 'c.yaml', action: 'equal', kinds: ['ConfigMap'] },
  ])
  expect(plan.files.map(({ diff }) => diff)).toEqual([
    '--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1,1 @@\n+new',
    '--- a/b.yaml\n+++ b/b.yaml\n@@ -1,2 +1,2 @@\n-old\n+new\n same',
    '',
  ])
  expect(Object.keys(tree(ctx.cwd))).toEqual(['b.yaml', 'c.yaml'])
})

test.each([
  ['Windows line ends', Buffer.from('old\r\n'), Buffer.from('a\r\nb\r\n')],
  ['a byte order mark', Buffer.from('\uFEFFold\n'), Buffer.from('\uFEFFa\nb\n')],
  ['UTF-16', Buffer.from('\uFEFFold\r\n', 'utf16le'), Buffer.from('\uFEFFa\r\nb\r\n', 'utf16le')],
  [
    'UTF-16, the other way round',
    Buffer.from('\uFEFFold\n', 'utf16le').swap16(),
    Buffer.from('\uFEFFa\nb\n', 'utf16le').swap16(),
  ],
  ['nothing in it', Buffer.from(''), Buffer.from('a\nb\n')],
  ['no text', Buffer.from([0, 255, 0]), Buffer.from('a\nb\n')],
])('a file with %s keeps its form, and is equal the next time', async (_, before, after) => {
  const ctx = folderContext()
  writeFileSync(join(ctx.cwd, 'a.yaml'), before)
  const plan = planFiles(ctx, [wanted('a.yaml', 'a\nb\n')])
  expect(plan.files[0]).toMatchObject({ action: 'overwrite', diff: expect.stringMatching(/a\.yaml/u) })
  await writeFiles(ctx, plan)
  expect(readFileSync(join(ctx.cwd, 'a.yaml'))).toEqual(after)
  expect(planFiles(ctx, [wanted('a.yaml', 'a\nb\n')]).files[0]?.action).toBe('equal')
})

test('a folder, and two names of one file, are refused', () => {
  const ctx = folderContext()
  mkdirSync(join(ctx.cwd, 'folder'))
  expect(() => planFiles(ctx, [wanted('folder')])).toThrow(
    expect.objectContaining({
      code: 'file-is-folder',
      message: 'folder is a folder, not a file. Nothing was written.',
    }),
  )
  symlinkSync('folder', join(ctx.cwd, 'link'))
  expect(() => planFiles(ctx, [wanted('folder/a.yaml'), wanted('link/a.yaml')])).toThrow(
    expect.objectContaining({ code: 'file-twice' }),
  )
  symlinkSync('circle', join(ctx.cwd, 'circle'))
  expect(() => planFiles(ctx, [wanted('circle')])).toThrow(
    expect.objectContaining({
      code: 'file-not-readable',
      message: 'circle cannot be read (ELOOP). Nothing was written.',
    }),
  )
})

test.skipIf(process.platform === 'win32')('a pipe is refused, and not waited for', () => {
  const ctx = folderContext()
  expect(spawnSync('mkfifo', [join(ctx.cwd, 'pipe')]).status).toBe(0)
  expect(() => planFiles(ctx, [wanted('pipe')])).toThrow(
    expect.objectContaining({ code: 'file-not-writable', hint: 'to print: --out -' }),
  )
})
