import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Choice } from '../../src/context.ts'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import {
  html,
  json,
  metadata,
  oauthError,
  reset,
  scriptedIdpForTest,
  stall,
  tokens,
  type Step,
} from '../support/scripted-idp.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { runIcc } from '../support/run-icc.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'
import { onTerminal } from './ctx-home.ts'

function revoked(idp: Awaited<ReturnType<typeof scriptedIdpForTest>>): (string | null)[] {
  return idp.seen('revocation').map(({ form }) => form.get('token'))
}

/** A second site with the same provider. */
function addSite(user: User, id: string): void {
  const sites = join(user.home.folder, 'config/sites')
  const text = readFileSync(join(sites, 'playground.yaml'), 'utf8')
  writeFileSync(join(sites, `${id}.yaml`), text.replace('id: playground', `id: ${id}`))
}

test('logout restores the context before, leaves every byte of others, revokes and forgets', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'the-refresh-token' })] })
  const user = await userOf(idp)
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  await user.icc(['login'])
  const { stdout, stderr, exitCode } = await user.icc(['logout'])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout.split('\n')).toEqual([
    'Signed out of playground; the session was revoked.',
    '  removed  context playground, cluster playground, user playground',
    '  context  minikube, as before',
    '',
  ])
  expect(user.files()).toEqual({ kubeconfig: OTHERS })
  expect(revoked(idp)).toEqual(['the-refresh-token'])
  expect(idp.seen('revocation')[0]?.form.get('client_id')).toBe('icc')
})

test.each([
  ['logout', 'icc: You are not signed in anywhere.\nNext: icc login\n'],
  ['token', 'icc: You are not signed in anywhere. Sign in: icc login\n'],
])('%s where nobody is signed in asks for no site', async (command, stderr) => {
  expect(await runIcc([command])).toEqual({ stdout: '', stderr, exitCode: 4 })
})

test('logout -o json gives the same as data, and a second one finds nothing', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const first = await user.icc(['logout', '-o', 'json'])
  expect(JSON.parse(first.stdout)).toEqual({
    site: 'playground',
    removed: ['context playground', 'cluster playground', 'user playground'],
    restoredContext: null,
    revoked: true,
  })
  const before = user.files()
  const second = await user.icc(['logout'])
  expect(second).toEqual({
    stdout: 'There was no session at playground. Nothing was changed.\n',
    stderr: '',
    exitCode: 0,
  })
  expect(user.files()).toEqual(before)
})

test('the context that the user chose meanwhile stays current', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS.replace('current-context: minikube', 'current-context: ""'), {
    mode: 0o600,
  })
  await user.icc(['login'])
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  writeFileSync(user.home.kubeconfig, text.replace('current-context: playground', 'current-context: minikube'))
  const { stdout } = await user.icc(['logout', '--site', 'playground', '-o', 'json'])
  expect(JSON.parse(stdout).restoredContext).toBeNull()
  expect(parse(readFileSync(user.home.kubeconfig, 'utf8'))['current-context']).toBe('minikube')
})

test('entries of the same name that are not from icc stay, also with a name that only begins alike', async () => {
  const user = await userOf(await scriptedIdpForTest())
  const others = OTHERS.replaceAll('minikube', 'playground-2')
  writeFileSync(user.home.kubeconfig, others, { mode: 0o600 })
  await user.icc(['login', '--context', 'playground-2'])
  await user.icc(['logout'])
  expect(user.files()).toEqual({ kubeconfig: others })
})

test('a cluster that a context of the user uses stays, and it is said', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  const own = 'contexts:\n- name: mine\n  context: {cluster: playground, user: mine}\n'
  writeFileSync(user.home.kubeconfig, text.replace('contexts:\n', own))
  const { stderr, exitCode } = await user.icc(['logout'])
  expect(exitCode).toBe(0)
  expect(stderr).toBe('warning: The cluster playground stays: the context mine uses it.\n')
  expect(parse(readFileSync(user.home.kubeconfig, 'utf8')).clusters).toHaveLength(1)
})

test('the context before is that of the kubeconfig in use', async () => {
  const user = await userOf(await scriptedIdpForTest())
  const other = join(user.home.folder, 'other')
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  writeFileSync(other, OTHERS.replaceAll('minikube', 'kind'), { mode: 0o600 })
  await user.icc(['login', '--site', 'playground'])
  await user.icc(['login', '--site', 'playground', '--kubeconfig', other])
  const { stdout } = await user.icc(['logout', '--kubeconfig', other, '-o', 'json'])
  expect(JSON.parse(stdout).restoredContext).toBe('kind')
})

test('--no-revoke asks nobody', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  const asked = idp.requests.length
  const { stdout } = await user.icc(['logout', '--no-revoke'])
  expect(stdout).toMatch(/^Signed out of playground\.\n/u)
  expect(idp.requests).toHaveLength(asked)
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('a session without a refresh token is ended without asking anybody, and it is said', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: false })] })
  const user = await userOf(idp)
  await user.icc(['login'])
  const asked = idp.requests.length
  // Somebody removed the kubeconfig: the session is there all the same.
  rmSync(user.home.kubeconfig)
  const { stdout } = await user.icc(['logout', '--site', 'playground'])
  expect(stdout).toBe('Signed out of playground.\n')
  expect(idp.requests).toHaveLength(asked)
  expect(user.files()).toEqual({})
})

