import * as client from 'openid-client'
import type { DevicePoll } from '../context.ts'
import { ExitCode, IccError } from '../errors.ts'
import { oneLine } from '../output.ts'
import { describeFailure, HttpFailure } from './http.ts'

/** The library's codes that say something about the answer, not about our call. */
const NOT_OIDC = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_INVALID_RESPONSE',
  // An endpoint that discovery left out, or named by something else than an https address.
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_INVALID_SERVER_METADATA',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
])
const BAD_TOKEN = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  // An algorithm that no signature can be checked with, `none` among them.
  'OAUTH_UNSUPPORTED_OPERATION',
])

/** A provider as a message names it, and its site, which the next step has to name. */
export type Issuer = Pick<URL, 'host' | 'href'> & { site: string }

/** Translates by class and code. What is not named here goes up as it is: a bug. */
export function translate(error: unknown, issuer: Issuer): unknown {
  // The library wraps what ended the request: a signal's own reason among it.
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof IccError) return at
  const failure = failureOf(error)
  if (failure) return unreachable(failure, issuer)
  const status = error instanceof client.ResponseBodyError ? error.status : responseOf(error)?.status
  if (status !== undefined && isPassing(status)) return troubled(issuer, status, error)
  if (error instanceof client.ResponseBodyError) return refused(error, issuer)
  const code = codeOf(error)
  if (code === 'OAUTH_TIMEOUT' || isTimeout(error)) return late(issuer, error)
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    return new IccError('idp-wrong-issuer', `${issuer.href} names another issuer than itself. Nothing was changed.`, {
      hint: `correct login.oidc.issuer of the profile, to the letter: icc site show ${issuer.site}`,
      cause: error,
    })
  }
  if ((code !== undefined && BAD_TOKEN.has(code)) || causeWith(error, 'signature') || causeWith(error, 'header'))
    return badToken(error, issuer)
  if (code !== undefined && NOT_OIDC.has(code)) {
    const message = `${issuer.host} did not answer as an OpenID Connect provider does${described(error)}. Nothing was changed.`
    return new IccError('idp-invalid-answer', message, {
      hint: `try again later; should it go on, is login.oidc.issuer of the profile right? icc site show ${issuer.site}`,
      cause: error,
    })
  }
  return error
}

/** Sorts what the token endpoint answered to a poll. @see RFC 8628 section 3.5 */
export function classifyPoll(error: unknown, issuer: Issuer): DevicePoll {
  const failure = failureOf(error)
  if (failure) return { kind: 'trouble', reason: describeFailure(failure), retryAfter: undefined }
  if (error instanceof client.ResponseBodyError) {
    const retryAfter = retryAfterOf(error.response)
    switch (error.error) {
      case 'authorization_pending':
        return { kind: 'pending' }
      case 'slow_down':
        return { kind: 'slow-down', retryAfter }
      case 'access_denied':
        return { kind: 'denied' }
      case 'expired_token':
        return { kind: 'expired' }
      case 'invalid_grant':
        throw new IccError('sign-in-lost', `${issuer.host} no longer knows this sign-in. Nothing was changed.`, {
          hint: signIn(issuer),
          cause: error,
        })
      default:
        if (!isPassing(error.status)) throw translate(error, issuer)
        return { kind: 'trouble', reason: trouble(issuer, error.status), retryAfter }
    }
  }
  // A proxy's or a captive portal's page, or the provider's own error page: it may be over before the code is.
  const code = codeOf(error)
  if (
    code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' ||
    code === 'OAUTH_RESPONSE_IS_NOT_JSON' ||
    code === 'OAUTH_PARSE_ERROR'
  ) {
    const response = responseOf(error)
    const retryAfter = response ? retryAfterOf(response) : undefined
    return {
      kind: 'trouble',
      reason: `${issuer.host} sent something else than an answer${described(error)}.`,
      retryAfter,
    }
  }
  throw translate(error, issuer)
}

/** Statuses that say nothing about the request: overload, a failing server, a failing proxy before it. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 429
}

function trouble(issuer: Issuer, status: number): string {
  return `${issuer.host} has trouble (HTTP ${status}).`
}

/** `idp-unreachable` (exit 1) for a provider that is there and cannot answer now (5xx, 429). */
export function troubled(issuer: Issuer, status: number, cause?: unknown): IccError {
  const message = `${trouble(issuer, status)} Nothing was changed.`
  return new IccError('idp-unreachable', message, { hint: 'try again in a few minutes', cause })
}

