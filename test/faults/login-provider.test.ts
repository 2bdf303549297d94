import { expect, test } from 'vitest'
import {
  answerWith,
  brokenOff,
  deviceCode,
  html,
  huge,
  json,
  metadata,
  oauthError,
  pending,
  redirect,
  reset,
  scriptedIdpForTest,
  tokens,
  truncatedJson,
  type Script,
  type ScriptedIdp,
  type Step,
} from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

/** The discovery document with changes. */
function discovered(changes: (idp: ScriptedIdp) => Record<string, unknown>): Script {
  return { discovery: [(exchange) => json(metadata(exchange.idp.issuer, changes(exchange.idp)))(exchange)] }
}

const goodKeys: Step = (exchange) => json(exchange.idp.signer.jwks)(exchange)

/** A failed `icc login`, after which nothing at all is there. */
async function failedLogin(
  script: Script,
): Promise<{ code: string; message: string; exitCode: number; idp: ScriptedIdp }> {
  const idp = await scriptedIdpForTest(script)
  const user = await userOf(idp)
  const { stdout, stderr, exitCode } = await user.icc(['login', '-o', 'json'])
  expect(stdout).toBe('')
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')
  expect(error).toMatchObject({
    message: expect.stringMatching(/Nothing was (?:changed|written|sent)/u),
    hint: expect.any(String),
  })
  expect(user.files()).toEqual({})
  return { code: error.code, message: error.message, exitCode, idp }
}

test.each<[string, Script, string, string]>([
  ['is answered by HTML', { discovery: [html(200)] }, 'idp-invalid-answer', 'HTTP 200, text/html'],
  ['is answered with 503', { discovery: [html(503)] }, 'idp-unreachable', 'HTTP 503'],
  ['is no complete JSON', { discovery: [truncatedJson] }, 'idp-invalid-answer', 'OpenID Connect'],
  ['is cut off in its middle', { discovery: [brokenOff] }, 'idp-unreachable', 'ECONNRESET'],
  ['is a list', { discovery: [json([])] }, 'idp-invalid-answer', 'OpenID Connect'],
  ['is empty', { discovery: [answerWith(200, 'application/json', '')] }, 'idp-invalid-answer', 'OpenID Connect'],
  ['never ends', { discovery: [huge(70 * 1024 * 1024)] }, 'idp-unreachable', 'far too large'],
  ['leads elsewhere', { discovery: [redirect('https://elsewhere.example/')] }, 'idp-invalid-answer', 'HTTP 302'],
  [
    'has a status that does not exist',
    { discovery: [answerWith(999, 'application/json', '{}')] },
    'idp-unreachable',
    'no valid HTTP',
  ],
  ['ends in a reset', { discovery: [reset] }, 'idp-unreachable', 'ECONNRESET'],
  [
    'names another issuer',
    discovered(() => ({ issuer: 'https://other.example' })),
    'idp-wrong-issuer',
    'another issuer',
  ],
  ['names no issuer', discovered(() => ({ issuer: undefined })), 'idp-invalid-answer', 'OpenID Connect'],
  [
    'names no page for device codes',
    discovered(() => ({ device_authorization_endpoint: undefined })),
    'device-not-offered',
    'device code',
  ],
  [
    'has no device codes for this client',
    { device: [oauthError('unauthorized_client')] },
    'device-not-offered',
    'does not let this client',
  ],
  [
    'names no token endpoint',
    discovered(() => ({ token_endpoint: undefined })),
    'idp-invalid-answer',
    'token_endpoint',
  ],
  [
    'names an http token endpoint',
    discovered((idp) => ({ token_endpoint: idp.issuer.replace('https', 'http') })),
    'idp-invalid-answer',
    'https',
  ],
  [
    'names an endpoint that is no address',
    discovered(() => ({ token_endpoint: 'javascript' })),
    'idp-invalid-answer',
    'token_endpoint',
  ],
  [
    'names an http device endpoint',
    discovered((idp) => ({ device_authorization_endpoint: idp.issuer.replace('https', 'http') })),
    'idp-invalid-answer',
    'https',
  ],
  ['names no keys', discovered(() => ({ jwks_uri: undefined })), 'idp-invalid-answer', 'jwks_uri'],
])('login stops where the discovery document %s', async (_, script, code, message) => {
  const failed = await failedLogin(script)
  expect(failed).toMatchObject({ code, exitCode: 1, message: expect.stringContaining(message) })
  // Nobody was asked to approve what could not have worked.
  expect(failed.idp.seen('token')).toEqual([])
})

test.each<[string, Step, string, string]>([
  ['HTML', html(200), 'idp-invalid-answer', 'text/html'],
  ['a login page', redirect('https://portal.example/'), 'idp-invalid-answer', 'HTTP 302'],
  ['a reset', reset, 'idp-unreachable', 'ECONNRESET'],
  ['an empty object', json({}), 'idp-invalid-answer', 'OpenID Connect'],
  ['no user code', deviceCode({ user_code: undefined }), 'idp-invalid-answer', 'OpenID Connect'],
  ['no end', deviceCode({ expires_in: undefined }), 'idp-invalid-answer', 'OpenID Connect'],
  ['an unknown client', oauthError('invalid_client', 'no such client', 401), 'idp-refused', 'no such client'],
  ['a server that is down', oauthError('temporarily_unavailable', 'try later', 503), 'idp-unreachable', 'HTTP 503'],
  ['too many requests', oauthError('slow_down', 'later', 429), 'idp-unreachable', 'HTTP 429'],
])('login stops where the request for a code brings %s', async (_, step, code, message) => {
  expect(await failedLogin({ device: [step] })).toMatchObject({
    code,
    exitCode: 1,
    message: expect.stringContaining(message),
  })
})

