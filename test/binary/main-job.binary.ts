import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { kubectl } from '../../tools/kubectl.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { executable, run, runProgram, signedIn } from './executable.ts'

const kubectlPath = await kubectl()
const why = kubectlPath === undefined ? ' (skipped: there is no kubectl here)' : ''

test('a whole day: sign in, whoami, namespace, context, sign out', async () => {
  const { place, login, kubeconfig } = await signedIn()
  expect(login).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('w001-default') })
  expect(readFileSync(kubeconfig, 'utf8')).toContain('    token: ')
  const me = await run(['whoami', '-o', 'json'], place)
  expect(JSON.parse(me.stdout)).toMatchObject({ username: 'infw001', source: 'server' })
  expect(await run(['ns', 'se2-magic-team'], place)).toMatchObject({ exitCode: 0 })
  expect(await run(['ns', '-c'], place)).toMatchObject({ exitCode: 0, stdout: 'se2-magic-team\n' })
  expect(await run(['ns', '-'], place)).toMatchObject({ exitCode: 0 })
  expect(await run(['ns', '-c'], place)).toMatchObject({ exitCode: 0, stdout: 'w001-default\n' })
  expect(await run(['ctx', '-c'], place)).toMatchObject({ exitCode: 0, stdout: 'playground\n' })
  expect(await run(['logout'], place)).toMatchObject({ exitCode: 0 })
  expect(await run(['whoami'], place)).toMatchObject({ exitCode: 4, stdout: '' })
})

test.skipIf(why)(`kubectl asks the executable for its tokens, by its path${why}`, async () => {
  const { place, kubeconfig } = await signedIn('icc-short')
  expect(readFileSync(kubeconfig, 'utf8')).toContain(`command: ${executable}\n`)
  expect(await runProgram(kubectlPath ?? '', ['auth', 'whoami', '-o', 'json'], place)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('"username": "infw001"'),
  })
})

test.skipIf(why)(`kubectl asks the executable for its tokens, by its name when it is on PATH${why}`, async () => {
  const bin = temporaryFolder()
  symlinkSync(executable, join(bin, 'icc'))
  const { place, kubeconfig } = await signedIn('icc-short', (env) => ({ env: { ...env, PATH: bin }, program: 'icc' }))
  expect(readFileSync(kubeconfig, 'utf8')).toContain('command: icc\n')
  expect(await runProgram(kubectlPath ?? '', ['get', 'pods'], place)).toMatchObject({ exitCode: 0 })
})

test('an icc on PATH that is another program is not named', async () => {
  const bin = temporaryFolder()
  writeFileSync(join(bin, 'icc'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const { kubeconfig } = await signedIn('icc-short', (env) => ({ env: { ...env, PATH: bin } }))
  expect(readFileSync(kubeconfig, 'utf8')).toContain(`command: ${executable}\n`)
})

test('the profiles, schemas and rules are inside', async () => {
  const folder = temporaryFolder()
  const place = { env: { HOME: folder }, cwd: folder }
  const sites = await run(['site', 'list', '-o', 'json'], place)
  const ids = readdirSync(join(import.meta.dirname, '../../sites')).map((name) => ({ id: basename(name, '.yaml') }))
  expect(JSON.parse(sites.stdout)).toMatchObject(ids)
  writeFileSync(
    join(folder, 'web.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  prots: [{port: 80}]\n',
  )
  const lint = await run(['lint', '--site', 'haw-icc', '-o', 'json', '--kube-version', '1.35'], place)
  expect(lint).toMatchObject({ exitCode: 1, stderr: '' })
  expect(lint.stdout).toContain('prots')
  const explained = await run(['explain', 'restart-policy'], place)
  expect(explained).toMatchObject({ exitCode: 0, stderr: '' })
  expect(existsSync(join(folder, '.local'))).toBe(false)
})

test('help, and what was mistyped', async () => {
  const help = await run([])
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gmu)].map(([, name = '']) => name)
  expect(commands).toEqual(expect.arrayContaining(['login', 'whoami', 'ns', 'ctx', 'token', 'lint']))
  for (const name of commands) expect(await run([name, '--help'])).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await run(['lgoin'])).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('login') })
})
