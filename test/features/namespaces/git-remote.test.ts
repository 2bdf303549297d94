import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ExitCode, IccError } from '../../../src/errors.ts'
import { gitLabPathOf, pathOfUrl } from '../../../src/features/namespaces/git-remote.ts'
import { temporaryFolder } from '../../support/run-icc.ts'

test.each([
  ['https://git.campus.example/group/project.git', 'group/project'],
  ['https://git.campus.example/group/project', 'group/project'],
  ['https://git.campus.example/group/project/', 'group/project'],
  ['https://user:token@git.campus.example:8443/group/sub/sub/project.git', 'group/sub/sub/project'],
  ['http://git.campus.example/group/project.git', 'group/project'],
  ['ssh://git@git.campus.example:2222/group/project.git', 'group/project'],
  ['ssh://git.campus.example/~/group/project.git', '~/group/project'],
  ['git+ssh://git@git.campus.example/group/project.git', 'group/project'],
  ['git://git.campus.example/group/project.git', 'group/project'],
  ['git@git.campus.example:group/project.git', 'group/project'],
  ['git@git.campus.example:/group/project.git', 'group/project'],
  ['git.campus.example:group/project', 'group/project'],
  ['git@[2001:db8::1]:group/project.git', 'group/project'],
  ['[git@git.campus.example:2222]:group/project.git', 'group/project'],
  ['https://git.campus.example/My-Group/my.project_1.git', 'My-Group/my.project_1'],
  ['https://git.campus.example/gr%C3%BCn/project', 'grün/project'],
])('%s names the project %s', (url, path) => {
  expect(pathOfUrl(url)).toBe(path)
})

test.each([
  '/srv/git/group/project.git',
  '../group/project',
  'file:///srv/git/group/project.git',
  'C:/src/group/project',
  'C:\\work\\group\\project',
  'https://git.campus.example/project.git',
  'git@git.campus.example:project.git',
  'https://git.campus.example/',
  'https://git.campus.example/a//b',
  'https://git.campus.example/a%/b',
  'ext::ssh git.campus.example %S group/project',
  './folder:with/colon',
  'https://',
  '',
])('"%s" names no project', (url) => {
  expect(pathOfUrl(url)).toBeUndefined()
})

test('origin counts, wherever in the repository one is', () => {
  const folder = repository(
    '[remote "fork"]\n\turl = https://x/fork/a\n[remote "origin"]\n\turl = https://x/main/a\n',
  )
  mkdirSync(join(folder, 'deep', 'down'), { recursive: true })
  expect(gitLabPathOf(folder)).toBe('main/a')
  expect(gitLabPathOf(join(folder, 'deep', 'down'))).toBe('main/a')
})

test('the only remote counts, whatever its name', () => {
  expect(gitLabPathOf(repository('[remote "campus"]\n\turl = https://x/main/a\n'))).toBe('main/a')
})

test('of several remotes without origin none is guessed; they are listed without their secrets', () => {
  const config = '[remote "one"]\nurl = https://me:glpat-1@x/a/b\n[remote "two"]\nurl = git@x:c/d.git\n'
  const error = failureIn(repository(config))
  expect(error).toMatchObject({ code: 'several-git-remotes', exitCode: ExitCode.usage })
  expect(error.message).toContain('one  https://x/a/b\n  two  git@x:c/d.git')
  expect(error.message).not.toContain('glpat')
})

test.each([
  ['no-git-remote', '[core]\n\tbare = false\n'],
  ['git-remote-unusable', '[remote "origin"]\n\turl = /srv/git/a.git\n'],
])('%s is told', (code, config) => {
  expect(failureIn(repository(config))).toMatchObject({ code, exitCode: ExitCode.failure })
})

test('a folder outside of any repository is told', () => {
  expect(failureIn(temporaryFolder())).toMatchObject({ code: 'no-git-repository', exitCode: ExitCode.failure })
})

test('a worktree and a submodule lead to the configuration of their repository', () => {
  const root = temporaryFolder()
  write(join(root, 'main/.git/config'), '[remote "origin"]\n\turl = https://x/main/a\n')
  write(join(root, 'main/.git/worktrees/copy/commondir'), '../..\n')
  write(join(root, 'copy/.git'), `gitdir: ${join(root, 'main/.git/worktrees/copy')}\n`)
  write(join(root, 'main/.git/modules/part/config'), '[remote "origin"]\n\turl = https://x/main/part\n')
  write(join(root, 'main/part/.git'), 'gitdir: ../.git/modules/part\n')
  expect(gitLabPathOf(join(root, 'copy'))).toBe('main/a')
  expect(gitLabPathOf(join(root, 'main/part'))).toBe('main/part')
})

test('a .git that leads nowhere is passed over', () => {
  const folder = repository('[remote "origin"]\n\turl = https://x/main/a\n')
  write(join(folder, 'odd/.git'), 'gitdir: /nowhere/at/all\n')
  write(join(folder, 'odder/.git'), 'something else')
  expect(gitLabPathOf(join(folder, 'odd'))).toBe('main/a')
  expect(gitLabPathOf(join(folder, 'odder'))).toBe('main/a')
})

const git = (folder: string, ...args: string[]) =>
  spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder, encoding: 'utf8' })
const noGit = git('.', '--version').status !== 0

test.skipIf(noGit)(`what git itself writes is understood${noGit ? ' (skipped: no git)' : ''}`, () => {
  const root = temporaryFolder()
  const url = 'ssh://git@git.campus.example:2222/group/pro"ject;#1.git'
  git(root, 'init', '-q', 'main')
  const main = join(root, 'main')
  git(main, 'remote', 'add', 'second', 'https://x/other/b')
  git(main, 'remote', 'add', 'origin', url)
  git(main, 'remote', 'set-url', '--add', 'origin', 'https://x/mirror/c')
  git(main, 'commit', '-q', '--allow-empty', '-m', 'x')
  expect(git(main, 'worktree', 'add', '-q', '../copy').status).toBe(0)
  expect(gitLabPathOf(main)).toBe('group/pro"ject;')
  expect(gitLabPathOf(join(root, 'copy'))).toBe('group/pro"ject;')
})

function repository(config: string): string {
  const folder = temporaryFolder()
  write(join(folder, '.git', 'config'), config)
  return folder
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

function failureIn(folder: string): IccError {
  try {
    gitLabPathOf(folder)
  } catch (error) {
    if (error instanceof IccError) return error
    throw error
  }
  throw new Error('expected no path')
}