test.each<[string, Step]>([
  ['an error', oauthError('unsupported_token_type', 'not this one')],
  ['503', html(503)],
  ['HTML', html(400)],
  ['a reset', reset],
])('a revocation answered with %s is a warning: signed out all the same', async (_, step) => {
  const idp = await scriptedIdpForTest({ revocation: [step] })
  const user = await userOf(idp)
  await user.icc(['login'])
  const { stdout, stderr, exitCode } = await user.icc(['logout', '-o', 'json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ revoked: false, removed: expect.arrayContaining(['user playground']) })
  expect(stderr).toMatch(/^warning: The session could not be revoked: .* It is forgotten on this computer/u)
  expect(stderr).not.toContain('Nothing was changed')
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('a provider that is gone, or offers no revocation, is a warning', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  idp.script('discovery', [json(metadata(idp.issuer, { revocation_endpoint: undefined }))])
  expect((await user.icc(['logout'])).stderr).toContain('does not offer to revoke tokens')
  idp.script('discovery', [json(metadata(idp.issuer))])
  await user.icc(['login'])
  await idp.close()
  const { stderr, exitCode } = await user.icc(['logout'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('cannot be reached')
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('Ctrl-C while the provider is asked leaves the user signed out, and says what is left', async () => {
  const idp = await scriptedIdpForTest({ revocation: [stall] })
  const user = await userOf(idp)
  await user.icc(['login'])
  const icc = startIcc(user.home, ['logout'])
  await expect.poll(() => idp.seen('revocation').length, { timeout: 10_000 }).toBe(1)
  icc.kill('SIGINT')
  const { stdout, stderr, exitCode } = await icc.done
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^Signed out of playground\.\n/u)
  expect(stderr).toContain('could not be revoked: you did not wait for it.')
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('--all ends every session, also one whose profile is gone', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  addSite(user, 'second')
  await user.icc(['login'])
  await user.icc(['login', '--site', 'second', '--credential', 'exec'])
  rmSync(join(user.home.folder, 'config/sites/second.yaml'))
  const { stdout, exitCode } = await user.icc(['logout', '--all', '-o', 'json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject([
    { site: 'playground', revoked: true },
    { site: 'second', revoked: true },
  ])
  expect(idp.seen('revocation')).toHaveLength(2)
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
  expect(parse(readFileSync(user.home.kubeconfig, 'utf8'))).toMatchObject({ contexts: [], clusters: [], users: [] })
  expect((await user.icc(['logout', '--all'])).stdout).toBe('You are not signed in anywhere.\n')
  expect((await user.icc(['logout', '--all', '-o', 'json'])).stdout).toBe('[]\n')
})

test('one of two sessions leaves the other untouched', async () => {
  const user = await userOf(await scriptedIdpForTest())
  addSite(user, 'second')
  await user.icc(['login'])
  const before = user.files()
  await user.icc(['login', '--site', 'second', '--credential', 'exec'])
  const { stdout } = await user.icc(['logout', '-o', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ site: 'second', restoredContext: 'playground' })
  expect(user.files()).toEqual(before)
})

test('two sessions that end in the order they began lead back to where the user was before both', async () => {
  const user = await userOf(await scriptedIdpForTest())
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  addSite(user, 'second')
  await user.icc(['login'])
  await user.icc(['login', '--site', 'second'])
  await user.icc(['logout', '--site', 'playground'])
  const { stdout } = await user.icc(['logout', '--site', 'second', '-o', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ restoredContext: 'minikube' })
  expect(user.files()).toEqual({ kubeconfig: OTHERS })
})

test('a broken or read-only kubeconfig stops logout before anything is forgotten', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  writeFileSync(user.home.kubeconfig, `${text}\tbroken: [`)
  const broken = user.files()
  const ran = await user.icc(['logout', '--site', 'playground', '-o', 'json'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 1 })
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'kubeconfig-broken' } })
  expect(user.files()).toEqual(broken)
  writeFileSync(user.home.kubeconfig, text)
  rmSync(user.home.kubeconfig)
  mkdirSync(user.home.kubeconfig)
  expect((await user.icc(['logout', '--site', 'playground'])).exitCode).toBe(1)
  expect(idp.seen('revocation')).toEqual([])
})

test('the picker of logout offers the sites that one is signed in to, and no others', async () => {
  const user = await userOf(await scriptedIdpForTest())
  addSite(user, 'second')
  addSite(user, 'third')
  await user.icc(['login'])
  await user.icc(['login', '--site', 'second'])
  await user.icc(['ctx', '-u'])
  const offered: string[] = []
  const pick = async (_message: string, choices: Choice[]) => {
    offered.push(...choices.map(({ value }) => value))
    return 'second'
  }
  const { stdout } = await user.icc(['logout', '--no-revoke'], {
    ...onTerminal(pick),
    configDir: () => join(user.home.folder, 'empty'),
  })
  expect(offered).toEqual(['playground', 'second'])
  expect(stdout).toMatch(/^Signed out of second\./u)
})

test('without a current site and without a terminal logout exits 2 and names the flag', async () => {
  const user = await userOf(await scriptedIdpForTest())
  addSite(user, 'second')
  await user.icc(['login'])
  await user.icc(['login', '--site', 'second'])
  await user.icc(['ctx', '-u'])
  const ran = await iccProcess(user.home, ['logout'], { ICC_CONFIG_DIR: join(user.home.folder, 'empty') })
  expect(ran).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('--site') })
})
