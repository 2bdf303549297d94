import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createKube } from '../../src/adapters/kube.ts'
import { proxyFor } from '../../src/adapters/proxy.ts'
import { clusterOf } from '../../src/features/kubeconfig/cluster-of.ts'
import { campusBehindProxyForTest, THIS_MACHINE } from '../support/connect-proxy-campus.ts'
import { connectProxyForTest, type ProxyBehaviour } from '../support/connect-proxy.ts'
import { iccProcess } from '../support/icc-process.ts'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'
import { userOf } from '../support/scripted-idp-run.ts'
import { ask, failureOf } from '../support/tls-server-client.ts'
import { tlsServerForTest, type CertificateWish } from '../support/tls-server.ts'

const NAMED: CertificateWish = { names: [{ type: 'dns', value: 'api.campus.example' }] }

const ON_THIS_MACHINE: CertificateWish = { names: [{ type: 'ip', value: THIS_MACHINE }] }

/** A server that only the proxy finds: no resolver knows its name. */
async function behindProxy() {
  const server = await tlsServerForTest((_request, response) => response.end('hello'), NAMED)
  return { ...server, host: `api.campus.example:${server.port}` }
}

test.each(['HTTPS_PROXY', 'https_proxy'])('requests go through the proxy that %s names', async (name) => {
  const { host, ca } = await behindProxy()
  const proxy = await connectProxyForTest()
  const { status, body } = await ask({ [name]: `http://${proxy.host}` }, `https://${host}/x`, ca)
  expect({ status, body }).toEqual({ status: 200, body: 'hello' })
  expect(proxy).toMatchObject({ asked: [host], credentials: [undefined] })
})

test('a proxy may be named without http://, as kubectl takes it', async () => {
  const { host, ca } = await behindProxy()
  const proxy = await connectProxyForTest()
  expect((await ask({ HTTPS_PROXY: proxy.host }, `https://${host}`, ca)).body).toBe('hello')
})

test('name and password of the proxy go to the proxy, unescaped, and to nobody else', async () => {
  const { host, ca, authorizations } = await behindProxy()
  const proxy = await connectProxyForTest()
  await ask({ HTTPS_PROXY: `http://me%40campus:s%3Ac%2Fret%@${proxy.host}` }, `https://${host}`, ca)
  expect(proxy.credentials).toEqual(['me@campus:s:c/ret%'])
  expect(authorizations).toEqual([undefined])
})