test.each<[string, Step, string]>([
  ['another audience', tokens({ claims: { aud: 'other' } }), 'aud'],
  ['a list of audiences without us', tokens({ claims: { aud: ['one', 'two'] } }), 'aud'],
  ['another issuer', tokens({ claims: { iss: 'https://other.example' } }), 'iss'],
  ['an end in the past', tokens({ seconds: -120 }), 'exp'],
  ['a beginning in the future', tokens({ claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }), 'nbf'],
  ['a nonce of another sign-in', tokens({ claims: { nonce: 'another' } }), 'nonce'],
  ['a signature by another key', tokens({ idToken: (idp) => idp.signer.signWithOtherKey() }), 'signature'],
  ['no signature', tokens({ idToken: (idp) => idp.signer.unsigned() }), 'signature'],
  ['a signature by the public key', tokens({ idToken: (idp) => idp.signer.signWithPublicKey() }), 'signature'],
])('an ID token with %s is not used, and its refresh token is not kept', async (_, step, about) => {
  expect(await failedLogin({ token: [step] })).toMatchObject({
    code: 'id-token-invalid',
    exitCode: 1,
    message: expect.stringContaining(about),
  })
})

test.each<[string, Step, string]>([
  ['no subject', tokens({ claims: { sub: undefined } }), 'idp-invalid-answer'],
  ['an end beyond all time', tokens({ claims: { exp: 1e18 } }), 'id-token-invalid'],
  ['an end that is a text', tokens({ claims: { exp: 'soon' } }), 'idp-invalid-answer'],
  ['no form of a token at all', tokens({ idToken: 'not a token' }), 'idp-invalid-answer'],
])('an ID token with %s is not used', async (_, step, code) => {
  expect(await failedLogin({ token: [step] })).toMatchObject({ code, exitCode: 1 })
})

test('an answer without an ID token is told with what to change', async () => {
  const failed = await failedLogin({ token: [tokens({ changes: { id_token: undefined } })] })
  expect(failed).toMatchObject({ code: 'id-token-missing', exitCode: 1 })
})

test('an ID token without a user name is not used, and the session is revoked', async () => {
  const failed = await failedLogin({
    token: [tokens({ claims: { preferred_username: undefined }, refreshToken: 'the-refresh-token' })],
  })
  expect(failed).toMatchObject({ code: 'username-missing', message: expect.stringContaining('preferred_username') })
  expect(failed.idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['the-refresh-token'])
})

test('access_denied stops at once', async () => {
  const failed = await failedLogin({ token: [pending, oauthError('access_denied')] })
  expect(failed).toMatchObject({ code: 'sign-in-denied', exitCode: 1 })
  expect(failed.idp.seen('token')).toHaveLength(2)
})

test('expired_token without a terminal exits 4', async () => {
  expect(await failedLogin({ token: [pending, oauthError('expired_token')] })).toMatchObject({
    code: 'device-code-expired',
    exitCode: 4,
  })
})

test('an error that nobody knows stops with the words of the provider', async () => {
  const failed = await failedLogin({ token: [oauthError('policy_violation', 'not from this network')] })
  expect(failed).toMatchObject({ code: 'idp-refused', message: expect.stringContaining('not from this network') })
})

test.each<[string, Step[]]>([
  ['a 503 with HTML', [html(503)]],
  ['a 502 with an OAuth error', [oauthError('server_error', 'down', 502)]],
  ['a 429', [oauthError('rate_limited', 'slower', 429)]],
  ['a reset connection', [reset]],
  ["a captive portal's page", [html(200), redirect('https://portal.example/')]],
  ['a cut off answer', [brokenOff, truncatedJson]],
  ['slow_down', [oauthError('slow_down')]],
])('%s while waiting for the approval does not end the sign-in', async (_, steps) => {
  const idp = await scriptedIdpForTest({ token: [pending, ...steps, pending, tokens()] })
  const user = await userOf(idp)
  const ran = await user.icc(['login'])
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Signed in as infw001') })
  expect(idp.seen('token')).toHaveLength(3 + steps.length)
})

test.each<[string, Step[]]>([
  ['are not there for a moment', [html(503), reset]],
  ['are the page of a proxy at first', [html(200)]],
])('the sign-in survives keys that %s', async (_, steps) => {
  const idp = await scriptedIdpForTest({})
  idp.script('jwks', [...steps, goodKeys])
  const user = await userOf(idp)
  expect(await user.icc(['login'])).toMatchObject({ exitCode: 0 })
  expect(idp.seen('device')).toHaveLength(1)
})

test('keys that cannot be had are told before anybody has approved in vain', async () => {
  const failed = await failedLogin({ jwks: [html(503)] })
  expect(failed).toMatchObject({ code: 'idp-unreachable', exitCode: 1, message: expect.stringContaining('503') })
  expect(failed.idp.seen('token')).toEqual([])
})

test('a provider that has changed its key since the code was shown is asked for the new one', async () => {
  const idp = await scriptedIdpForTest({})
  idp.script('jwks', [json({ keys: [] }), goodKeys])
  const user = await userOf(idp)
  expect(await user.icc(['login'])).toMatchObject({ exitCode: 0 })
})

test('an issuer that nobody answers for exits 1 before anything is written', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf({ ...idp, issuer: 'https://127.0.0.1:1' })
  const ran = await user.icc(['login'])
  expect(ran).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('127.0.0.1:1 cannot be reached'),
  })
  expect(ran.stderr).toContain('Next: check your network')
  expect(user.files()).toEqual({})
})
