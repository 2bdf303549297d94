import * as client from 'openid-client'
import type { Context, DeviceCode, DevicePoll, Oidc, OidcSettings, Subject, Tokens } from '../context.ts'
import { ExitCode, IccError } from '../errors.ts'
import { driftOf, request, trustedCertificates, type HttpAnswer, type HttpContext, type HttpRequest } from './http.ts'
import { redeemCode, startCode } from './oidc-code.ts'
import { startDevice } from './oidc-device.ts'
import { classifyPoll, signIn, translate, type Issuer } from './oidc-errors.ts'
import { cachedKeys, fetchKeys } from './oidc-keys.ts'
import { checkTimes, refreshExpiry, type ProviderClock } from './oidc-times.ts'

/** The library checks times before signatures, and with a clock that it takes before it asks: `checkTimes` does it. */
const ANY_TIME = Number.MAX_SAFE_INTEGER

/**
 * Discovers an identity provider and speaks to it as a public client (no secret; PKCE S256 always).
 *
 * Throws `idp-unreachable`, `idp-untrusted`, `idp-wrong-issuer`, `idp-invalid-answer`, `idp-refused` (exit 1).
 * @see OpenID Connect Discovery 1.0 section 4
 */
export async function connectOidc(settings: OidcSettings, ctx: OidcContext): Promise<Oidc> {
  const address = issuerUrl(settings)
  const issuer = { host: address.host, href: address.href, site: settings.site }
  const drift: Drift = { milliseconds: undefined }
  const send = createSend(ctx, settings, drift)
  const none = client.None()
  const found = await client
    .discovery(address, settings.clientId, undefined, none, { [client.customFetch]: bind(send, ctx.signal) })
    .catch((error: unknown) => {
      throw translate(error, issuer)
    })
  const server = found.serverMetadata()
  for (const name of ['token_endpoint', 'jwks_uri'] as const) requireAddress(server, name, issuer)
  let keys: client.ExportedJWKSCache['jwks'] | undefined
  /** The library takes no signal with a call: each call gets a configuration whose requests end with its signal. */
  const configure = (signal: AbortSignal): client.Configuration => {
    const metadata = { [client.clockTolerance]: ANY_TIME }
    const config = new client.Configuration(server, settings.clientId, metadata, none)
    config[client.customFetch] = bind(send, signal)
    client.enableNonRepudiationChecks(config)
    if (keys) client.setJwksCache(config, cachedKeys(keys))
    return config
  }
  /** Before a device code or a refresh token is spent on an answer that nobody could check. */
  const prepare = async (signal: AbortSignal): Promise<client.Configuration> => {
    keys ??= await fetchKeys({ clock: ctx.clock, signal }, bind(send, signal), server, issuer)
    return configure(signal)
  }
  const read = (answer: TokenAnswer): Tokens =>
    toTokens(answer, issuer, { now: ctx.clock.now(), drift: drift.milliseconds })
  return createOidc({ server, configure, prepare, send, read }, issuer, drift)
}

/** For what sends nothing. */
const never = new AbortController().signal

type OidcContext = Pick<Context, 'signal'> & HttpContext
type Drift = { milliseconds: number | undefined }
type Configure = {
  server: client.ServerMetadata
  send: Send
  configure: (signal: AbortSignal) => client.Configuration
  prepare: (signal: AbortSignal) => Promise<client.Configuration>
  read: (answer: TokenAnswer) => Tokens
}

function createOidc({ server, configure, prepare, send, read }: Configure, issuer: Issuer, drift: Drift): Oidc {
  const translated = (error: unknown): never => {
    throw translate(error, issuer)
  }
  /** Discovery speaks for the provider, not for the client: that is told when a code is asked for. */
  let deviceRefused = false
  return {
    clockDrift: () => drift.milliseconds,
    offersDevice: () => server.device_authorization_endpoint !== undefined && !deviceRefused,
    async startDevice(scopes, signal) {
      if (server.device_authorization_endpoint === undefined) throw notOffered(issuer)
      requireAddress(server, 'device_authorization_endpoint', issuer)
      return startDevice(await prepare(signal), bind(send, signal), scopes).catch((error: unknown) => {
        deviceRefused = isUnauthorizedClient(error)
        throw deviceRefused ? notForThisClient(issuer, error) : translate(error, issuer)
      })
    },
    startCode(redirectUri, scopes) {
      requireAddress(server, 'authorization_endpoint', issuer)
      return startCode(configure(never), redirectUri, scopes)
    },
    async redeemCode(asked, answer, signal) {
      return redeemCode(await prepare(signal), issuer, asked, answer, read)
    },
    pollDevice: (code, signal) => pollDevice(configure(signal), issuer, code, read),
    async refresh(refreshToken, expected, signal) {
      const answer = await client.refreshTokenGrant(await prepare(signal), refreshToken).catch(translated)
      return sameSubject(read(answer), expected, issuer)
    },
    async revoke(token, signal) {
      if (server.revocation_endpoint === undefined) return false
      await client.tokenRevocation(configure(signal), token).catch(translated)
      return true
    },
  }
}

