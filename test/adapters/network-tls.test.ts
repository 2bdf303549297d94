import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { createKube } from '../../src/adapters/kube.ts'
import { connectOidc } from '../../src/adapters/oidc.ts'
import { campusForTest } from '../support/campus.ts'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'
import { ask, failureOf } from '../support/tls-server-client.ts'
import { tlsServerForTest, type CertificateWish } from '../support/tls-server.ts'

const hello = (): ReturnType<typeof tlsServerForTest> =>
  tlsServerForTest((_request, response) => response.end('hello'))

test.each<[string, CertificateWish, string]>([
  [
    'for another host name',
    { names: [{ type: 'dns', value: 'other.example' }] },
    'that was made for another host name (ERR_TLS_CERT_ALTNAME_INVALID)',
  ],
  ['that has expired', { days: [-2, -1] }, 'that has expired (CERT_HAS_EXPIRED)'],
  ['of tomorrow', { days: [1, 2] }, "that is not valid yet by this computer's clock (CERT_NOT_YET_VALID)"],
  [
    'that signed itself',
    { selfSigned: true },
    'that it signed itself and this computer does not trust (DEPTH_ZERO_SELF_SIGNED_CERT)',
  ],
])('a certificate %s is refused by name before anything is sent', async (_, wish, fault) => {
  const { port, ca, authorizations } = await tlsServerForTest((_request, response) => response.end(), wish)
  const { told } = await failureOf(
    ask({}, `https://127.0.0.1:${port}`, ca, { headers: { authorization: 'Bearer t' } }),
  )
  expect(told).toBe(`127.0.0.1:${port} shows a certificate ${fault}.`)
  expect(authorizations).toEqual([])
})

test('an authority that nobody named is refused', async () => {
  const [{ port, authorizations }, { ca }] = [await hello(), await hello()]
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca))
  expect(told).toMatch(
    /shows a certificate (?:of an authority that this computer does not trust|that is not trusted) /u,
  )
  expect(authorizations).toEqual([])
})

test('what one request trusts, the next one to the same server does not', async () => {
  const [{ port, ca }, other] = [await hello(), await hello()]
  const address = `https://127.0.0.1:${port}`
  for (let round = 0; round < 2; round += 1) {
    expect((await ask({}, address, ca)).body).toBe('hello')
    const insecure = { tls: { ca: [other.ca], rejectUnauthorized: false } }
    expect((await ask({}, address, other.ca, insecure)).body).toBe('hello')
    expect((await failureOf(ask({}, address, other.ca))).told).toContain('shows a certificate')
  }
})

test('NODE_TLS_REJECT_UNAUTHORIZED does not switch the check off', async () => {
  const { port, ca, authorizations } = await tlsServerForTest((_request, response) => response.end(), {
    days: [-2, -1],
  })
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca)).finally(() => vi.unstubAllEnvs())
  expect(told).toContain('that has expired')
  expect(authorizations).toEqual([])
})

test('only insecure-skip-tls-verify of the user’s own kubeconfig switches it off', async () => {
  const campus = await campusForTest()
  const target = {
    server: campus.apiServer,
    ca: undefined,
    tlsServerName: undefined,
    insecureSkipTlsVerify: true,
    proxyUrl: undefined,
    credential: { kind: 'none' },
  } as const
  const pods = { namespace: 'x', verb: 'list', group: '', resource: 'pods' }
  const printed = { stdout: '', stderr: '' }
  const insecure = await createKube(target, createTestContext({}, {}, printed))
  for (let round = 0; round < 2; round += 1)
    // The server was reached: it wants to know who asks.
    await expect(insecure.canI(pods)).rejects.toMatchObject({ code: 'token-rejected' })
  // Said, and said once.
  expect(printed).toEqual({
    stdout: '',
    stderr: `warning: The certificate of ${new URL(campus.apiServer).host} is not checked: your kubeconfig says insecure-skip-tls-verify. Whoever is on the way there can take your token.\n`,
  })
  const quiet = { stdout: '', stderr: '' }
  const secure = await createKube({ ...target, insecureSkipTlsVerify: false }, createTestContext({}, {}, quiet))
  await expect(secure.canI(pods)).rejects.toMatchObject({ code: 'api-untrusted' })
  expect(quiet.stderr).toBe('')
})

