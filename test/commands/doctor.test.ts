import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { cancelled } from '../../src/errors.ts'
import { sessionAt } from '../support/session.ts'
import { html, json, metadata, scriptedIdpForTest, withHeaders } from '../support/scripted-idp.ts'
import { createFastClock, userOf } from '../support/scripted-idp-run.ts'
import { shortSession } from '../support/scripted-idp-session.ts'
import { tlsServerForTest } from '../support/tls-server.ts'
import { kubeconfigOf, patient, patientOf, putKubectl, type Patient } from './doctor-home.ts'

/** Somebody who has signed in at a campus, with a kubectl of the campus's age. */
async function signedIn(
  options: Parameters<typeof scriptedIdpForTest>[0] = {},
): Promise<{ home: Patient; idp: Awaited<ReturnType<typeof scriptedIdpForTest>> }> {
  const idp = await scriptedIdpForTest(options)
  const user = await userOf(idp)
  await user.icc(['login'])
  const home = patientOf(user)
  putKubectl(home, '1.35.2')
  return { home, idp }
}

test('after a sign-in nothing is wrong, and no question costs a token', async () => {
  const { home, idp } = await signedIn()
  const asked = idp.requests.length
  const look = await home.doctor()
  expect(look.checks.filter(({ status }) => status === 'problem' || status === 'warning')).toEqual([])
  expect(look).toMatchObject({ exitCode: 0, stderr: '', site: 'playground', context: 'playground', fixed: [] })
  expect(look.of('token')).toEqual({ id: 'token', status: 'ok', message: 'the cluster takes you for infw001' })
  expect(look.of('namespace')?.message).toBe('you can work in w001-default')
  expect(look.of('session')?.message).toMatch(/^at playground, (?:12 h|12 h 1 min|11 h 59 min) left$/u)
  expect(look.of('kubectl')?.message).toMatch(/^1\.35\.2 \(.*kubectl\) for a cluster of 1\.3\d$/u)
  expect(idp.requests.slice(asked).map(({ endpoint }) => endpoint)).toEqual(['discovery'])
  expect(new Set(look.checks.map(({ id }) => id)).size).toBe(look.checks.length)
})

test('for people it is one line a check, with what to do below', async () => {
  const home = patient()
  const { stdout, stderr, exitCode } = await home.icc(['doctor'])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 })
  expect(stdout).toMatch(/^problem {2}kubectl +there is none on PATH\n +Next: \S+/mu)
  expect(stdout).toMatch(/\n1 problem, \d warnings\.\n$/u)
})

test('without a home the rest is still looked at', async () => {
  const home = patient()
  const { checks, exitCode } = await home.doctor([], { env: { PATH: home.file('bin') } })
  expect(exitCode).toBe(1)
  expect(checks.find(({ id }) => id === 'state-folder')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('could not be checked: The system names no home folder'),
  })
  expect(checks.find(({ id }) => id === 'extra-certificates')?.status).toBe('ok')
})

const brokenProbe = () => Promise.reject(new TypeError('probe of eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is none'))

test('a check that breaks is a warning with its cause, and no other check suffers', async () => {
  const { home } = await signedIn()
  const look = await home.doctor([], { probe: brokenProbe })
  expect(look.of('api')).toMatchObject({
    status: 'warning',
    message: 'could not be checked: TypeError: probe of [hidden] is none',
  })
  expect(look.of('session')?.status).toBe('ok')
  expect(look.exitCode).toBe(0)
})

test('servers that are gone are told with what the site says about reaching them', async () => {
  const { home, idp } = await signedIn()
  await idp.close()
  const look = await home.doctor()
  expect(look.exitCode).toBe(1)
  expect(look.wrong).toEqual(['sign-in', 'api'])
  for (const id of look.wrong)
    expect(look.of(id)).toMatchObject({
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)$/u),
      hint: expect.stringContaining('The playground is not running. Start it with npm start'),
    })
  expect(look.of('token')).toMatchObject({ status: 'skipped', message: 'the API server cannot be reached' })
})

