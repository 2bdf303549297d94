import { request } from 'node:https'
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose'
import type { ProviderContext } from 'oidc-provider/lib/provider.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createPacing } from '../../playground/identity-polling.ts'
import { ALL_SCOPES, createClient, pkce, send } from './campus-client.ts'

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

/** A campus of its own for one test, closed whatever happens. */
async function withCampus(options: Parameters<typeof startCampus>[0], use: (own: Campus) => Promise<void>) {
  const own = await startCampus(options)
  try {
    await use(own)
  } finally {
    await own.close()
  }
}

/** Seconds from `iat` to `exp` of a new ID token. */
async function lifetime(own: Campus, clientId: string): Promise<number> {
  const { iat = 0, exp = 0 } = decodeJwt(String((await createClient(own, clientId).signIn('infw002'))['id_token']))
  return exp - iat
}

async function nonceClaims(own: Campus): Promise<unknown> {
  return decodeJwt(String((await createClient(own).signIn('infw002', { nonce: 'n-1' }))['id_token']))
}

test('discovery names the device, token and revocation endpoints and a Date header tells the time', async () => {
  const { json, headers } = await send(campus, 'GET', `${campus.issuer}/.well-known/openid-configuration`)
  expect(json).toMatchObject({
    issuer: campus.issuer,
    device_authorization_endpoint: `${campus.issuer}/device/auth`,
    token_endpoint: `${campus.issuer}/token`,
    revocation_endpoint: `${campus.issuer}/token/revocation`,
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES256'],
  })
  expect(Date.parse(String(headers['date']))).toBeGreaterThan(0)
})

