import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { kubectl } from '../../tools/kubectl.ts'
import type { Prompt } from '../../src/context.ts'
import { noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { opaqueApi } from '../support/opaque-tokens.ts'
import type { Given } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'
import { noteSecrets } from '../support/secret-watch.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

const judge = await kubectl()
const skipped = noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`

const TOKEN = 'sha256~AbCdEf0123456789-_AbCdEf0123456789-_AbCdE'

/** A student of a campus with OpenShift, whose API knows one token. */
async function student() {
  noteSecrets({ id_token: TOKEN })
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const tokens = new Set([TOKEN])
  const api = opaqueApi(idp, (token) => tokens.has(token))
  const { port, ca, authorizations } = await tlsServerForTest((request, response) => void api(request, response))
  const server = `https://127.0.0.1:${port}`
  const profile = {
    id: 'rahti',
    title: 'A campus with OpenShift',
    login: {
      method: 'token',
      sessionHours: 24,
      openshift: { api: server, console: 'https://console.example.org' },
      notes: ['Press "Copy Login Command".'],
    },
    api: { server, ca },
    network: { vpnHint: 'Use the VPN.' },
  }
  const path = join(user.home.folder, 'config/sites/rahti.yaml')
  writeFileSync(path, stringify(profile))
  const login = (input: string | undefined, more: string[] = [], given: Given = {}) =>
    user.icc(['login', '--site', 'rahti', ...more], { ...(input === undefined ? {} : { input }), ...given })
  return { idp, user, server, tokens, authorizations, login, profile, path }
}

test('login --token-stdin writes the token, and says whose it is and how long it is taken to last', async () => {
  const { user, login, server } = await student()
  const { stdout, stderr, exitCode } = await login(`${TOKEN}\n`, ['--token-stdin'])
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^Signed in as infw001 at rahti until .*\(2[34] h.*\)\.\n/u),
  })
  expect(stderr).toContain('warning: The token does not say how long it is valid. 24 h from the sign-in are assumed')
  const { users, clusters } = parse(readFileSync(user.home.kubeconfig, 'utf8'))
  expect(users).toEqual([{ name: 'rahti', user: { extensions: expect.anything(), token: TOKEN } }])
  expect(clusters[0].cluster.server).toBe(server)
  const whoami = await user.icc(['whoami', '--site', 'rahti', '-o', 'json'])
  expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', site: 'rahti' })
  expect((await user.icc(['token', '--site', 'rahti'])).stdout).toContain(TOKEN)
  const logout = await user.icc(['logout', '--site', 'rahti'])
  expect(logout).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('cannot be revoked from here') })
  expect(readFileSync(user.home.kubeconfig, 'utf8')).not.toContain(TOKEN)
})

test.each([
  (server: string) => `oc login ${server} --token=${TOKEN}`,
  (server: string) => `oc login --token=${TOKEN} --server=${server}`,
  (server: string) => `  $ oc login --server ${server}/ --token '${TOKEN}'\r\n`,
  (server: string) => `oc login "--token=${TOKEN}" '--server=${server}'\n`,
  () => `oc login --token=${TOKEN}`,
])('the whole line of the console is taken (%#)', async (line) => {
  const { user, login, server } = await student()
  expect(await login(line(server), ['--token-stdin', '-o', 'json'])).toMatchObject({ exitCode: 0 })
  expect(readFileSync(user.home.kubeconfig, 'utf8')).toContain(TOKEN)
})

test.each<[string, string, number, string]>([
  [`oc login https://api.elsewhere.example:6443 --token=${TOKEN}`, 'token-other-server', 1, 'api.elsewhere.example'],
  [`oc login http://127.0.0.1 --token=${TOKEN}`, 'token-other-server', 1, 'The line leads to'],
  [`oc login --server=127.0.0.1 --token=${TOKEN}`, 'token-other-server', 1, 'The line leads to'],
  [`oc login --server --token=${TOKEN}`, 'token-other-server', 1, 'The line leads to no address'],
  [`oc login --server https://${TOKEN}@api.elsewhere.example/?${TOKEN}`, 'token-other-server', 1, 'api.elsewhere'],
  [`oc whoami --token=${TOKEN}`, 'usage', 2, 'no sign-in'],
  [`oc login -u infw001 -p ${TOKEN}`, 'usage', 2, 'no token'],
  [`${TOKEN} ${TOKEN}`, 'usage', 2, 'no token'],
  ['sha256~\u{FC}\u{FC}\u{FC}\u{FC}\u{FC}', 'usage', 2, 'no token'],
  ['short', 'usage', 2, 'no token'],
  ['', 'usage', 2, 'no token'],
])('%j is refused (%s) before anything is sent', async (input, code, exit, message) => {
  const { user, login, authorizations } = await student()
  const { stdout, stderr, exitCode } = await login(input, ['--token-stdin', '-o', 'json'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: exit })
  expect(JSON.parse(stderr)).toMatchObject({ error: { code, message: expect.stringContaining(message) } })
  expect(authorizations).toEqual([])
  expect(user.files()).toEqual({})
})