test('a server that takes connections and says nothing is given up', async () => {
  const silent = createServer()
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void silent.close())
  const { port } = silent.address() as AddressInfo
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a@b'], { server: `https://127.0.0.1:${port}` }))
  const look = await home.doctor([], { clock: createFastClock() })
  expect(look.of('api')).toMatchObject({
    status: 'problem',
    message: `127.0.0.1:${port} did not answer within 2 seconds`,
  })
})

test('a keyring that never answers is given up as well', async () => {
  const home = patient()
  const look = await home.doctor([], { clock: createFastClock(), keyring: () => new Promise(() => undefined) })
  expect(look.of('keyring')).toMatchObject({
    status: 'warning',
    message: expect.stringContaining('The keyring does not answer.'),
  })
})

test('a certificate of a strange authority is told with its name', async () => {
  const server = await tlsServerForTest((_, response) => void response.end('{}'))
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a@b'], { server: `https://127.0.0.1:${server.port}` }))
  const { message, hint } = (await home.doctor()).of('api') ?? {}
  expect(message).toContain('shows a certificate')
  expect(message).toContain('It is vouched for by "Authority of the tests"')
  expect(hint).toContain('only if your campus confirms that authority')
  expect(server.authorizations).toEqual([])
})

test.each([
  ['expired', { days: [-2, -1] as [number, number] }, 'that has expired', "look at this computer's clock"],
  ['of another host', { names: [{ type: 'dns' as const, value: 'elsewhere.example' }] }, 'another host', 'Wi-Fi'],
])('a certificate that is %s', async (_, wish, told, todo) => {
  const server = await tlsServerForTest((_request, response) => void response.end('{}'), wish)
  const home = patient()
  const ca = Buffer.from(server.ca).toString('base64')
  const text = kubeconfigOf(['a@b'], { server: `https://127.0.0.1:${server.port}` })
  home.put('.kube/config', text.replace('"server"', `"certificate-authority-data": "${ca}", "server"`))
  const found = (await home.doctor()).of('api')
  expect(found).toMatchObject({ status: 'problem', message: expect.stringContaining(told) })
  expect(found?.hint).toContain(todo)
})

test.each([
  ['the page of a portal', html(200), 'something else than its configuration'],
  ['a server in trouble', html(503), 'HTTP 503'],
])('%s is no identity provider', async (_, step, told) => {
  const { home, idp } = await signedIn()
  idp.script('discovery', [step])
  const look = await home.doctor()
  expect(look.wrong).toEqual(['sign-in'])
  expect(look.of('sign-in')?.message).toContain(told)
})

const SITE = 'id: mine\ntitle: x\n'

test.each([
  [200, 'ok', 'answers'],
  [401, 'ok', 'answers'],
  [503, 'problem', 'is in trouble (HTTP 503)'],
])('a service for signing in that answers %i is %s', async (code, status, told) => {
  const server = await tlsServerForTest((_, response) => void response.writeHead(code).end('<html>'))
  const home = patient()
  const url = `https://127.0.0.1:${server.port}/sign-in`
  const login = JSON.stringify({ method: 'ldap-basic', ldapBasic: { url }, oidc: { ca: server.ca } })
  home.put('.config/icc/sites/mine.yaml', `${SITE}login: ${login}\n`)
  const look = await home.doctor(['--site', 'mine'])
  expect(look.of('sign-in')).toMatchObject({ status, message: `127.0.0.1:${server.port} ${told}` })
  expect(server.authorizations).toEqual([undefined])
})

test('the access node of a site is looked for', async () => {
  const node = createServer((socket) => void socket.end())
  await once(node.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void node.close())
  const { port } = node.address() as AddressInfo
  const home = patient()
  const lookAt = async (sshPort: number, network: string) => {
    const ssh = `{host: 127.0.0.1, port: ${sshPort}, command: renew}`
    home.put('.config/icc/sites/mine.yaml', `${SITE}login: {method: ssh-renew, ssh: ${ssh}}\n${network}`)
    return (await home.doctor(['--site', 'mine'])).of('access-node')
  }
  expect(await lookAt(port, '')).toMatchObject({
    status: 'ok',
    message: `127.0.0.1 takes connections (port ${port})`,
  })
  expect(await lookAt(1, 'network: {vpnHint: Inside the lab only.}\n')).toEqual({
    id: 'access-node',
    status: 'problem',
    message: '127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    hint: 'Inside the lab only',
  })
})