test('the authority of the profile is trusted for the identity provider, and for it alone', async () => {
  const [campus, other] = [await campusForTest(), await campusForTest()]
  const settings = { site: 'playground', issuer: campus.issuer, clientId: 'icc', ca: campus.ca }
  await expect(connectOidc(settings, createTestContext())).resolves.toBeDefined()
  for (const ca of [undefined, other.ca]) {
    await expect(connectOidc({ ...settings, ca }, createTestContext())).rejects.toMatchObject({
      code: 'idp-untrusted',
      message: expect.stringContaining(new URL(campus.issuer).host),
      hint: expect.stringContaining('login.oidc.ca'),
    })
  }
  expect(campus.requests).toHaveLength(1)
})

const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'http.ts')

/** Asks from a process of its own: the runtime reads the trusted certificates once. */
async function askInChild(port: number, env: Record<string, string>): Promise<string> {
  const program = `
    const { request, trustedCertificates } = await import(${JSON.stringify(adapter)})
    const ctx = { env: {}, clock: Date, output: { debug() {} } }
    const { signal } = new AbortController()
    const tls = { ca: trustedCertificates(undefined) }
    const wanted = { url: new URL('https://127.0.0.1:${port}'), method: 'GET', headers: {}, tls, signal }
    console.log(await request(ctx, wanted).then(({ body }) => body, ({ kind }) => kind))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env['PATH'], ...env },
  })
  return stdout.trim()
}

test('NODE_EXTRA_CA_CERTS adds an authority', async () => {
  const { port, ca } = await hello()
  const file = join(temporaryFolder(), 'ca.pem')
  writeFileSync(file, ca)
  expect(await askInChild(port, {})).toBe('untrusted')
  expect(await askInChild(port, { NODE_EXTRA_CA_CERTS: file })).toBe('hello')
})

const noFile = process.platform === 'linux' ? '' : ' (skipped: only on Linux is the system’s store a file)'
test.skipIf(noFile !== '')(`the system’s store counts, also where SSL_CERT_FILE moves it${noFile}`, async () => {
  const { port, ca } = await hello()
  const file = join(temporaryFolder(), 'ca.pem')
  writeFileSync(file, ca)
  expect(await askInChild(port, { SSL_CERT_FILE: file })).toBe('hello')
})

test('a server that speaks TLS 1.2 only is asked', async () => {
  const options = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
  const { port, ca } = await tlsServerForTest((_request, response) => response.end('hello'), {}, options)
  expect((await ask({}, `https://127.0.0.1:${port}`, ca)).body).toBe('hello')
})

const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
const noOldTls = canSpeakOldTls() ? '' : ' (skipped: the TLS library here cannot speak TLS 1.1)'
function canSpeakOldTls(): boolean {
  try {
    createSecureContext(OLD)
    return true
  } catch {
    // The reason is in the test's name.
    return false
  }
}

test.skipIf(noOldTls !== '')(`a server that speaks no better than TLS 1.1 is refused${noOldTls}`, async () => {
  const { port, ca, authorizations } = await tlsServerForTest((_request, response) => response.end(), {}, OLD)
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca))
  expect(told).toContain(`127.0.0.1:${port} and icc agree on no TLS of version 1.2 or newer`)
  expect(authorizations).toEqual([])
})

const noSix = (await canListen('::1')) ? '' : ' (skipped: ::1 cannot be bound here)'
async function canListen(address: string): Promise<boolean> {
  const server = createServer()
  const bound = await once(server.listen(0, address), 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return bound
}

test.skipIf(noSix !== '')(`an IPv6 address works, and a certificate for another one is refused${noSix}`, async () => {
  const at = { address: '::1' }
  const good = await tlsServerForTest(
    (_, response) => response.end('six'),
    { names: [{ type: 'ip', value: '::1' }] },
    at,
  )
  expect((await ask({}, `https://[::1]:${good.port}`, good.ca)).body).toBe('six')
  const bad = await tlsServerForTest(
    (_, response) => response.end('six'),
    { names: [{ type: 'ip', value: '::2' }] },
    at,
  )
  const { told } = await failureOf(ask({}, `https://[::1]:${bad.port}`, bad.ca))
  expect(told).toContain(`[::1]:${bad.port} shows a certificate that was made for another host name`)
})
