import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGit } from '../../src/adapters/git.ts'
import { temporaryFolder } from '../support/run-icc.ts'

const env = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'icc',
  GIT_AUTHOR_EMAIL: 'icc@example.org',
  GIT_COMMITTER_NAME: 'icc',
  GIT_COMMITTER_EMAIL: 'icc@example.org',
}
const git = createGit({ env, signal: new AbortController().signal })
const isThere = hasGit()

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'])
    return true
  } catch {
    return false
  }
}

function run(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder, env, stdio: 'ignore' })
}

test.skipIf(!isThere)('what files held in the last commit, by names relative to the folder', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'k8s'))
  writeFileSync(join(folder, 'k8s/a b.yaml'), 'old\n')
  writeFileSync(join(folder, 'empty.yaml'), '')
  run(folder, 'init')
  run(folder, 'add', '.')
  run(folder, 'commit', '-m', 'first')
  writeFileSync(join(folder, 'k8s/a b.yaml'), 'new\n')
  writeFileSync(join(folder, 'k8s/c.yaml'), 'new\n')
  const names = ['a b.yaml', 'c.yaml', '../empty.yaml', 'with\nline.yaml', 'a b.yaml']
  const found = await git.committed(join(folder, 'k8s'), names)
  const texts = [...(found ?? [])].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])
  expect(texts).toEqual([
    ['a b.yaml', 'old\n'],
    ['../empty.yaml', ''],
  ])
})

test.skipIf(!isThere)('nothing is known without a commit or a repository', async () => {
  const folder = temporaryFolder()
  expect(await git.committed(folder, ['a.yaml'])).toBeUndefined()
  run(folder, 'init')
  expect(await git.committed(folder, ['a.yaml'])).toEqual(new Map())
})

test('nothing is known without git', async () => {
  const without = createGit({ env: { PATH: temporaryFolder() }, signal: new AbortController().signal })
  expect(await without.committed(temporaryFolder(), ['a.yaml'])).toBeUndefined()
})
