import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { campusBehindProxyForTest, THIS_MACHINE } from '../support/connect-proxy-campus.ts'
import { connectProxyForTest } from '../support/connect-proxy.ts'
import { iccProcess } from '../support/icc-process.ts'
import {
  deviceCode,
  html,
  oauthError,
  scriptedIdpForTest,
  tokens,
  withHeaders,
  type Step,
} from '../support/scripted-idp.ts'
import { endSession, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

test('whoami says what the server says, with -o json as data', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const human = await user.icc(['whoami'])
  expect(human).toMatchObject({ stderr: '', exitCode: 0 })
  expect(human.stdout.split('\n')).toEqual([
    'infw001',
    '  groups     se2/magic-team, system:authenticated',
    '  site       playground',
    '  context    playground',
    '  namespace  w001-default',
    expect.stringMatching(/^ {2}session {4}(?:11 h 59 min|12 h) left, until /u),
    expect.stringMatching(/^ {2}rights {5}change .*; read /u),
    '',
  ])
  const { stdout } = await user.icc(['whoami', '-o', 'json'])
  expect(JSON.parse(stdout)).toEqual({
    username: 'infw001',
    groups: ['se2/magic-team', 'system:authenticated'],
    uid: null,
    site: 'playground',
    context: 'playground',
    namespace: 'w001-default',
    tokenExpiresAt: expect.stringMatching(/Z$/u),
    sessionEndsAt: expect.stringMatching(/Z$/u),
    idleEndsAt: null,
    source: 'server',
  })
})

test('--offline asks nobody', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  const asked = [idp.requests.length, idp.apiConnections()]
  const { stdout } = await user.icc(['whoami', '--offline', '-o', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ username: 'infw001', groups: ['se2/magic-team'], source: 'token' })
  expect([idp.requests.length, idp.apiConnections()]).toEqual(asked)
})

test.each(['exec', 'inline'])('a session that is over (%s) exits 4 and asks nobody', async (credential) => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login', '--credential', credential])
  endSession(user)
  const asked = [idp.requests.length, idp.apiConnections()]
  for (const argv of [['whoami'], ['whoami', '--offline']]) {
    const ran = await user.icc(argv)
    expect(ran).toEqual({
      stdout: '',
      stderr: 'icc: Your session at playground is over.\nNext: icc login --site playground\n',
      exitCode: 4,
    })
  }
  expect([idp.requests.length, idp.apiConnections()]).toEqual(asked)
})

test('nobody signed in exits 4, and the failure is one JSON value with -o json', async () => {
  const user = await userOf(await scriptedIdpForTest())
  for (const argv of [['whoami'], ['whoami', '--offline'], ['whoami', '--site', 'playground']]) {
    const { stdout, stderr, exitCode } = await user.icc([...argv, '-o', 'json'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
    expect(JSON.parse(stderr)).toMatchObject({ error: { hint: expect.stringContaining('icc login') } })
  }
})

test('an expired token is renewed on the way', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  idp.script('token', [tokens()])
  expect((await user.icc(['whoami'])).stdout).toMatch(/^infw001\n/u)
  expect(refreshes(idp)).toHaveLength(1)
})

test('a provider that renews no more exits 4; one that is down exits 1', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  idp.script('token', [html(503)])
  expect(await user.icc(['whoami'])).toMatchObject({ stdout: '', exitCode: 1 })
  idp.script('token', [oauthError('invalid_grant')])
  expect(await user.icc(['whoami'])).toMatchObject({ stdout: '', exitCode: 4 })
})

test('a context that is not of icc is asked about as well', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login', '-n', 'se2-magic-team'])
  rmSync(join(user.home.folder, 'state'), { recursive: true })
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  const plain = text.replaceAll(/ *extensions:\n(?: *- extension:\n *site: playground\n *name: icc\n)/gu, '')
  expect(plain).not.toContain('extension')
  writeFileSync(user.home.kubeconfig, plain)
  const { stdout } = await user.icc(['whoami', '-o', 'json'])
  expect(JSON.parse(stdout)).toMatchObject({ username: 'infw001', site: null, sessionEndsAt: null, source: 'server' })
  expect((await user.icc(['whoami', '--offline'])).exitCode).toBe(4)
})

