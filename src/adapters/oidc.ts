import * as client from 'openid-client'
import type { Context, DeviceCode, DevicePoll, Oidc, OidcSettings, Subject, Tokens } from '../context.ts'
import { ExitCode, IccError } from '../errors.ts'
import {
  HttpFailure,
  request,
  trustedCertificates,
  type HttpAnswer,
  type HttpContext,
  type HttpRequest,
} from './http.ts'
import { classifyPoll, translate } from './oidc-errors.ts'

/** Seconds by which the clocks may differ on top of the drift that the server's Date header told. */
export const CLOCK_LEEWAY = 60

/**
 * Discovers an identity provider and speaks to it as a public client (no secret; PKCE S256 always).
 *
 * Throws `idp-unreachable`, `idp-untrusted`, `idp-wrong-issuer`, `idp-invalid-answer`, `idp-refused` (exit 1).
 * @see OpenID Connect Discovery 1.0 section 4
 */
export async function connectOidc(settings: OidcSettings, ctx: OidcContext): Promise<Oidc> {
  const issuer = issuerUrl(settings.issuer)
  const drift: Drift = { milliseconds: undefined }
  const send = createSend(ctx, settings, drift)
  const none = client.None()
  const found = await client
    .discovery(issuer, settings.clientId, undefined, none, { [client.customFetch]: bind(send, ctx.signal) })
    .catch((error: unknown) => {
      throw translate(error, issuer)
    })
  /** The library takes no signal with a call: each call gets a configuration whose requests end with its signal. */
  const configure = (signal: AbortSignal): client.Configuration => {
    const skew = Math.round((drift.milliseconds ?? 0) / 1000)
    const metadata = { [client.clockSkew]: skew, [client.clockTolerance]: CLOCK_LEEWAY }
    const config = new client.Configuration(found.serverMetadata(), settings.clientId, metadata, none)
    config[client.customFetch] = bind(send, AbortSignal.any([signal, ctx.signal]))
    client.enableNonRepudiationChecks(config)
    return config
  }
  return createOidc(configure, issuer, drift)
}

type OidcContext = Pick<Context, 'signal'> & HttpContext
type Drift = { milliseconds: number | undefined }
type Configure = (signal: AbortSignal) => client.Configuration

function createOidc(configure: Configure, issuer: URL, drift: Drift): Oidc {
  const translated = (error: unknown): never => {
    throw translate(error, issuer)
  }
  return {
    clockDrift: () => drift.milliseconds,
    startDevice: (scopes, signal) => startDevice(configure(signal), issuer, scopes).catch(translated),
    pollDevice: (code, signal) => pollDevice(configure(signal), issuer, code),
    async refresh(refreshToken, expected, signal) {
      const answer = await client.refreshTokenGrant(configure(signal), refreshToken).catch(translated)
      return sameSubject(toTokens(answer, issuer), expected)
    },
    async revoke(token, signal) {
      const config = configure(signal)
      if (config.serverMetadata().revocation_endpoint === undefined) return false
      await client.tokenRevocation(config, token).catch(translated)
      return true
    },
  }
}

async function startDevice(config: client.Configuration, issuer: URL, scopes: string[]): Promise<DeviceCode> {
  if (config.serverMetadata().device_authorization_endpoint === undefined) {
    throw new IccError(
      'device-not-offered',
      `${issuer.host} does not offer sign-in by device code. Nothing was changed.`,
      {
        hint: 'icc site show',
      },
    )
  }
  const codeVerifier = client.randomPKCECodeVerifier()
  const nonce = client.randomNonce()
  const answer = await client.initiateDeviceAuthorization(config, {
    scope: scopes.join(' '),
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    nonce,
  })
  return {
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    verificationUri: answer.verification_uri,
    verificationUriComplete: answer.verification_uri_complete,
    expiresIn: answer.expires_in,
    interval: answer.interval ?? 5,
    codeVerifier,
    nonce,
  }
}

async function pollDevice(config: client.Configuration, issuer: URL, code: DeviceCode): Promise<DevicePoll> {
  const grant = 'urn:ietf:params:oauth:grant-type:device_code'
  const parameters = { device_code: code.deviceCode, code_verifier: code.codeVerifier }
  try {
    const tokens = toTokens(await client.genericGrantRequest(config, grant, parameters), issuer)
    const { nonce } = tokens.claims
    // RFC 8628 knows no nonce and many providers drop it: the device code ties the answer to us. One that comes back
    // must be ours (OpenID Connect Core section 3.1.3.7).
    if (nonce !== undefined && nonce !== code.nonce) {
      throw new IccError(
        'id-token-invalid',
        `${issuer.host} sent an ID token that was made for another sign-in (nonce).`,
      )
    }
    return { kind: 'tokens', tokens }
  } catch (error) {
    return classifyPoll(error, issuer)
  }
}

type TokenAnswer = Awaited<ReturnType<typeof client.genericGrantRequest>>

function toTokens(answer: TokenAnswer, issuer: URL): Tokens {
  const claims = answer.claims()
  if (answer.id_token === undefined || claims === undefined) {
    throw new IccError('id-token-missing', `${issuer.host} sent no ID token. Nothing was changed.`, {
      hint: "the site's profile must ask for the scope openid (icc site show)",
    })
  }
  return { idToken: answer.id_token, claims, refreshToken: answer.refresh_token, expiresAt: claims.exp * 1000 }
}

/** @see OpenID Connect Core 1.0 section 12.2: issuer and subject must be those of the sign-in */
function sameSubject(tokens: Tokens, expected: Subject): Tokens {
  if (tokens.claims['iss'] === expected.issuer && tokens.claims['sub'] === expected.subject) return tokens
  throw new IccError(
    'id-token-invalid',
    'The identity provider renewed the session for somebody else. It was not used.',
    {
      exitCode: ExitCode.signIn,
      hint: 'icc login',
    },
  )
}

function issuerUrl(issuer: string): URL {
  const url = URL.parse(issuer)
  if (url?.protocol === 'https:') return url
  throw new IccError('issuer-invalid', `The issuer ${issuer} is not an https address. Nothing was sent.`, {
    hint: 'icc site show',
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
    const isKeys = options.method === 'GET' && !url.pathname.endsWith('/.well-known/openid-configuration')
    const answer = await again(isKeys ? 3 : 1, { clock: ctx.clock, signal }, () => request(ctx, asked))
    const date = Date.parse(answer.headers.date ?? '')
    // The header counts whole seconds: half of one is the error.
    if (Number.isFinite(date)) drift.milliseconds = date + 500 - ctx.clock.now()
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

/**
 * The provider's keys are asked for right after the approval, when the device code is spent: one dropped connection
 * must not lose the sign-in.
 */
async function again<T>(
  tries: number,
  ctx: Pick<Context, 'clock' | 'signal'>,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (tries <= 1 || !(error instanceof HttpFailure)) throw error
    await ctx.clock.sleep(500, ctx.signal)
    return again(tries - 1, ctx, attempt)
  }
}