test('a token that the cluster does not take is refused, and nothing is written', async () => {
  const { user, tokens, login } = await student()
  tokens.clear()
  const { stderr, exitCode } = await login(TOKEN, ['--token-stdin'])
  expect(exitCode).toBe(4)
  expect(stderr).toContain('does not accept the token: it may have expired, or been withdrawn. Nothing was changed.')
  expect(stderr).toContain('Next: get a new token at https://console.example.org')
  expect(user.files()).toEqual({})
})

test('a signed token that has expired is refused; one that lasts says until when', async () => {
  const { idp, login } = await student()
  const [expired, good] = [await idp.signer.sign({}, -60), await idp.signer.sign({}, 3600)]
  expect(await login(expired, ['--token-stdin'])).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('has expired'),
  })
  const rejected = await login(good, ['--token-stdin'])
  expect(rejected.exitCode).toBe(4)
})

test('a cluster that cannot be reached is a warning with the VPN hint', async () => {
  const { user, login, profile, path } = await student()
  writeFileSync(path, stringify({ ...profile, api: { ...profile.api, server: 'https://127.0.0.1:1' } }))
  const { stdout, exitCode } = await login(TOKEN, ['--token-stdin', '-o', 'json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    username: 'unknown',
    warnings: expect.arrayContaining([
      expect.stringMatching(/cannot be reached.*Use the VPN\. You are signed in all the same\./u),
    ]),
  })
  expect(readFileSync(user.home.kubeconfig, 'utf8')).toContain(TOKEN)
})

test('on a terminal the page is shown and the token asked for, without showing it', async () => {
  const { login } = await student()
  const questions: string[] = []
  const prompt: Partial<Prompt> = {
    secret: async (question) => {
      questions.push(question)
      return TOKEN
    },
  }
  const terminal = { interactive: true, stdout: true, columns: 400 }
  const { stderr, exitCode } = await login(undefined, [], { terminal, prompt: async () => prompt as Prompt })
  expect(exitCode).toBe(0)
  expect(questions).toEqual(['Token for rahti, or the whole line "oc login ..."'])
  expect(stderr).toContain('  Open  https://console.example.org\n        Press "Copy Login Command".')
})

test.each([
  [['--token-stdin', '--method', 'device'], '--token-stdin belongs to --method token'],
  [['--token-stdin', '--username', 'infw001'], '--token-stdin says it all'],
  [['--token-stdin', '--password-stdin'], '--token-stdin says it all'],
  [['--token-stdin', '--credential', 'exec'], '--credential'],
  [[], '--token-stdin < FILE'],
  [['--token', TOKEN], 'do not belong into a command line'],
  [[`--token=${TOKEN}`], 'do not belong into a command line'],
  [['--password', TOKEN], 'do not belong into a command line'],
  [[`--passwort=${TOKEN}`], 'There is no option --passwort.'],
  [[TOKEN], 'do not belong into a command line'],
  [['--token-stdin', TOKEN], 'do not belong into a command line'],
  [[`--token-stdin=${TOKEN}`], 'The option --token-stdin takes no value.'],
  [['oc', 'login', 'https://x', TOKEN], 'oo many arguments'],
])('login %j exits 2, and repeats no secret', async (argv, why) => {
  const { user, login, authorizations } = await student()
  const ran = await login(undefined, argv)
  expect(ran).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining(why) })
  expect(authorizations).toEqual([])
  expect(user.files()).toEqual({})
})

test.skipIf(noTerminal !== undefined)(`on a real terminal nothing of the token is shown${skipped}`, async () => {
  const { user } = await student()
  const icc = startIccOnTerminal(user.home, ['login', '--site', 'rahti'])
  await icc.prints(/nothing is shown/u)
  icc.type(`${TOKEN}\r`)
  // That it is not printed is watched wherever icc runs.
  expect(await icc.done).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Signed in as infw001 at rahti'),
  })
})

test.skipIf(judge === undefined)('kubectl works with the token', async () => {
  const { user, login } = await student()
  await login(TOKEN, ['--token-stdin'])
  const child = spawn(judge ?? '', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'], {
    env: { ...process.env, ...user.home.env },
  })
  const out: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  await new Promise((resolve) => child.once('close', resolve))
  expect(Buffer.concat(out).toString()).toBe('infw001')
})
