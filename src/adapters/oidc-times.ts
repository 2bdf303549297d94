import type { IDToken } from 'openid-client'
import { IccError } from '../errors.ts'
import { invalidClaim, type Issuer } from './oidc-errors.ts'

/** Seconds by which clocks may differ on top of the drift that is known. */
const CLOCK_LEEWAY = 60

/**
 * Seconds by which this computer's clock may be wrong where only the token tells. A wrong time zone makes 14 hours; who
 * is off by days has certificates refused before any token comes.
 */
const LARGEST_DRIFT = 86_400

/** The end of the year 9999, the last that RFC 3339 can write. */
const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000

/** This computer's clock, and the provider's minus it as a Date header told it; both in milliseconds. */
export type ProviderClock = { now: number; drift: number | undefined }

/**
 * Checks the times of an ID token by the provider's clock: that of its Date header, else the moment at which it says it
 * made the token. To be called once the signature is verified, so that nobody else's word moves the clock.
 *
 * Without a Date header an old token, of the last day at most, passes for a fresh one. It came from the provider's own
 * token endpoint over TLS, for a device code or refresh token that only we had: who can put an old one there can have a
 * new one made. Nothing is won by it either: the API server, with its own clock, takes no token that has expired.
 *
 * @throws `id-token-invalid` (exit 1)
 * @see OpenID Connect Core 1.0 section 3.1.3.7, rules 9 and 10; RFC 7519 section 4.1
 */
export function checkTimes(claims: IDToken, clock: ProviderClock, issuer: Issuer): void {
  if (claims.exp > LAST_SECOND || claims.iat > LAST_SECOND) {
    throw new IccError(
      'id-token-invalid',
      `${issuer.host} sent an ID token with a time that no calendar has. Nothing was changed.`,
      { hint: `ask your campus: icc site show ${issuer.site}` },
    )
  }
  const wrong = wrongTime(claims, clock)
  if (wrong !== undefined) throw invalidClaim(issuer, wrong)
}

/**
 * Until when a refresh token can be used, in milliseconds since the epoch by the provider's clock. No standard says how
 * an answer tells it: Keycloak writes `refresh_expires_in`, others and the draft that is to become the standard
 * `refresh_token_expires_in`; both in seconds. Zero is Keycloak's word for no end.
 *
 * @see draft-ietf-oauth-refresh-token-expiration
 */
export function refreshExpiry(
  answer: Readonly<Record<string, unknown>>,
  { iat }: Pick<IDToken, 'iat'>,
  { now, drift }: ProviderClock,
): number | undefined {
  const told = answer['refresh_token_expires_in'] ?? answer['refresh_expires_in']
  const seconds = typeof told === 'number' || typeof told === 'string' ? Number(told) : Number.NaN
  if (!(seconds > 0)) return undefined
  const there = drift === undefined ? iat * 1000 : now + drift
  const moment = Math.round(there + seconds * 1000)
  return moment > LAST_SECOND * 1000 ? undefined : moment
}

function wrongTime({ exp, iat, nbf }: IDToken, { now, drift }: ProviderClock): 'exp' | 'iat' | 'nbf' | undefined {
  const here = now / 1000
  if (drift === undefined && Math.abs(iat - here) > LARGEST_DRIFT) return 'iat'
  const there = drift === undefined ? iat : here + drift / 1000
  if (exp <= there - CLOCK_LEEWAY) return 'exp'
  return nbf !== undefined && nbf > there + CLOCK_LEEWAY ? 'nbf' : undefined
}
