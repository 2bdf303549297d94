import { expect, test } from 'vitest'
import { startCampus, type Campus, type CampusOptions } from '../../playground/campus.ts'
import { connectOidc } from '../../src/adapters/oidc.ts'
import type { DeviceCode, Oidc, Tokens } from '../../src/context.ts'
import { campusForTest } from '../support/campus.ts'
import { createTestContext } from '../support/run-icc.ts'

const scopes = ['openid', 'profile', 'email', 'groups', 'offline_access']
const never = new AbortController().signal

async function connected(options: CampusOptions = {}, clientId = 'icc'): Promise<{ campus: Campus; oidc: Oidc }> {
  const campus = await campusForTest(options)
  const oidc = await connectOidc(
    { site: 'playground', issuer: campus.issuer, clientId, ca: campus.ca },
    createTestContext(),
  )
  return { campus, oidc }
}

async function signedIn(campus: Campus, oidc: Oidc): Promise<Tokens> {
  const code = await oidc.startDevice(scopes, never)
  await campus.approve(code.userCode, 'infw001')
  const answer = await oidc.pollDevice(code, never)
  if (answer.kind !== 'tokens') throw new Error(`expected tokens, got ${answer.kind}`)
  return answer.tokens
}

test('a device sign-in brings a verified ID token with its claims and a refresh token', async () => {
  const { campus, oidc } = await connected()
  const code = await oidc.startDevice(scopes, never)
  expect(code.interval).toBe(5)
  expect(await oidc.pollDevice(code, never)).toEqual({ kind: 'pending' })
  await campus.approve(code.userCode, 'infw001')
  const answer = await oidc.pollDevice(code, never)
  expect(answer).toMatchObject({
    kind: 'tokens',
    tokens: { claims: { iss: campus.issuer, aud: 'icc', preferred_username: 'infw001' } },
  })
  const { tokens } = answer as { tokens: Tokens }
  expect(tokens.refreshToken).toBeTypeOf('string')
  expect(tokens.expiresAt - Date.now()).toBeGreaterThan(11 * 3_600_000)
  expect(Math.abs(oidc.clockDrift() ?? Infinity)).toBeLessThan(5000)
})

test('a nonce that comes back must be ours', async () => {
  const { campus, oidc } = await connected({ echoDeviceNonce: true })
  expect((await signedIn(campus, oidc)).claims['nonce']).toBeTypeOf('string')
  const code = await oidc.startDevice(scopes, never)
  await campus.approve(code.userCode, 'infw001')
  const foreign: DeviceCode = { ...code, nonce: 'of another sign-in' }
  await expect(oidc.pollDevice(foreign, never)).rejects.toMatchObject({ code: 'id-token-invalid', exitCode: 1 })
})

test('a refusal and an expired code are answers, not errors', async () => {
  const { campus, oidc } = await connected()
  const denied = await oidc.startDevice(scopes, never)
  await campus.deny(denied.userCode, 'infw001')
  expect(await oidc.pollDevice(denied, never)).toEqual({ kind: 'denied' })
  const short = (await connected({ deviceCodeSeconds: 1 })).oidc
  const late = await short.startDevice(scopes, never)
  await expect.poll(async () => (await short.pollDevice(late, never)).kind, { timeout: 5000 }).toBe('expired')
})

test('polling faster than allowed is answered with slow-down', async () => {
  const { oidc } = await connected({ pollInterval: 5 })
  const code = await oidc.startDevice(scopes, never)
  expect(code.interval).toBe(5)
  await oidc.pollDevice(code, never)
  expect((await oidc.pollDevice(code, never)).kind).toBe('slow-down')
})

test('a code that was used already is lost, and says so', async () => {
  const { campus, oidc } = await connected()
  const code = await oidc.startDevice(scopes, never)
  await campus.approve(code.userCode, 'infw001')
  await oidc.pollDevice(code, never)
  await expect(oidc.pollDevice(code, never)).rejects.toMatchObject({
    code: 'sign-in-lost',
    hint: 'icc login --site playground',
  })
})

