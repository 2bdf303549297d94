import { join } from 'node:path'
import type { Context } from '../../context.ts'
import type { ReadContext } from '../kubeconfig/read.ts'
import { readJson } from './state-file.ts'

/**
 * The current token of a session with `exec` credential: all that `icc token` needs, in one small 0600 file.
 * Times are milliseconds since the epoch by this computer's clock (the provider's, less the drift seen at sign-in).
 */
export type CachedToken = { version: 1; token: string; usableUntil: number; sessionEnds: number }

/** What a token may cost: a file or two, or one refresh at the identity provider. */
export type TokenContext = ReadContext & Pick<Context, 'stateDir' | 'output' | 'oidc' | 'keyring' | 'random'>

/** A token for the API server of a site. Times are milliseconds since the epoch by this computer's clock. */
export type UsableToken = Pick<CachedToken, 'token' | 'usableUntil'>

export function tokenCachePath(ctx: Pick<Context, 'stateDir'>, site: string): string {
  return join(ctx.stateDir(), 'tokens', `${site}.json`)
}

/** The cached token of a site; undefined where there is none. */
export function readTokenCache(ctx: Pick<Context, 'stateDir'>, site: string): CachedToken | undefined {
  const found = readJson(tokenCachePath(ctx, site))
  return isCachedToken(found) ? found : undefined
}

/**
 * When a token must no longer be handed out: some seconds before it expires, so that no request is under way with it
 * at that moment. Short-lived tokens keep nine tenths of their life.
 */
export function usableUntil(expiresAt: number, now: number): number {
  return expiresAt - Math.min(10_000, Math.max(0, (expiresAt - now) / 10))
}

function isCachedToken(value: unknown): value is CachedToken {
  if (typeof value !== 'object' || value === null) return false
  const { version, token, usableUntil: until, sessionEnds } = value as Partial<CachedToken>
  return version === 1 && typeof token === 'string' && isMoment(until) && isMoment(sessionEnds)
}

/** Milliseconds since the epoch that a calendar has. */
function isMoment(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime())
}