test.each([
  ['is broken JSON', '{"version":1'],
  ['lacks what it must hold', '{"version":1,"site":"playground","endsAt":"2099-01-01T00:00:00Z","clockDrift":0}'],
  ['has an end that is none', '{"version":1,"site":"playground","endsAt":"never","clockDrift":0}'],
  ['is of another site', '{"version":1,"site":"other","endsAt":"2099-01-01T00:00:00Z","clockDrift":0}'],
])('a session file that %s counts as none: no command takes it for a bug', async (_, text) => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  writeFileSync(join(user.home.folder, 'state/sessions/playground.json'), text)
  expect((await user.icc(['whoami'])).exitCode).toBe(0)
  expect((await user.icc(['whoami', '--offline'])).exitCode).toBe(4)
  expect((await user.icc(['token', '--site', 'playground'])).exitCode).toBe(4)
  expect((await user.icc(['login'])).exitCode).toBe(0)
  writeFileSync(join(user.home.folder, 'state/sessions/playground.json'), text)
  expect((await user.icc(['logout'])).exitCode).toBe(0)
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})

test('a proxy that is not there, or wants a password, is named', async () => {
  const wantsPassword = await connectProxyForTest(407)
  const works = await connectProxyForTest()
  const user = await userOf(await campusBehindProxyForTest())
  const absent = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' }
  for (const HTTPS_PROXY of [absent.HTTPS_PROXY, `http://${wantsPassword.host}`]) {
    const login = await iccProcess(user.home, ['login'], { HTTPS_PROXY, NO_PROXY: '' })
    expect(login).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('HTTPS_PROXY') })
  }
  expect(wantsPassword.asked).not.toEqual([])
  const signIn = await iccProcess(user.home, ['login'], { HTTPS_PROXY: `http://${works.host}`, NO_PROXY: '' })
  expect(signIn).toMatchObject({ exitCode: 0 })
  const whoami = await iccProcess(user.home, ['whoami'], absent)
  expect(whoami).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('HTTPS_PROXY') })
  expect((await iccProcess(user.home, ['whoami'], { ...absent, NO_PROXY: THIS_MACHINE })).exitCode).toBe(0)
})

test('a clock that is wrong is told at sign-in, and the session counts by the provider', async () => {
  const late = new Date(Date.now() + 2 * 3_600_000)
  const ahead = (step: Step): Step => withHeaders({ date: late.toUTCString() }, step)
  const seconds = Math.floor(late.getTime() / 1000)
  const idp = await scriptedIdpForTest({
    device: [ahead(deviceCode())],
    token: [ahead(tokens({ claims: { iat: seconds, exp: seconds + 43_200 } }))],
  })
  const user = await userOf(idp)
  const { stdout, stderr } = await user.icc(['login', '-o', 'json'])
  expect(stderr).toContain('warning: The clock of this computer is 120 minutes behind.')
  expect(Math.round((Date.parse(JSON.parse(stdout).sessionEndsAt) - late.getTime()) / 3_600_000)).toBe(12)
  expect((await user.icc(['whoami', '--offline'])).stdout).toMatch(/session {4}(?:11 h 59 min|12 h) left/u)
})

test.each([['-ojson'], ['-o', 'json'], ['--output=json'], ['--output', 'json']])(
  'a mistake in a line that asks for JSON by %s is told in JSON',
  async (...words) => {
    const user = await userOf(await scriptedIdpForTest())
    for (const command of ['login', 'logout', 'whoami', 'token']) {
      const { stdout, stderr, exitCode } = await user.icc([command, '--bogus', ...words])
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'usage', hint: `icc ${command} --help` } })
    }
  },
)
