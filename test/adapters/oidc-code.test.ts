import { expect, test } from 'vitest'
import type { Campus } from '../../playground/campus.ts'
import { connectOidc } from '../../src/adapters/oidc.ts'
import type { CodeRequest, Oidc } from '../../src/context.ts'
import { campusForTest } from '../support/campus.ts'
import { createTestContext } from '../support/run-icc.ts'
import { json, metadata, scriptedIdpForTest, tokens } from '../support/scripted-idp.ts'

const scopes = ['openid', 'profile', 'email', 'groups', 'offline_access']
const never = new AbortController().signal
const REDIRECT = 'http://127.0.0.1:41234/callback'

async function connected(): Promise<{ campus: Campus; oidc: Oidc }> {
  const campus = await campusForTest()
  return {
    campus,
    oidc: await connectOidc(
      { site: 'playground', issuer: campus.issuer, clientId: 'icc', ca: campus.ca },
      createTestContext(),
    ),
  }
}

/** What the browser brings back after the user has agreed. */
async function answerOf(campus: Campus, asked: CodeRequest): Promise<URLSearchParams> {
  return new URL(await campus.authorize(asked.authorizationUrl, 'infw001')).searchParams
}

test('a code brings a verified ID token of the person, and a refresh token that renews it', async () => {
  const { campus, oidc } = await connected()
  expect(oidc.offersDevice()).toBe(true)
  const asked = await oidc.startCode(REDIRECT, scopes)
  const { searchParams } = new URL(asked.authorizationUrl)
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'icc',
    redirect_uri: REDIRECT,
    code_challenge_method: 'S256',
    state: asked.state,
    nonce: asked.nonce,
  })
  expect(asked.authorizationUrl).not.toContain(asked.codeVerifier)
  const brought = await oidc.redeemCode(asked, await answerOf(campus, asked), never)
  expect(brought.claims).toMatchObject({
    iss: campus.issuer,
    aud: 'icc',
    preferred_username: 'infw001',
    nonce: asked.nonce,
  })
  const who = { issuer: campus.issuer, subject: '1001' }
  expect((await oidc.refresh(brought.refreshToken ?? '', who, never)).claims['sub']).toBe('1001')
})

test('each sign-in has a state, nonce and verifier of its own', async () => {
  const { oidc } = await connected()
  const [one, other] = [await oidc.startCode(REDIRECT, scopes), await oidc.startCode(REDIRECT, scopes)]
  for (const key of ['state', 'nonce', 'codeVerifier'] as const) {
    expect(one[key]).not.toBe(other[key])
    expect(one[key].length).toBeGreaterThanOrEqual(43)
  }
})

test('a code works once, and only with the verifier that it was asked with', async () => {
  const { campus, oidc } = await connected()
  const asked = await oidc.startCode(REDIRECT, scopes)
  const answer = await answerOf(campus, asked)
  await oidc.redeemCode(asked, answer, never)
  await expect(oidc.redeemCode(asked, answer, never)).rejects.toMatchObject({ code: 'sign-in-lost', exitCode: 1 })
  const again = await oidc.startCode(REDIRECT, scopes)
  const stolen = { ...again, codeVerifier: asked.codeVerifier }
  await expect(oidc.redeemCode(stolen, await answerOf(campus, again), never)).rejects.toMatchObject({
    code: 'sign-in-lost',
  })
})

test('a refusal in the browser is told as one', async () => {
  const { campus, oidc } = await connected()
  const asked = await oidc.startCode(REDIRECT, scopes)
  const { searchParams } = new URL(await campus.authorize(asked.authorizationUrl, 'infw001', 'deny'))
  expect(searchParams.get('error')).toBe('access_denied')
  await expect(oidc.redeemCode(asked, searchParams, never)).rejects.toMatchObject({
    code: 'sign-in-denied',
    exitCode: 1,
    message: expect.stringContaining('refused in the browser: the user said no'),
  })
})