test('a server certificate is valid for localhost too, and for nobody who does not trust the CA', async () => {
  const localhost = campus.issuer.replace('127.0.0.1', 'localhost')
  expect((await send(campus, 'GET', `${localhost}/jwks`)).status).toBe(200)
  const untrusting = new Promise((resolve, reject) => request(campus.issuer, resolve).on('error', reject).end())
  await expect(untrusting).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('the device flow ends in an ID token of twelve hours that carries username and groups', async () => {
  const client = createClient(campus)
  const device = await client.startDevice()
  expect(device.answer).toEqual({
    device_code: device.deviceCode,
    user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
    verification_uri: `${campus.issuer}/device`,
    verification_uri_complete: `${campus.issuer}/device?user_code=${device.userCode}`,
    expires_in: 600,
  })
  expect(await client.poll(device)).toMatchObject({ status: 400, json: { error: 'authorization_pending' } })
  await campus.approve(device.userCode, 'infw001')
  const { json } = await client.poll(device)
  expect(json).toMatchObject({ token_type: 'Bearer', scope: ALL_SCOPES, refresh_token: expect.any(String) })
  const keys = createRemoteJWKSet(new URL(`${campus.issuer}/jwks`), {
    [customFetch]: async (url) => new Response((await send(campus, 'GET', url)).text),
  })
  const { payload } = await jwtVerify(String(json['id_token']), keys, { issuer: campus.issuer, audience: 'icc' })
  expect(payload).toEqual({
    iss: campus.issuer,
    aud: 'icc',
    sub: '1001',
    preferred_username: 'infw001',
    name: 'Student infw001',
    email: 'infw001@campus.example',
    groups: ['se2/magic-team', 'ai-lab'],
    iat: expect.any(Number),
    exp: (payload.iat ?? 0) + 43_200,
  })
})

test('without offline_access no refresh token comes', async () => {
  const tokens = await createClient(campus).signIn('infw002', { scope: 'openid profile' })
  expect(tokens).not.toHaveProperty('refresh_token')
  expect(decodeJwt(String(tokens['id_token']))).not.toHaveProperty('groups')
})

test('each client has its own lifetime of ID tokens, and an option changes it', async () => {
  expect(await lifetime(campus, 'icc-short')).toBe(300)
  expect(await lifetime(campus, 'icc-other')).toBe(43_200)
  await withCampus({ idTokenSeconds: { icc: 7 } }, async (own) => expect(await lifetime(own, 'icc')).toBe(7))
})

test('the nonce of a device request is accepted and left out of the ID token, unless the option echoes it', async () => {
  expect(await nonceClaims(campus)).not.toHaveProperty('nonce')
  await withCampus({ echoDeviceNonce: true }, async (own) =>
    expect(await nonceClaims(own)).toMatchObject({ nonce: 'n-1' }),
  )
})

test('a device request without an S256 challenge is refused', async () => {
  const { post } = createClient(campus)
  const { challenge, verifier } = pkce()
  expect(await post('/device/auth', { scope: 'openid' })).toMatchObject({
    status: 400,
    json: { error: 'invalid_request' },
  })
  const plain = { scope: 'openid', code_challenge: verifier, code_challenge_method: 'plain' }
  expect(await post('/device/auth', plain)).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
  const good = { scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
  expect(await post('/device/auth', good)).toMatchObject({ status: 200 })
})

test('an approved device code with a wrong verifier is worth nothing, also for the right one afterwards', async () => {
  const client = createClient(campus)
  const device = await client.startDevice()
  await campus.approve(device.userCode, 'infw001')
  const refused = { status: 400, json: { error: 'invalid_grant' } }
  expect(await client.poll({ ...device, verifier: pkce().verifier })).toMatchObject(refused)
  expect(await client.poll(device)).toMatchObject(refused)
})

test('a denied device code answers access_denied', async () => {
  const client = createClient(campus)
  const device = await client.startDevice()
  await campus.deny(device.userCode, 'infw001')
  expect(await client.poll(device)).toMatchObject({ status: 400, json: { error: 'access_denied' } })
  await expect(campus.approve(device.userCode, 'infw001')).rejects.toThrow('used already')
})

test('an expired device code answers expired_token and can no longer be approved', async () => {
  await withCampus({ deviceCodeSeconds: 1 }, async (own) => {
    const client = createClient(own)
    const device = await client.startDevice()
    await vi.waitFor(
      async () => expect(await client.poll(device)).toMatchObject({ status: 400, json: { error: 'expired_token' } }),
      { timeout: 5000, interval: 100 },
    )
    await expect(own.approve(device.userCode, 'infw001')).rejects.toThrow('has expired')
  })
})

test('an unknown device code or client is refused', async () => {
  const device = await createClient(campus).startDevice()
  const { poll } = createClient(campus)
  expect(await poll({ ...device, deviceCode: 'unknown' })).toMatchObject({ json: { error: 'invalid_grant' } })
  expect(await createClient(campus, 'nobody').poll(device)).toMatchObject({
    status: 401,
    json: { error: 'invalid_client' },
  })
})

test('a poll interval is told, and polling faster answers slow_down', async () => {
  await withCampus({ pollInterval: 60 }, async (own) => {
    const client = createClient(own)
    const device = await client.startDevice()
    expect(device.answer).toMatchObject({ interval: 60 })
    expect(await client.poll(device)).toMatchObject({ status: 400, json: { error: 'authorization_pending' } })
    expect(await client.poll(device)).toMatchObject({ status: 400, json: { error: 'slow_down' } })
    await own.approve(device.userCode, 'infw001')
    expect(await client.poll(device)).toMatchObject({ status: 200 })
  })
})

test('each slow_down makes the wait five seconds longer for good', async () => {
  const pace = createPacing(5)
  const answer = async (body: unknown) => {
    const ctx = { body, oidc: { body: { device_code: 'd-1' } } } as unknown as ProviderContext
    await pace(ctx, () => Promise.resolve())
    return ctx.body as Record<string, unknown>
  }
  const pollAt = async (seconds: number) => {
    vi.setSystemTime(seconds * 1000)
    return (await answer({ error: 'authorization_pending' }))['error']
  }
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    expect(await answer({ device_code: 'd-1' })).toMatchObject({ interval: 5 })
    expect(await pollAt(0)).toBe('authorization_pending')
    expect(await pollAt(5)).toBe('authorization_pending')
    expect(await pollAt(9)).toBe('slow_down')
    expect(await pollAt(18)).toBe('slow_down')
    expect(await pollAt(33)).toBe('authorization_pending')
  } finally {
    vi.useRealTimers()
  }
})

test('refreshing rotates the refresh token and gives a fresh ID token for the same subject', async () => {
  const client = createClient(campus, 'icc-short')
  const first = await client.signIn('infw001')
  const { status, json } = await client.refresh(String(first['refresh_token']))
  expect(status).toBe(200)
  expect(json['refresh_token']).not.toBe(first['refresh_token'])
  const claims = decodeJwt(String(json['id_token']))
  expect(claims).toMatchObject({ sub: '1001', aud: 'icc-short', preferred_username: 'infw001' })
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300)
})

test('a refresh token used twice ends the whole session', async () => {
  const client = createClient(campus)
  const first = await client.signIn('infw001')
  const { json: second } = await client.refresh(String(first['refresh_token']))
  const refused = { status: 400, json: { error: 'invalid_grant' } }
  expect(await client.refresh(String(first['refresh_token']))).toMatchObject(refused)
  expect(await client.refresh(String(second['refresh_token']))).toMatchObject(refused)
})

test('a revoked refresh token no longer works, nor does its access token, and revoking an unknown one is no error', async () => {
  const client = createClient(campus)
  const { refresh_token: token = '', access_token: access = '' } = await client.signIn('infw001')
  const userinfo = () => send(campus, 'GET', `${campus.issuer}/me`, undefined, { authorization: `Bearer ${access}` })
  expect(await userinfo()).toMatchObject({ status: 200 })
  expect(await client.post('/token/revocation', { token })).toMatchObject({ status: 200 })
  expect(await userinfo()).toMatchObject({ status: 401 })
  expect(await client.refresh(token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
  expect(await client.post('/token/revocation', { token: 'unknown' })).toMatchObject({ status: 200 })
})

test('a disabled account can neither refresh nor sign in', async () => {
  await withCampus({}, async (own) => {
    const client = createClient(own)
    const { refresh_token: token = '' } = await client.signIn('infw001')
    own.disable('infw001')
    expect(await client.refresh(token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    await expect(client.signIn('infw001')).rejects.toThrow('infw001 is disabled')
  })
})

test('the authorization code flow with PKCE comes back to any loopback port', async () => {
  const { post } = createClient(campus)
  const { verifier, challenge } = pkce()
  const redirect = 'http://127.0.0.1:49152/callback'
  const parameters = new URLSearchParams({
    client_id: 'icc',
    response_type: 'code',
    redirect_uri: redirect,
    scope: ALL_SCOPES,
    prompt: 'consent',
    state: 's-1',
    nonce: 'n-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const callback = new URL(await campus.authorize(`${campus.issuer}/auth?${parameters.toString()}`, 'staff01'))
  expect(callback.href.startsWith(`${redirect}?`)).toBe(true)
  expect(callback.searchParams.get('state')).toBe('s-1')
  expect(callback.searchParams.get('iss')).toBe(campus.issuer)
  const form = {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirect,
    code_verifier: verifier,
  }
  const { json } = await post('/token', form)
  expect(json).toHaveProperty('refresh_token')
  expect(decodeJwt(String(json['id_token']))).toMatchObject({ nonce: 'n-1', groups: ['staff', 'ai-lab'] })
  expect(await post('/token', form)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
})

test('the requests are noted without tokens, codes or the random parts of addresses', async () => {
  await withCampus({}, async (own) => {
    const tokens = await createClient(own).signIn('infw001')
    await createClient(own).refresh(String(tokens['refresh_token']))
    expect(own.requests.map(({ method, path, status, grantType }) => [method, path, status, grantType])).toEqual([
      ['POST', '/device/auth', 200, undefined],
      ['GET', '/device', 200, undefined],
      ['POST', '/device', 303, undefined],
      ['GET', '/interaction/:uid', 200, undefined],
      ['POST', '/interaction/:uid', 303, undefined],
      ['GET', '/device/:uid', 303, undefined],
      ['GET', '/interaction/:uid', 200, undefined],
      ['POST', '/interaction/:uid', 303, undefined],
      ['GET', '/device/:uid', 200, undefined],
      ['POST', '/token', 200, 'urn:ietf:params:oauth:grant-type:device_code'],
      ['POST', '/token', 200, 'refresh_token'],
    ])
    expect(own.requests.at(-1)).toMatchObject({ clientId: 'icc', time: expect.any(Number) })
    expect(JSON.stringify(own.requests)).not.toContain(tokens['refresh_token'])
  })
})