test('refreshing brings a new ID token and a new refresh token; the old one ends the session', async () => {
  const { campus, oidc } = await connected({}, 'icc-short')
  const first = await signedIn(campus, oidc)
  const who = { issuer: campus.issuer, subject: String(first.claims['sub']) }
  const second = await oidc.refresh(first.refreshToken ?? '', who, never)
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(second.claims['sub']).toBe(first.claims['sub'])
  await expect(oidc.refresh(first.refreshToken ?? '', who, never)).rejects.toMatchObject({
    code: 'session-over',
    exitCode: 4,
  })
  await expect(oidc.refresh(second.refreshToken ?? '', who, never)).rejects.toMatchObject({ code: 'session-over' })
})

test('a refreshed token of somebody else is not used', async () => {
  const { campus, oidc } = await connected()
  const tokens = await signedIn(campus, oidc)
  const who = { issuer: campus.issuer, subject: 'somebody else' }
  await expect(oidc.refresh(tokens.refreshToken ?? '', who, never)).rejects.toMatchObject({
    code: 'id-token-invalid',
  })
})

test('a revoked refresh token renews nothing', async () => {
  const { campus, oidc } = await connected()
  const tokens = await signedIn(campus, oidc)
  expect(await oidc.revoke(tokens.refreshToken ?? '', never)).toBe(true)
  const who = { issuer: campus.issuer, subject: String(tokens.claims['sub']) }
  await expect(oidc.refresh(tokens.refreshToken ?? '', who, never)).rejects.toMatchObject({ code: 'session-over' })
})

test('an unknown client is refused with what to check', async () => {
  const { oidc } = await connected({}, 'no-such-client')
  await expect(oidc.startDevice(scopes, never)).rejects.toMatchObject({
    code: 'idp-refused',
    exitCode: 1,
    hint: expect.stringContaining('clientId'),
  })
})

test('an issuer whose certificate nobody vouches for is not talked to', async () => {
  const campus = await campusForTest()
  const connecting = connectOidc(
    { site: 'playground', issuer: campus.issuer, clientId: 'icc', ca: undefined },
    createTestContext(),
  )
  await expect(connecting).rejects.toMatchObject({ code: 'idp-untrusted', exitCode: 1 })
  expect(campus.requests).toEqual([])
})

test('an issuer that nobody answers for is unreachable', async () => {
  const campus = await startCampus()
  await campus.close()
  const connecting = connectOidc(
    { site: 'playground', issuer: campus.issuer, clientId: 'icc', ca: campus.ca },
    createTestContext(),
  )
  await expect(connecting).rejects.toMatchObject({
    code: 'idp-unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

test('an issuer that calls itself something else is refused', async () => {
  const campus = await campusForTest()
  const { port } = new URL(campus.issuer)
  const connecting = connectOidc(
    { site: 'playground', issuer: `https://localhost:${port}`, clientId: 'icc', ca: campus.ca },
    createTestContext(),
  )
  await expect(connecting).rejects.toMatchObject({ code: 'idp-wrong-issuer', exitCode: 1 })
})

test('a server that is no OpenID provider is told from one', async () => {
  const campus = await campusForTest()
  const connecting = connectOidc(
    { site: 'playground', issuer: campus.apiServer, clientId: 'icc', ca: campus.ca },
    createTestContext(),
  )
  await expect(connecting).rejects.toMatchObject({
    code: 'idp-invalid-answer',
    message: expect.stringContaining('HTTP 40'),
  })
})

test.each(['http://127.0.0.1:1', 'ftp://127.0.0.1', 'campus'])(
  'an issuer %s is refused before anything is sent',
  async (issuer) => {
    const connecting = connectOidc(
      { site: 'playground', issuer, clientId: 'icc', ca: undefined },
      createTestContext(),
    )
    await expect(connecting).rejects.toMatchObject({ code: 'issuer-invalid' })
  },
)

test('with --verbose the requests are told, and nothing secret with them', async () => {
  const campus = await campusForTest()
  const printed = { stdout: '', stderr: '' }
  const ctx = createTestContext({ verbose: true }, {}, printed)
  const oidc = await connectOidc({ site: 'playground', issuer: campus.issuer, clientId: 'icc', ca: campus.ca }, ctx)
  const tokens = await signedIn(campus, oidc)
  expect(printed.stderr).toContain(`POST ${campus.issuer}/token 200`)
  for (const secret of [tokens.idToken, tokens.refreshToken ?? '']) expect(printed.stderr).not.toContain(secret)
})
