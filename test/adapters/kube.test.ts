import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createCertificateAuthority } from '../../playground/certificates.ts'
import { createKube } from '../../src/adapters/kube.ts'
import { resolveCredential } from '../../src/adapters/kube-credential.ts'
import { connectOidc } from '../../src/adapters/oidc.ts'
import type { KubeCredential, KubeTarget } from '../../src/context.ts'
import { campusForTest } from '../support/campus.ts'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'
import { disregardSecret } from '../support/secret-watch.ts'

const never = new AbortController().signal

async function tokenOf(campus: Campus, username: string, clientId = 'icc'): Promise<string> {
  const oidc = await connectOidc(
    { site: 'playground', issuer: campus.issuer, clientId, ca: campus.ca },
    createTestContext(),
  )
  const code = await oidc.startDevice(['openid', 'profile', 'groups'], never)
  await campus.approve(code.userCode, username)
  const answer = await oidc.pollDevice(code, never)
  if (answer.kind !== 'tokens') throw new Error(answer.kind)
  return answer.tokens.idToken
}

function targetOf(campus: Pick<Campus, 'apiServer' | 'ca'>, credential: KubeCredential): KubeTarget {
  return {
    server: campus.apiServer,
    ca: campus.ca,
    tlsServerName: undefined,
    insecureSkipTlsVerify: false,
    proxyUrl: undefined,
    credential,
  }
}

async function kubeAs(campus: Campus, username: string) {
  const token = await tokenOf(campus, username)
  return createKube(targetOf(campus, { kind: 'token', token }), createTestContext())
}

test('the cluster says who the user is', async () => {
  const kube = await kubeAs(await campusForTest(), 'infw001')
  expect(await kube.whoAmI()).toMatchObject({
    username: 'infw001',
    groups: expect.arrayContaining(['se2/magic-team', 'system:authenticated']),
  })
})

test('a student may work in the own namespace and see no other', async () => {
  const kube = await kubeAs(await campusForTest(), 'infw001')
  const pods = { verb: 'list', group: '', resource: 'pods' }
  expect(await kube.canI({ ...pods, namespace: 'w001-default' })).toBe(true)
  expect(await kube.canI({ ...pods, namespace: 'w002-default' })).toBe(false)
  expect(await kube.getNamespace('w001-default')).toBe('found')
  expect(await kube.getNamespace('w002-default')).toBe('forbidden')
  expect(await kube.listNamespaces()).toBe('forbidden')
  const { rules } = await kube.rules('w001-default')
  expect(rules.some((rule) => rule.resources.includes('pods') && rule.verbs.includes('list'))).toBe(true)
})

test('staff see every namespace, over several pages, and what is missing', async () => {
  const kube = await kubeAs(await campusForTest({ extraNamespaces: 1200 }), 'staff01')
  const names = await kube.listNamespaces()
  expect(names).toEqual(expect.arrayContaining(['w001-default', 'kube-system', 'project-01200']))
  expect(new Set(names).size).toBe(names.length)
  expect(await kube.getNamespace('no-such-namespace')).toBe('missing')
})

test.each<[string, KubeCredential]>([
  ['no credential', { kind: 'none' }],
  ['a token that is none', { kind: 'token', token: 'nonsense' }],
  ['a password', { kind: 'basic', username: 'infw001', password: 'x' }],
])('with %s the cluster wants a sign-in', async (_, credential) => {
  const campus = await campusForTest()
  const kube = await createKube(targetOf(campus, credential), createTestContext())
  await expect(kube.whoAmI()).rejects.toMatchObject({ code: 'token-rejected', exitCode: 4, hint: 'icc login' })
})

test('a token for another audience is rejected', async () => {
  const campus = await campusForTest()
  const token = await tokenOf(campus, 'infw001', 'icc-other')
  const kube = await createKube(targetOf(campus, { kind: 'token', token }), createTestContext())
  await expect(kube.whoAmI()).rejects.toMatchObject({ code: 'token-rejected' })
})

test('a server with a certificate of another authority is not given the token', async () => {
  const [campus, other] = [await campusForTest(), await campusForTest()]
  const target = targetOf({ apiServer: campus.apiServer, ca: other.ca }, { kind: 'token', token: 'secret' })
  const kube = await createKube(target, createTestContext())
  await expect(kube.whoAmI()).rejects.toMatchObject({ code: 'api-untrusted', exitCode: 1 })
  expect(campus.apiRequests).toEqual([])
})

test('a server that is gone is unreachable', async () => {
  const campus = await startCampus()
  await campus.close()
  const kube = await createKube(targetOf(campus, { kind: 'none' }), createTestContext())
  await expect(kube.whoAmI()).rejects.toMatchObject({ code: 'api-unreachable', exitCode: 1 })
})

test('a server that is no Kubernetes API server is told from one', async () => {
  const campus = await campusForTest()
  const kube = await createKube(
    targetOf({ ...campus, apiServer: campus.issuer }, { kind: 'none' }),
    createTestContext(),
  )
  await expect(kube.canI({ namespace: 'x', verb: 'get', group: '', resource: 'pods' })).rejects.toMatchObject({
    code: 'api-invalid-answer',
  })
})