test.each<[string, Record<string, string | undefined>, string, string]>([
  ['another state', { state: 'x' }, 'idp-invalid-answer', '(state)'],
  ['no state', { state: undefined }, 'idp-invalid-answer', '(state)'],
  ['another issuer', { iss: 'https://evil.example' }, 'idp-wrong-issuer', 'evil.example'],
  ['no issuer although one is promised', { iss: undefined }, 'idp-wrong-issuer', 'always should'],
  ['neither code nor error', { code: undefined }, 'idp-invalid-answer', 'neither a code nor an error'],
  [
    'an error',
    { error: 'invalid_scope', error_description: 'no\u{1B}[2J such' },
    'scope-refused',
    'invalid_scope: no such',
  ],
  ['a passing error', { error: 'temporarily_unavailable' }, 'idp-unreachable', 'has trouble'],
])('an answer with %s is refused before anything is sent', async (_, changes, code, message) => {
  const { campus, oidc } = await connected()
  const asked = await oidc.startCode(REDIRECT, scopes)
  const sent = campus.requests.length
  const answer = new URLSearchParams({ iss: campus.issuer, state: asked.state, code: 'c' })
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) answer.delete(name)
    else answer.set(name, value)
  }
  const failure: unknown = await oidc.redeemCode(asked, answer, never).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code, exitCode: 1, message: expect.stringContaining(message) })
  expect(String(failure)).toMatch(/Nothing was changed\.$/u)
  expect(campus.requests.slice(sent).filter(({ path }) => path === '/token')).toEqual([])
})

test('parameters that come twice are refused', async () => {
  const { campus, oidc } = await connected()
  const asked = await oidc.startCode(REDIRECT, scopes)
  const answer = new URLSearchParams({ iss: campus.issuer, state: asked.state, code: 'one' })
  answer.append('code', 'two')
  await expect(oidc.redeemCode(asked, answer, never)).rejects.toMatchObject({
    code: 'idp-invalid-answer',
    message: expect.stringContaining('code more than once'),
  })
})

test('an ID token of another sign-in is not taken; the redirect address is sent to the letter', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ claims: { nonce: 'of another sign-in' } })] })
  idp.script('discovery', [
    json(
      metadata(idp.issuer, {
        authorization_endpoint: `${idp.issuer}/auth`,
        device_authorization_endpoint: undefined,
      }),
    ),
  ])
  const oidc = await connectOidc(
    { site: 'playground', issuer: idp.issuer, clientId: 'icc', ca: idp.ca },
    createTestContext(),
  )
  expect(oidc.offersDevice()).toBe(false)
  const asked = await oidc.startCode('http://localhost:8000', ['openid'])
  expect(new URL(asked.authorizationUrl).searchParams.has('prompt')).toBe(false)
  const answer = new URLSearchParams({ state: asked.state, code: 'c' })
  await expect(oidc.redeemCode(asked, answer, never)).rejects.toMatchObject({
    code: 'id-token-invalid',
    message: expect.stringContaining('(nonce)'),
  })
  expect(Object.fromEntries(idp.seen('token')[0]?.form ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    code: 'c',
    redirect_uri: 'http://localhost:8000',
    code_verifier: asked.codeVerifier,
  })
})

test('a provider that names no https address for browsers cannot be signed in at by one', async () => {
  const idp = await scriptedIdpForTest()
  for (const address of [undefined, 'http://127.0.0.1/auth']) {
    idp.script('discovery', [json(metadata(idp.issuer, { authorization_endpoint: address }))])
    const oidc = await connectOidc(
      { site: 'playground', issuer: idp.issuer, clientId: 'icc', ca: idp.ca },
      createTestContext(),
    )
    await expect(async () => oidc.startCode(REDIRECT, scopes)).rejects.toMatchObject({
      code: 'idp-invalid-answer',
      message: expect.stringContaining('authorization_endpoint'),
    })
  }
})
