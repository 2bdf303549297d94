import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { answerWith, html, oauthError, reset, scriptedIdpForTest, stall, tokens } from '../support/scripted-idp.ts'
import { endSession, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

test('the cached token is handed out without any request', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login', '--credential', 'exec'])
  const before = idp.requests.length
  const { stdout, stderr, exitCode } = await user.icc(['token', '--site', 'playground'])
  expect(JSON.parse(stdout)).toEqual({
    kind: 'ExecCredential',
    apiVersion: 'client.authentication.k8s.io/v1',
    spec: { interactive: false },
    status: {
      token: expect.stringMatching(/^eyJ/u),
      expirationTimestamp: expect.stringMatching(/^\d{4}-.*:\d\dZ$/u),
    },
  })
  expect({ stderr, exitCode, asked: idp.requests.length }).toEqual({ stderr: '', exitCode: 0, asked: before })
  expect(JSON.parse((await user.icc(['token', '-o', 'json'])).stdout)).toEqual(JSON.parse(stdout))
})

test.each([
  ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1'],
  ['client.authentication.k8s.io/v1beta1', 'client.authentication.k8s.io/v1beta1'],
  ['client.authentication.k8s.io/v9', 'client.authentication.k8s.io/v1'],
])('asked in %s it answers in %s', async (asked, answered) => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login', '--credential', 'exec'])
  const info = JSON.stringify({ kind: 'ExecCredential', apiVersion: asked, spec: { interactive: false } })
  const env = { HOME: user.home.folder, ...user.home.env, KUBERNETES_EXEC_INFO: info }
  const { stdout } = await user.icc(['token', '--site', 'playground'], { env })
  expect(JSON.parse(stdout).apiVersion).toBe(answered)
})

test('the token of an inline session is handed out as well', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login', '--credential', 'inline'])
  const { stdout, exitCode } = await user.icc(['token'])
  expect(exitCode).toBe(0)
  expect(user.files()['kubeconfig']).toContain(JSON.parse(stdout).status.token)
})

test('the new refresh token is used the next time', async () => {
  const { idp, user } = await shortSession({ token: [tokens({ seconds: 3600, refreshToken: 'first' })] })
  idp.script('token', [tokens({ refreshToken: 'second' }), tokens({ refreshToken: false }), tokens()])
  for (let call = 0; call < 3; call += 1) {
    expire(user)
    expect((await user.icc(['token'])).exitCode).toBe(0)
  }
  // The second answer brought none: then the one before stays good.
  expect(refreshes(idp)).toEqual(['first', 'second', 'second'])
})

test.each([
  ['503', html(503)],
  ['an OAuth error with 500', oauthError('server_error', 'down', 500)],
  ['429', oauthError('rate_limited', 'slower', 429)],
  ['HTML', html(200)],
  ['a reset', reset],
  ['an unknown client', oauthError('invalid_client', 'not known', 401)],
])('a refresh answered with %s exits 1 and keeps the session', async (_, step) => {
  const { idp, user } = await shortSession()
  expire(user)
  const before = user.files()
  idp.script('token', [step])
  expect(await user.icc(['token', '--site', 'playground'])).toMatchObject({
    stdout: '',
    exitCode: 1,
    stderr: expect.stringContaining('Nothing was changed'),
  })
  expect(user.files()).toEqual(before)
  idp.script('token', [tokens()])
  expect((await user.icc(['token', '--site', 'playground'])).exitCode).toBe(0)
})

test('keys that cannot be had stop a refresh before the refresh token is spent', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  idp.script('jwks', [answerWith(404, 'text/plain', '')])
  expect((await user.icc(['token'])).exitCode).toBe(1)
  expect(refreshes(idp)).toEqual([])
})

test('a refresh that the provider refuses for good exits 4 with one line that names icc login', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  idp.script('token', [oauthError('invalid_grant', 'used twice')])
  const { stdout, stderr, exitCode } = await iccProcess(user.home, ['token', '--site', 'playground'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
  expect(stderr).toMatch(/^icc: [^\n]*icc login --site playground\n$/u)
})

test('a session that is over exits 4 with one line that names icc login, and asks nobody', async () => {
  for (const credential of ['exec', 'inline']) {
    const idp = await scriptedIdpForTest()
    const user = await userOf(idp)
    await user.icc(['login', '--credential', credential])
    endSession(user)
    const asked = idp.requests.length
    const { stdout, stderr, exitCode } = await user.icc(['token', '--site', 'playground'])
    expect({ stdout, exitCode, asked: idp.requests.length }).toEqual({ stdout: '', exitCode: 4, asked })
    expect(stderr).toMatch(/^icc: [^\n]* over[^\n]*icc login --site playground\n$/u)
    const inJson = await user.icc(['token', '-o', 'json'])
    expect({ stdout: inJson.stdout, exitCode: inJson.exitCode }).toEqual({ stdout: '', exitCode: 4 })
    expect(JSON.parse(inJson.stderr)).toMatchObject({
      error: { code: 'session-over', hint: 'icc login --site playground' },
    })
  }
})

test.each([
  ['nobody is signed in', []],
  ['the state folder is gone', ['login']],
])('where %s it exits 4 with one line', async (_, first) => {
  const user = await userOf(await scriptedIdpForTest())
  if (first.length > 0) await user.icc(first)
  rmSync(join(user.home.folder, 'state'), { recursive: true, force: true })
  const { stdout, stderr, exitCode } = await user.icc(['token', '--site', 'playground'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
  expect(stderr).toMatch(/^icc: [^\n]*icc login --site playground\n$/u)
})

test.each(['../../etc/passwd', 'A', 'x'.repeat(64)])('the site %s is refused with exit 2', async (site) => {
  const user = await userOf(await scriptedIdpForTest())
  expect(await user.icc(['token', '--site', site])).toMatchObject({ stdout: '', exitCode: 2 })
})

test('a refresh that somebody else answers for is not used', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  idp.script('token', [tokens({ claims: { sub: '1002' } })])
  const ran = await user.icc(['token', '--site', 'playground'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 4 })
})

test('Ctrl-C during a refresh exits 130, leaves the session and no lock', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  const before = user.files()
  idp.script('token', [stall])
  const icc = startIcc(user.home, ['token', '--site', 'playground'])
  await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
  icc.kill('SIGINT')
  expect(await icc.done).toMatchObject({ stdout: '', exitCode: 130 })
  expect(user.files()).toEqual(before)
})

test('a token that is renewed keeps the end of the session', async () => {
  const { idp, user } = await shortSession()
  const before = JSON.parse(user.files()['state/sessions/playground.json'] ?? '')
  idp.script('token', [tokens({ seconds: 90_000 })])
  expire(user)
  await user.icc(['token'])
  const after = JSON.parse(user.files()['state/sessions/playground.json'] ?? '')
  expect({ ...after, tokenExpiresAt: '' }).toEqual({ ...before, tokenExpiresAt: '' })
})
