import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { executable, run, runProgram } from './executable.ts'

const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim()

test('in an environment that is empty it tells version, commit and runtime', async () => {
  const { stdout, ...rest } = await run(['--version'])
  expect(rest).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/^icc \d+\.\d+\.\d+ \([0-9a-f]{12}(?: with changes)?, Node\.js 26\.\d+\.\d+\)\n$/u)
  expect(stdout).toContain(commit)
})

test('it needs no file beside it', async () => {
  const copy = join(temporaryFolder(), 'somewhere')
  copyFileSync(executable, copy)
  expect(await run(['site', 'list'], { program: copy })).toMatchObject({ exitCode: 1 })
  expect(await run(['site', 'list'], { program: copy, env: { HOME: '/' } })).toMatchObject({
    exitCode: 0,
    stderr: '',
  })
})

test.each([
  ['--require of a file', { NODE_OPTIONS: '--require /nonexistent.js' }],
  ['a debugger', { NODE_OPTIONS: '--inspect-brk' }],
  ['a wrong option', { NODE_OPTIONS: '--no-such-option' }],
  ['a code cache of its own', { NODE_COMPILE_CACHE: '/nonexistent' }],
])('what is meant for another Node.js does nothing: %s', async (_, env) => {
  expect(await run(['--version'], { env })).toMatchObject({ exitCode: 0, stderr: '' })
})

test('options of Node.js are none of icc', async () => {
  expect(await run(['--eval', '1'])).toMatchObject({ exitCode: 2, stdout: '' })
})

test('without HOME it says so, and what needs no home works', async () => {
  const noHome = { exitCode: 1, stdout: '', stderr: expect.stringContaining('HOME is not set') }
  expect(await run(['ctx'])).toMatchObject(noHome)
  expect(await run(['token', '--site', 'playground'])).toMatchObject(noHome)
  const env = { ICC_CONFIG_DIR: temporaryFolder(), ICC_STATE_DIR: temporaryFolder(), KUBECONFIG: '/nonexistent' }
  expect(await run(['token', '--site', 'playground'], { env })).toMatchObject({ exitCode: 4 })
  expect(await run(['ctx', '-c'], { env })).toMatchObject({
    exitCode: 1,
    stderr: expect.not.stringContaining('HOME'),
  })
})

test.each([
  ['a file system that takes no writes', '/sys'],
  ['no folder', '/dev/null'],
])('with a home folder that is %s nothing is a bug of icc', async (_, HOME) => {
  const place = { env: { HOME } }
  for (const argv of [['ctx'], ['ns'], ['token', '--site', 'playground'], ['whoami'], ['logout'], ['site', 'list']])
    expect({ argv, ...(await run(argv, place)) }).not.toMatchObject({ exitCode: 70 })
  expect(await run(['site', 'use', 'haw-icc'], place)).toMatchObject({ exitCode: 1, stdout: '' })
})

test('in a folder that was deleted what needs no folder works, and the rest says what is wrong', async () => {
  const home = temporaryFolder()
  const gone = (...argv: string[]) => {
    const folder = join(home, 'gone')
    mkdirSync(folder)
    const line = 'cd "$0" && rmdir "$0" && exec "$@"'
    return runProgram('/bin/sh', ['-c', line, folder, executable, ...argv], { env: { HOME: home, PATH: '/bin' } })
  }
  expect(await gone('--version')).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await gone('site', 'list')).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('is gone') })
  expect(await gone('token', '--site', 'playground')).toMatchObject({ exitCode: 4 })
  const lint = await gone('lint')
  expect(lint).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('is gone') })
})

test('a reader that goes early is no fault', async () => {
  const line = `"$0" site show haw-icc | head -1; echo "$?"`
  const ran = await runProgram('/bin/sh', ['-c', line, executable], { env: { HOME: '/', PATH: '/bin:/usr/bin' } })
  expect(ran).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/\n0\n$/u) })
})

test('SIGUSR1 opens no debugger', async () => {
  const child = spawn(executable, ['lint', '-'], { env: { HOME: '/' }, stdio: ['pipe', 'ignore', 'pipe'] })
  const stderr = text(child.stderr)
  await new Promise((resolve) => setTimeout(resolve, 500))
  child.kill('SIGUSR1')
  await new Promise((resolve) => setTimeout(resolve, 200))
  child.stdin.end()
  expect(await stderr).toMatch(/^icc: There is no manifest/u)
})