test('an https proxy is spoken to over TLS, and its certificate is checked', async () => {
  const { host, ca } = await behindProxy()
  const proxy = await tlsServerForTest(() => undefined)
  const { told } = await failureOf(ask({ HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` }, `https://${host}`, ca))
  expect(told).toBe(
    `${host} cannot be reached through the proxy 127.0.0.1:${proxy.port} that HTTPS_PROXY names: it cannot be used (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
  )
})

test.each<[string, string, boolean]>([
  ['', 'api.campus.example', true],
  ['*', 'api.campus.example', false],
  ['api.campus.example', 'api.campus.example', false],
  ['API.Campus.Example', 'api.campus.example', false],
  ['campus.example', 'api.campus.example', false],
  ['campus.example', 'other-campus.example', true],
  ['.campus.example', 'api.campus.example', false],
  ['.campus.example', 'campus.example', true],
  ['*.campus.example', 'api.campus.example', false],
  ['one.example, api.campus.example ,two.example', 'api.campus.example', false],
  ['api.campus.example:1', 'api.campus.example', false],
  ['api.campus.example:2', 'api.campus.example', true],
  ['192.0.2.7', '192.0.2.7', false],
  ['192.0.2.7:1', '192.0.2.7', false],
  ['192.0.2.0/24', '192.0.2.7', false],
  ['192.0.3.0/24', '192.0.2.7', true],
  ['2.7', '192.0.2.7', true],
  ['192.0.2.0/x', '192.0.2.7', true],
  ['192.0.2.0/99', '192.0.2.7', true],
  ['192.0.2.0/24', 'api.campus.example', true],
  ['2001:db8::1', '[2001:db8::1]', false],
  ['[2001:db8::1]:1', '[2001:db8::1]', false],
  ['2001:db8::/32', '[2001:db8::1]', false],
  ['2001:db9::/32', '[2001:db8::1]', true],
])('with NO_PROXY=%s a request to %s goes through the proxy: %s', (exceptions, host, through) => {
  const env = { HTTPS_PROXY: 'http://proxy.example', no_proxy: exceptions }
  expect(proxyFor(new URL(`https://${host}:1`), env, undefined) !== undefined).toBe(through)
})

test('a host that NO_PROXY names is asked directly', async () => {
  const { port, ca } = await tlsServerForTest((_request, response) => response.end('hello'), ON_THIS_MACHINE)
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '10.0.0.0/8,0.0.0.0/8' }
  expect((await ask(env, `https://${THIS_MACHINE}:${port}`, ca)).body).toBe('hello')
})

test.each<[string, boolean]>([
  ['localhost', false],
  ['LOCALHOST', false],
  ['localhost:6443', false],
  ['127.0.0.1', false],
  ['127.0.0.1:6443', false],
  ['127.5.5.5', false],
  ['127.255.255.255', false],
  ['[::1]', false],
  ['[::1]:6443', false],
  ['[::ffff:127.0.0.1]', false],
  ['localhost.example', true],
  ['my-localhost', true],
  ['127.0.0.1.example', true],
  ['126.255.255.255', true],
  ['128.0.0.1', true],
  ['0.0.0.0', true],
  ['[::2]', true],
  ['[::ffff:128.0.0.1]', true],
])('a request to %s goes through the proxy of the environment: %s; through proxy-url always', (host, through) => {
  for (const name of ['HTTPS_PROXY', 'https_proxy'])
    expect(proxyFor(new URL(`https://${host}`), { [name]: 'http://proxy.example' }, undefined)?.namedBy).toBe(
      through ? name : undefined,
    )
  expect(proxyFor(new URL(`https://${host}`), {}, 'http://proxy.example')?.namedBy).toBe('proxy-url')
})

test('a cluster on this machine is asked past the proxy of the environment, but through its proxy-url', async () => {
  const { port, ca } = await tlsServerForTest((_request, response) => response.end('hello'))
  const [unwanted, wanted] = [await connectProxyForTest(), await connectProxyForTest()]
  const env = { HTTPS_PROXY: `http://${unwanted.host}` }
  const url = `https://127.0.0.1:${port}`
  expect((await ask(env, url, ca)).body).toBe('hello')
  expect((await ask(env, url, ca, { proxyUrl: `http://${wanted.host}` })).body).toBe('hello')
  expect(unwanted.asked).toEqual([])
  expect(wanted.asked).toEqual([`127.0.0.1:${port}`])
})

test.each<[string, ProxyBehaviour, string]>([
  ['refuses', 403, 'it refused (HTTP 403)'],
  ['takes another password', 407, 'it does not accept the user name and password in its address (HTTP 407)'],
  ['hangs up', 'hang-up', 'it cannot be used (ECONNRESET)'],
])('a proxy that %s is named, its password is not', async (_, behaviour, problem) => {
  const proxy = await connectProxyForTest(behaviour)
  const asking = ask({ HTTPS_PROXY: `http://me:s3cret@${proxy.host}` }, 'https://api.campus.example', '')
  const { told, all } = await failureOf(asking)
  expect(told).toBe(
    `api.campus.example cannot be reached through the proxy ${proxy.host} that HTTPS_PROXY names: ${problem}.`,
  )
  expect(all).not.toContain('s3cret')
})

test('a proxy that wants a password says so', async () => {
  const proxy = await connectProxyForTest(407)
  const { told } = await failureOf(ask({ HTTPS_PROXY: `http://${proxy.host}` }, 'https://api.campus.example', ''))
  expect(told).toContain('it wants a user name and password in its address (HTTP 407).')
})

test('a proxy that is not there is named', async () => {
  const { told } = await failureOf(
    ask({ HTTPS_PROXY: 'http://me:s3cret@127.0.0.1:1' }, 'https://api.campus.example', ''),
  )
  expect(told).toContain('the proxy 127.0.0.1:1 that HTTPS_PROXY names: it cannot be used (ECONNREFUSED).')
})

test('a proxy that breaks off after its promise is named', async () => {
  const proxy = await connectProxyForTest('hang-up-after-200')
  const { told } = await failureOf(ask({ https_proxy: `http://${proxy.host}` }, 'https://api.campus.example', ''))
  expect(told).toBe(
    `api.campus.example cannot be reached through the proxy ${proxy.host} that https_proxy names (ECONNRESET).`,
  )
})

test('a proxy that never answers ends with the time limit, and with Ctrl-C', async () => {
  const proxy = await connectProxyForTest('silent')
  const env = { HTTPS_PROXY: `http://${proxy.host}` }
  const { told } = await failureOf(ask(env, 'https://api.campus.example', '', { timeLimit: 200 }))
  expect(told).toBe(
    `api.campus.example did not answer within 10 seconds through the proxy ${proxy.host} that HTTPS_PROXY names.`,
  )
  const abort = new AbortController()
  const asking = ask(env, 'https://api.campus.example', '', { signal: abort.signal })
  abort.abort(new Error('stopped'))
  await expect(asking).rejects.toThrow('stopped')
})

test.each([
  [
    'socks5://me:s3cret@proxy.example:1080',
    'HTTPS_PROXY names a proxy of the kind socks5; icc can use http and https',
  ],
  ['http://me:s3cret@:bad', 'HTTPS_PROXY is not the address of a proxy'],
])('HTTPS_PROXY=%s is a clear failure, and nothing is sent without the proxy', async (address, why) => {
  const server = await tlsServerForTest((_request, response) => response.end(), ON_THIS_MACHINE)
  const { port, ca, authorizations } = server
  const { told, all } = await failureOf(ask({ HTTPS_PROXY: address }, `https://${THIS_MACHINE}:${port}`, ca))
  expect(told).toContain(`${THIS_MACHINE}:${port} cannot be reached: ${why}`)
  expect(authorizations).toEqual([])
  expect(all).not.toContain('s3cret')
})

test('proxy-url and tls-server-name of the kubeconfig are used, whatever the environment says', async () => {
  const review = { status: { userInfo: { username: 'infw001' } } }
  const server = await tlsServerForTest((_request, response) => response.end(JSON.stringify(review)), NAMED)
  const proxy = await connectProxyForTest()
  const home = temporaryFolder()
  writeFileSync(
    `${home}/config`,
    `{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], users: [{name: u, user: {token: t}}],
     clusters: [{name: c, cluster: {server: "https://kube.invalid:${server.port}", proxy-url: "http://${proxy.host}",
       tls-server-name: api.campus.example, certificate-authority-data: ${btoa(server.ca)}}}]}`,
  )
  const env = { KUBECONFIG: `${home}/config`, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' }
  const ctx = createTestContext({}, { home, env })
  const { target } = await clusterOf(ctx)
  expect(await (await createKube(target, ctx)).whoAmI()).toMatchObject({ username: 'infw001' })
  expect(proxy.asked).toEqual([`kube.invalid:${server.port}`])
  expect(server.authorizations).toEqual(['Bearer t'])
  const unnamed = await createKube({ ...target, tlsServerName: undefined }, ctx)
  await expect(unnamed.whoAmI()).rejects.toMatchObject({
    code: 'api-untrusted',
    message: expect.stringContaining('that was made for another host name'),
  })
  const socks = await createKube({ ...target, proxyUrl: 'socks5://127.0.0.1:1' }, ctx)
  await expect(socks.whoAmI()).rejects.toMatchObject({
    code: 'api-unreachable',
    message: expect.stringContaining('proxy-url names a proxy of the kind socks5'),
  })
})

test('the whole of signing in works through a proxy, and its password stays out of sight', async () => {
  const campus = await campusBehindProxyForTest()
  const user = await userOf(campus)
  const proxy = await connectProxyForTest()
  const env = { HTTPS_PROXY: `http://me:pr0xy-s3cret@${proxy.host}`, NO_PROXY: '' }
  for (const argv of [
    ['login', '-v'],
    ['whoami', '-v'],
    ['logout', '-v'],
  ]) {
    const { stdout, stderr, exitCode } = await iccProcess(user.home, argv, env)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) })
    expect(stdout + stderr).not.toContain('pr0xy-s3cret')
  }
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(campus.issuer).host, new URL(campus.apiServer).host]))
  expect(JSON.stringify(user.files())).not.toContain('pr0xy-s3cret')
})

test('a proxy that refuses is told with its address, also at the highest verbosity', async () => {
  const user = await userOf(await campusBehindProxyForTest())
  const proxy = await connectProxyForTest(403)
  const { stderr, exitCode } = await iccProcess(user.home, ['login', '-v'], {
    HTTPS_PROXY: `http://me:pr0xy-s3cret@${proxy.host}`,
    NO_PROXY: '',
  })
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`the proxy ${proxy.host} that HTTPS_PROXY names: it refused (HTTP 403)`)
  expect(stderr).not.toContain('pr0xy-s3cret')
})