/** A caller's own limit, shorter than that of a request. */
function isTimeout(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at.name === 'TimeoutError') return true
  return false
}

function late(issuer: Issuer, cause: unknown): IccError {
  const message = `${issuer.host} did not answer in time. Nothing was changed.`
  return new IccError('idp-unreachable', message, { hint: 'check your network and try again', cause })
}

function unreachable(failure: HttpFailure, issuer: Issuer): IccError {
  const message = `${describeFailure(failure)} Nothing was changed.`
  if (failure.kind === 'untrusted') {
    return new IccError('idp-untrusted', message, {
      hint: `if your campus has a certificate authority of its own, login.oidc.ca of the profile or NODE_EXTRA_CA_CERTS must name it: icc site show ${issuer.site}`,
      cause: failure,
    })
  }
  return new IccError('idp-unreachable', message, { hint: 'check your network and try again', cause: failure })
}

/** `scope-refused` where it is about the scopes, else `idp-refused` (exit 1). `not_allowed` is Keycloak's word for that. */
export function refusal(
  issuer: Issuer,
  error: string,
  description: string,
  more: { hint: string; cause?: unknown },
): IccError {
  const why = description === '' ? '' : `: ${oneLine(description).slice(0, 200)}`
  const message = `${issuer.host} refused (${oneLine(error).slice(0, 60)}${why}). Nothing was changed.`
  const code = error === 'invalid_scope' || error === 'not_allowed' ? 'scope-refused' : 'idp-refused'
  return new IccError(code, message, more)
}

function refused(error: client.ResponseBodyError, issuer: Issuer): IccError {
  // RFC 6749 section 5.2: the refresh token is expired, revoked, or was used before.
  if (error.error === 'invalid_grant') {
    return new IccError('session-over', `${issuer.host} does not renew this session any more.`, {
      exitCode: ExitCode.signIn,
      hint: signIn(issuer),
      cause: error,
    })
  }
  const hint = `check login.oidc.clientId and scopes of the profile: icc site show ${issuer.site}`
  return refusal(issuer, error.error, error.error_description ?? '', { hint, cause: error })
}

function badToken(error: unknown, issuer: Issuer): IccError {
  const claim = causeWith(error, 'claim')?.claim
  return invalidClaim(issuer, typeof claim === 'string' ? claim : undefined, error)
}

/** `id-token-invalid` (exit 1) for a claim that is not right; without one, for a signature. */
export function invalidClaim(issuer: Issuer, claim: string | undefined, cause?: unknown): IccError {
  const about = claim === undefined ? "its signature is not the provider's" : `its claim ${claim} is not right`
  return new IccError(
    'id-token-invalid',
    `${issuer.host} sent an ID token that cannot be trusted: ${about}. Nothing was changed.`,
    {
      hint: ['exp', 'iat', 'nbf'].includes(claim ?? '')
        ? `set the clock of this computer, then: ${signIn(issuer)}`
        : `ask your campus: icc site show ${issuer.site}`,
      cause,
    },
  )
}

/** The command that starts the sign-in anew, at this site and no other. */
export function signIn({ site }: Issuer): string {
  return `icc login --site ${site}`
}

function failureOf(error: unknown): HttpFailure | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof HttpFailure) return at
  return undefined
}

function codeOf(error: unknown): string | undefined {
  return error instanceof client.ClientError ? error.code : undefined
}

/** The library hangs what it compared under the error's last cause. */
function causeWith<Key extends string>(error: unknown, key: Key): { [key in Key]: unknown } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { cause } = at
    if (typeof cause === 'object' && cause !== null && key in cause) return cause as { [key in Key]: unknown }
  }
  return undefined
}

function responseOf(error: unknown): Response | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at.cause instanceof Response) return at.cause
  return undefined
}

function described(error: unknown): string {
  const response = responseOf(error)
  if (!response) return ''
  const type = response.headers.get('content-type')?.split(';')[0]
  return ` (HTTP ${response.status}${type === undefined ? '' : `, ${oneLine(type).slice(0, 60)}`})`
}

/** Seconds; a moment counts from that of the answer, by the same clock. @see RFC 9110 section 10.2.3 */
function retryAfterOf({ headers }: Response): number | undefined {
  const told = headers.get('retry-after') ?? ''
  const seconds = /^\d+$/u.test(told)
    ? Number(told)
    : (Date.parse(told) - Date.parse(headers.get('date') ?? '')) / 1000
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}
