import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OLD } from '../commands/lint-project.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { executable, run, runProgram, type Place } from './executable.ts'

/** A home folder that is the whole environment, with a project in it. */
function projectWith(files: Record<string, string>): Place & { cwd: string } {
  const cwd = temporaryFolder()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
  return { cwd, env: { HOME: cwd } }
}

test('lint --fix --yes mends what has one right answer, and then finds nothing', async () => {
  const place = projectWith({ 'a.yaml': OLD })
  const mended = await run(['lint', '--fix', '--yes', '--kube-version', '1.35'], place)
  expect(mended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Fixed: 1 finding in 1 file.') })
  expect(readFileSync(join(place.cwd, 'a.yaml'), 'utf8')).toBe(OLD.replace('batch/v1beta1', 'batch/v1'))
  const again = await run(['lint', '--kube-version', '1.35', '-o', 'json'], place)
  expect(again).toMatchObject({ exitCode: 0, stderr: '' })
})

test.each(['sarif', 'gitlab', 'junit'])('lint writes %s', async (format) => {
  const place = projectWith({ 'a.yaml': OLD })
  const { stdout, exitCode } = await run(['lint', '--kube-version', '1.35', '-o', format], place)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('api-removed') })
})

test('site show tells a profile that is inside', async () => {
  const place = projectWith({})
  const shown = await run(['site', 'show', 'haw-icc'], place)
  expect(shown).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^haw-icc {2}HAW Hamburg/u) })
  expect(shown.stdout).toContain('icc@informatik.haw-hamburg.de')
  const json = await run(['site', 'show', 'haw-icc', '-o', 'json'], place)
  expect(JSON.parse(json.stdout)).toMatchObject({ origin: 'built-in', file: 'sites/haw-icc.yaml' })
})

test('open lists the pages of a site, and opens none over SSH', async () => {
  const { env, ...place } = projectWith({})
  const ssh = { ...place, env: { ...env, SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' } }
  const pages = await run(['open', '--site', 'haw-icc', '-o', 'json'], ssh)
  expect(pages).toMatchObject({ exitCode: 0, stderr: '' })
  const listed = JSON.parse(pages.stdout) as { name: string; url: string }[]
  expect(listed.map(({ name }) => name)).toContain('getting-started')
  const [{ name, url } = { name: '', url: '' }] = listed
  expect(await run(['open', name, '--site', 'haw-icc', '--browser'], ssh)).toEqual({
    exitCode: 0,
    stdout: `${url}\n`,
    stderr: expect.stringContaining('No browser was opened here'),
  })
})

test.each([
  ['nothing', {}],
  ['a home folder that takes no writes', { HOME: '/sys' }],
  ['a home folder that is none', { HOME: '/dev/null' }],
])('in an environment of %s the doctor says what to do', async (_, env) => {
  const { stdout, stderr, exitCode } = await run(['doctor'], { env })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 })
  expect(stdout).toMatch(/^problem {2}kubectl +there is none on PATH$/mu)
  expect(stdout).not.toContain('Next: ls -ld The')
})

test('in a folder that was deleted the doctor says that it is gone', async () => {
  const home = temporaryFolder()
  const folder = join(home, 'gone')
  mkdirSync(folder)
  const line = 'cd "$0" && rmdir "$0" && exec "$@"'
  const env = { HOME: home, PATH: '/bin' }
  const ran = await runProgram('/bin/sh', ['-c', line, folder, executable, 'doctor'], { env })
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' })
  expect(ran.stdout).toMatch(/^problem {2}kubeconfig +The folder that you are in is gone.*\n +Next: cd to /mu)
})
