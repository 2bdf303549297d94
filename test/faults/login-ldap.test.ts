import { expect, test } from 'vitest'
import { campusOf2019, ldapServiceForTest, PASSWORD, token, type LdapAnswer } from '../support/ldap-service.ts'
import { scriptedIdpForTest, type Step } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

const LOGIN = ['login', '--site', 'haw-icc', '--username', 'infw001', '--password-stdin', '-o', 'json']

/** What a sign-in tells a script when the service answers so; it must have written nothing. */
async function failure(answer: LdapAnswer, change: { ca?: string; url?: string } = {}) {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const service = await ldapServiceForTest(answer)
  campusOf2019(user, { ...service, ...change }, { server: idp.apiServer, ca: idp.ca })
  const { stdout, stderr, exitCode } = await user.icc(LOGIN, { input: PASSWORD })
  expect({ stdout, files: user.files() }).toEqual({ stdout: '', files: {} })
  return { exitCode, ...JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error }
}

function answers(status: number, body: string, headers: Record<string, string> = {}): LdapAnswer {
  return (response) => void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const page = '<!doctype html><title>Sign in</title>'

test.each([
  ['500', answers(500, 'Error signing token'), 'sign-in-service-failed', /could not make a token \(status 500\)/u],
  ['503', answers(503, page), 'sign-in-service-failed', /status 503/u],
  ['403', answers(403, ''), 'sign-in-service-failed', /may be locked/u],
  ['429', answers(429, ''), 'sign-in-service-failed', /may be locked/u],
  ['404', answers(404, 'not found'), 'sign-in-service-invalid', /status 404 and no token/u],
  ['405', answers(405, ''), 'sign-in-service-invalid', /status 405 and no token/u],
  [
    'a page',
    answers(200, page, { 'content-type': 'text/html' }),
    'sign-in-service-invalid',
    /a web page \(status 200\)/u,
  ],
  ['a page said to be text', answers(200, `\n${page}`), 'sign-in-service-invalid', /a web page/u],
  ['nothing', answers(200, ''), 'sign-in-service-invalid', /status 200 and no token/u],
  ['two tokens', answers(200, 'a.b.c a.b.c'), 'sign-in-service-invalid', /no token/u],
  ['no JSON in it', answers(200, 'aaaa.bbbb.cccc'), 'sign-in-service-invalid', /no token/u],
  ['alg none', answers(200, `${part({ alg: 'none' })}.${part({})}.aa`), 'sign-in-service-invalid', /no token/u],
  [
    'an expired one',
    answers(200, `${part({ alg: 'ES256' })}.${part({ exp: 1 })}.aa`),
    'sign-in-service-invalid',
    /expired already/u,
  ],
  ['nowhere', answers(302, ''), 'sign-in-service-invalid', /sends on to nowhere/u],
])('an answer of the service that is no token: %s', async (_what, answer, code, message) => {
  expect(await failure(answer)).toMatchObject({ exitCode: 1, code, message: expect.stringMatching(message) })
})

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is not followed: the password stays with the service',
  async (status) => {
    const elsewhere = await tlsServerForTest((_request, response) => response.end())
    const there = `https://127.0.0.1:${elsewhere.port}`
    expect(await failure(answers(status, '', { location: `${there}/sso?x=1` }))).toMatchObject({
      code: 'sign-in-service-invalid',
      message: expect.stringContaining(`sends on to ${there}. Your password did not follow.`),
    })
    expect(elsewhere.authorizations).toEqual([])
  },
)

test('a certificate of somebody else, and nobody there', async () => {
  const other = await tlsServerForTest((_request, response) => response.end())
  expect(await failure(answers(200, ''), { ca: other.ca })).toMatchObject({ exitCode: 1, code: 'server-untrusted' })
  expect(await failure(answers(200, ''), { url: 'https://127.0.0.1:1/ldapAuth' })).toMatchObject({
    code: 'server-unreachable',
    message: expect.stringContaining('the HAW VPN only.'),
  })
})

test('a token that the cluster does not take writes nothing', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const service = await ldapServiceForTest(token(await idp.signer.signWithOtherKey()))
  campusOf2019(user, service, { server: idp.apiServer, ca: idp.ca })
  const { stderr, exitCode } = await user.icc(LOGIN, { input: PASSWORD })
  expect({ exitCode, files: user.files() }).toEqual({ exitCode: 4, files: {} })
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'import-rejected',
    message: expect.stringContaining('the credential of the sign-in service 127.0.0.1'),
  })
})

/** A cluster whose webhook knows every token. */
const believing: Step = ({ request, response }) => {
  const status = request.url?.includes('selfsubjectreviews')
    ? { userInfo: { username: 'infw001' } }
    : { allowed: true }
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ status }))
}

test.each([
  ['no end that a clock knows', part({ exp: 9e15 })],
  ['its end as a text', part({ exp: '2027-01-01' })],
  ['nothing that is JSON', Buffer.from('\u000A\u0007infw001').toString('base64url')],
])('a token that says %s counts as one that does not say its end', async (_what, payload) => {
  const idp = await scriptedIdpForTest({}, { api: believing })
  const user = await userOf(idp)
  const service = await ldapServiceForTest(token(`${part({ alg: 'ES256' })}.${payload}.c2lnbmVk`))
  campusOf2019(user, service, { server: idp.apiServer, ca: idp.ca })
  const { stdout } = await user.icc(LOGIN, { input: PASSWORD })
  const left = Date.parse(JSON.parse(stdout).sessionEndsAt) - Date.now()
  expect(Math.abs(left - 12 * 3_600_000)).toBeLessThan(3_600_000)
})