/** @see RFC 8628 section 3.1, RFC 6749 section 5.2 */
function isUnauthorizedClient(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && error.error === 'unauthorized_client'
}

function notForThisClient(issuer: Issuer, cause: unknown): IccError {
  return new IccError(
    'device-not-offered',
    `${issuer.host} does not let this client sign in by device code. Nothing was changed.`,
    { hint: `${signIn(issuer)} --method browser`, cause },
  )
}

function notOffered(issuer: Issuer): IccError {
  return new IccError(
    'device-not-offered',
    `${issuer.host} does not offer sign-in by device code. Nothing was changed.`,
    { hint: `what the campus has instead: icc site show ${issuer.site}` },
  )
}

/** A provider that leaves out what is needed later, or names it without https, is told before anybody approves. */
function requireAddress(
  server: client.ServerMetadata,
  name: 'token_endpoint' | 'jwks_uri' | 'device_authorization_endpoint' | 'authorization_endpoint',
  issuer: Issuer,
): void {
  if (URL.parse(server[name] ?? '')?.protocol === 'https:') return
  throw new IccError(
    'idp-invalid-answer',
    `${issuer.host} does not answer as an OpenID Connect provider does: it names no https address as ${name}. Nothing was changed.`,
    { hint: `ask your campus: icc site show ${issuer.site}` },
  )
}

async function pollDevice(
  config: client.Configuration,
  issuer: Issuer,
  code: DeviceCode,
  read: Configure['read'],
): Promise<DevicePoll> {
  const grant = 'urn:ietf:params:oauth:grant-type:device_code'
  const parameters = { device_code: code.deviceCode, code_verifier: code.codeVerifier }
  try {
    const tokens = read(await client.genericGrantRequest(config, grant, parameters))
    const { nonce } = tokens.claims
    // RFC 8628 knows no nonce and many providers drop it: the device code ties the answer to us. One that comes back
    // must be ours (OpenID Connect Core section 3.1.3.7).
    if (nonce !== undefined && nonce !== code.nonce) {
      throw new IccError(
        'id-token-invalid',
        `${issuer.host} sent an ID token that was made for another sign-in (nonce). Nothing was changed.`,
        { hint: signIn(issuer) },
      )
    }
    return { kind: 'tokens', tokens }
  } catch (error) {
    return classifyPoll(error, issuer)
  }
}

type TokenAnswer = Awaited<ReturnType<typeof client.genericGrantRequest>>

function toTokens(answer: TokenAnswer, issuer: Issuer, clock: ProviderClock): Tokens {
  const claims = answer.claims()
  if (answer.id_token === undefined || claims === undefined) {
    throw new IccError('id-token-missing', `${issuer.host} sent no ID token. Nothing was changed.`, {
      hint: `login.oidc.scopes of the profile must have openid: icc site show ${issuer.site}`,
    })
  }
  checkTimes(claims, clock, issuer)
  return {
    idToken: answer.id_token,
    claims,
    refreshToken: answer.refresh_token,
    refreshExpiresAt: refreshExpiry(answer, claims, clock),
    expiresAt: claims.exp * 1000,
  }
}

/** @see OpenID Connect Core 1.0 section 12.2: issuer and subject must be those of the sign-in */
function sameSubject(tokens: Tokens, expected: Subject, issuer: Issuer): Tokens {
  if (tokens.claims['iss'] === expected.issuer && tokens.claims['sub'] === expected.subject) return tokens
  throw new IccError(
    'id-token-invalid',
    'The identity provider renewed the session for somebody else. It was not used.',
    {
      exitCode: ExitCode.signIn,
      hint: signIn(issuer),
    },
  )
}

function issuerUrl({ issuer, site }: OidcSettings): URL {
  const url = URL.parse(issuer)
  if (url?.protocol === 'https:') return url
  throw new IccError('issuer-invalid', `The issuer ${issuer} is not an https address. Nothing was sent.`, {
    hint: `correct login.oidc.issuer of the profile: icc site show ${site}`,
  })
}

type Send = (signal: AbortSignal, ...call: Parameters<client.CustomFetch>) => Promise<Response>

function bind(send: Send, signal: AbortSignal): client.CustomFetch {
  return (address, options) => send(signal, address, options)
}

/** The library's requests over our own https: own certificates, proxy, limits, and the clock drift on the way. */
function createSend(ctx: OidcContext, settings: OidcSettings, drift: Drift): Send {
  const ca = trustedCertificates(settings.ca)
  return async (signal, address, options) => {
    const url = new URL(address)
    const asked: HttpRequest = { url, method: options.method, headers: { ...options.headers }, tls: { ca }, signal }
    if (options.body !== undefined && options.body !== null) asked.body = bodyText(options.body)
    const answer = await request(ctx, asked)
    drift.milliseconds = driftOf(answer, ctx.clock.now()) ?? drift.milliseconds
    return toResponse(answer)
  }
}

function toResponse(answer: HttpAnswer): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, String(value))
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers })
}

function bodyText(body: client.FetchBody): string {
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('a request body that is neither text nor a form')
}
