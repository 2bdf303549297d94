import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect } from '../../../src/features/lint/intake/collect.ts'
import { temporaryFolder } from '../../support/run-icc.ts'

/** A project with two files, and a folder beside it with a third. */
function folders(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'project/k8s'), { recursive: true })
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'project/a.yaml'), 'a: 1\n')
  writeFileSync(join(folder, 'project/k8s/b.yaml'), 'b: 1\n')
  writeFileSync(join(folder, 'other/c.yaml'), 'c: 1\n')
  return folder
}

test.each<[string, string, string[], string[]]>([
  ['here', 'project', ['.'], ['a.yaml', 'k8s/b.yaml']],
  ['a folder below', 'project', ['k8s/'], ['k8s/b.yaml']],
  ['the folder above', 'project/k8s', ['..'], ['../a.yaml', 'b.yaml']],
  ['a folder beside', 'project', ['../other'], ['../other/c.yaml']],
  ['the same in two ways', 'project', ['.', 'k8s', './k8s/b.yaml'], ['a.yaml', 'k8s/b.yaml']],
])('names are seen from where icc was started: %s', async (_, cwd, paths, names) => {
  const ctx = { cwd: join(folders(), cwd), readInput: () => Promise.reject(new Error('nothing is read there')) }
  const { sources, unreadable } = await collect(ctx, paths)
  expect(sources.map(({ name }) => name)).toEqual(names)
  expect(unreadable).toEqual([])
})

test('a text with the character that stands for wrong bytes is read as it is', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'right.yaml'), 'a: "\ufffd"\n')
  writeFileSync(join(cwd, 'wrong.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe4]))
  const { sources, unreadable } = await collect({ cwd, readInput: () => Promise.resolve('') }, ['.'])
  expect(sources).toEqual([{ name: 'right.yaml', text: 'a: "\ufffd"\n' }])
  expect(unreadable).toEqual([{ file: 'wrong.yaml', reason: 'it holds bytes that are no UTF-8', offset: 3 }])
})