test.each([
  [90, 'warning', 'this computer’s clock is 1 min behind'],
  [-570, 'problem', 'this computer’s clock is 9 min ahead'],
])('a clock that is %i seconds wrong is a %s', async (seconds, status, told) => {
  const { home, idp } = await signedIn()
  const date = new Date(Date.now() + seconds * 1000).toUTCString()
  idp.script('discovery', [withHeaders({ date }, json(metadata(idp.issuer)))])
  const text = kubeconfigOf(['a@b'])
  home.put('other', text)
  // The API server, whose clock is right, is out of sight.
  const look = await home.doctor(['--kubeconfig', home.file('other')])
  expect(look.of('clock')).toMatchObject({ status, message: expect.stringContaining(told.replace('’', "'")) })
})

test('a token that the cluster does not take any more is told apart from a session that is over', async () => {
  const { home } = await signedIn()
  const text = home.read('kubeconfig')
  writeFileSync(home.file('kubeconfig'), text.replace(/token: .*/u, 'token: worn-out'))
  const look = await home.doctor()
  expect(look.wrong).toEqual(['token'])
  expect(look.of('token')).toMatchObject({
    message: expect.stringContaining('although your session at playground goes on'),
    hint: 'icc login --site playground',
  })
  expect(look.of('namespace')).toMatchObject({ status: 'skipped' })
  home.put(
    'state/sessions/playground.json',
    JSON.stringify(sessionAt('playground', { endsAt: '2020-01-01T00:00:00Z' })),
  )
  expect((await home.doctor()).of('session')).toMatchObject({
    status: 'problem',
    message: expect.stringMatching(/^your session at playground is over; it ended \d+ days ago$/u),
  })
})

test('a personal namespace that is not there yet is told with what the site says', async () => {
  const { home } = await signedIn()
  const session = JSON.parse(home.read('state/sessions/playground.json')) as object
  home.put('state/sessions/playground.json', JSON.stringify({ ...session, personalNamespace: 'w009-default' }))
  expect((await home.doctor()).of('namespace')).toEqual({
    id: 'namespace',
    status: 'problem',
    message: 'your own namespace w009-default is not there yet, or is closed to you',
    hint: expect.stringContaining('Restart the playground'),
  })
})

test('a short token is not renewed for a look', async () => {
  const { idp, user } = await shortSession()
  const home = patientOf(user)
  const cache = JSON.parse(home.read('state/tokens/playground.json')) as object
  home.put('state/tokens/playground.json', JSON.stringify({ ...cache, usableUntil: 1 }))
  const asked = idp.seen('token').length
  const look = await home.doctor()
  expect(look.of('token')).toMatchObject({ status: 'skipped', message: expect.stringContaining('has expired') })
  expect(idp.seen('token')).toHaveLength(asked)
})

test('--site looks at that site, also where nobody is signed in', async () => {
  const { home } = await signedIn()
  const look = await home.doctor(['--site', 'haw-icc'])
  expect(look).toMatchObject({ site: 'haw-icc', context: null })
  expect(look.of('session')).toMatchObject({ status: 'skipped', message: 'you are not signed in at haw-icc' })
})

test.each([
  ['--yes', ['--yes'], '--yes goes with --fix.'],
  ['--with-name', ['--with-name'], '--with-name goes with --report.'],
  ['--report --fix', ['--report', '--fix'], 'cannot go together'],
])('%s alone is a mistake', async (_, argv, told) => {
  const { stdout, stderr, exitCode } = await patient().icc(['doctor', ...argv])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toContain(told)
})

test('what the user ends with Ctrl-C is cancelled, not diagnosed', async () => {
  const controller = new AbortController()
  const home = patient()
  controller.abort(cancelled())
  expect(await home.icc(['doctor'], { signal: controller.signal })).toMatchObject({ stdout: '', exitCode: 130 })
})