test('a credential program is asked as kubectl asks it', async () => {
  const campus = await campusForTest()
  const token = await tokenOf(campus, 'infw001')
  // The kubeconfig of somebody else's program says how it gets its token.
  disregardSecret(token)
  const script = `const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
    const token = info.kind === 'ExecCredential' && info.spec.interactive === false ? process.env.THE_TOKEN : 'wrong'
    console.log(JSON.stringify({ apiVersion: info.apiVersion, kind: info.kind, status: { token } }))`
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    env: [{ name: 'THE_TOKEN', value: token }],
    provideClusterInfo: false,
  }
  const kube = await createKube(targetOf(campus, { kind: 'exec', exec }), createTestContext())
  expect(await kube.whoAmI()).toMatchObject({ username: 'infw001' })
})

test('a credential program that wants to know the cluster is told it', async () => {
  const campus = await campusForTest()
  const seen = join(temporaryFolder(), 'seen.json')
  const script = `require('node:fs').writeFileSync(${JSON.stringify(seen)}, process.env.KUBERNETES_EXEC_INFO)
    console.log(JSON.stringify({ status: { token: 'x' } }))`
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    env: [],
    provideClusterInfo: true,
  }
  const target = { ...targetOf(campus, { kind: 'exec', exec }), tlsServerName: 'api.example' }
  await createKube(target, createTestContext())
  expect(JSON.parse(readFileSync(seen, 'utf8'))).toMatchObject({
    spec: {
      interactive: false,
      cluster: {
        server: campus.apiServer,
        'certificate-authority-data': Buffer.from(campus.ca).toString('base64'),
        'tls-server-name': 'api.example',
      },
    },
  })
})

test('a name and password go out as UTF-8', async () => {
  const authority = await createCertificateAuthority()
  let sent: string | undefined
  const server = createHttpsServer(await authority.issue('basic'), (request, response) => {
    sent = request.headers.authorization
    response.end('{"status":{"allowed":true}}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const apiServer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credential = { kind: 'basic', username: 'waa123', password: 'fünf€' } as const
  const kube = await createKube(targetOf({ apiServer, ca: authority.ca }, credential), createTestContext())
  await kube.canI({ namespace: 'x', verb: 'get', group: '', resource: 'pods' })
  expect(Buffer.from(sent?.split(' ')[1] ?? '', 'base64').toString('utf8')).toBe('waa123:fünf€')
})

test.each([
  ['is not there', '/no/such/program', [], 'not installed'],
  ['fails', process.execPath, ['-e', 'console.error("no ticket"); process.exit(3)'], 'no ticket'],
  ['prints no credential', process.execPath, ['-e', 'console.log("hello")'], 'no ExecCredential'],
])('a credential program that %s is told', async (_, command, args, why) => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, args, env: [], provideClusterInfo: false }
  const target = targetOf({ apiServer: 'https://127.0.0.1:1', ca: '' }, { kind: 'exec', exec })
  await expect(createKube(target, createTestContext())).rejects.toMatchObject({
    code: 'credential-plugin-failed',
    message: expect.stringContaining(why),
  })
})

test('a credential program that waits for its user is ended, and kubectl is named, where it can ask', async () => {
  const args = ['-e', 'console.error("Open http://localhost:8000"); setInterval(() => undefined, 1000)']
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args,
    env: [],
    provideClusterInfo: false,
  }
  const target = targetOf({ apiServer: 'https://127.0.0.1:1', ca: '' }, { kind: 'exec', exec })
  await expect(resolveCredential(target, createTestContext(), 300)).rejects.toMatchObject({
    code: 'credential-plugin-failed',
    message: expect.stringContaining('did not end within 0.3 seconds: perhaps it waits for you to sign in'),
    hint: expect.stringContaining('kubectl auth whoami'),
  })
})

test('Ctrl-C ends a request under way', async () => {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => void silent.close())
  const abort = new AbortController()
  const apiServer = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const target = targetOf({ apiServer, ca: (await campusForTest()).ca }, { kind: 'token', token: 'x' })
  const kube = await createKube(target, createTestContext({}, { signal: abort.signal }))
  const asking = kube.whoAmI()
  const [socket] = (await once(silent, 'connection')) as [Socket]
  abort.abort(new Error('stopped'))
  await expect(asking).rejects.toThrow('stopped')
  socket.destroy()
})

test('a list of namespaces without an end is no list', async () => {
  const authority = await createCertificateAuthority()
  const page = JSON.stringify({ items: [{ metadata: { name: 'a' } }], metadata: { continue: 'again' } })
  const endless = createHttpsServer(await authority.issue('endless'), (_, response) => response.end(page))
  endless.listen(0, '127.0.0.1')
  await once(endless, 'listening')
  onTestFinished(() => void endless.close())
  const apiServer = `https://127.0.0.1:${(endless.address() as AddressInfo).port}`
  const kube = await createKube(
    targetOf({ apiServer, ca: authority.ca }, { kind: 'token', token: 'x' }),
    createTestContext(),
  )
  await expect(kube.listNamespaces()).rejects.toMatchObject({ code: 'api-invalid-answer' })
})
