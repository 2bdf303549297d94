import type { Oidc, Tokens } from '../../context.ts'
import { IccError } from '../../errors.ts'
import type { HeldLock } from '../kubeconfig/lock.ts'
import { driftAfterRefresh } from './clock-drift.ts'
import { failureNote, heedFailure } from './refresh-failure.ts'
import { readRefreshToken, storeRefreshToken } from './refresh-token-store.ts'
import { readSession, type Session } from './session-file.ts'
import { REFRESH_LIMIT, withSessionLock } from './session-lock.ts'
import { checkRoom, tokenTimes, writePrivately, writeSession, writeTokenCache } from './session-write.ts'
import { notSignedIn, sessionOver } from './session-ended.ts'
import {
  readTokenCache,
  tokenCachePath,
  type CachedToken,
  type TokenContext,
  type UsableToken,
} from './token-cache.ts'

/**
 * Gets a new token with the refresh token. Parallel callers share one refresh: a refresh token that is sent twice can
 * end the whole session at the identity provider, so only the holder of the lock sends it, and who waited reads first
 * what the holder left, a token or a failure. What was read before the lock counts no more: meanwhile another user may
 * have signed in.
 *
 * @throws `session-over` (exit 4) when the provider no longer renews; `idp-unreachable` (exit 1) leaves all as it was
 */
export async function refreshedToken(ctx: TokenContext, site: string): Promise<UsableToken> {
  return refreshInTurn(ctx, site).catch((error: unknown) => {
    if (!(error instanceof IccError) || error.code !== 'lock-lost') throw error
    // This process was held up (Ctrl-Z, a computer asleep) and another one went on: what that got is there now.
    return refreshInTurn(ctx, site)
  })
}

async function refreshInTurn(ctx: TokenContext, site: string): Promise<UsableToken> {
  const refreshed = async (lock: HeldLock): Promise<UsableToken> => {
    const session = readSession(ctx, site)
    const cached = readTokenCache(ctx, site)
    const now = ctx.clock.now()
    if (!session || !cached) throw notSignedIn(site)
    if (cached.sessionEnds <= now) throw sessionOver(site)
    if (cached.usableUntil > now) return cached
    checkRoom(ctx, site, cached)
    const renewal = await askForTokens(ctx, session, cached, lock)
    lock.verify()
    const clockDrift = driftAfterRefresh(ctx, renewal, session.clockDrift)
    await keep(ctx, { ...session, clockDrift }, renewal.tokens)
    const renewed = readTokenCache(ctx, site)
    if (!renewed) throw notSignedIn(site)
    return renewed
  }
  return withSessionLock(ctx, site, refreshed, { noteOf: failureNote, heed: heedFailure })
}

/**
 * Of a process that was killed in a refresh nobody can tell whether its refresh token arrived. It is sent again: the
 * session is lost without it anyway, and most providers take it or never saw it.
 */
async function askForTokens(
  ctx: TokenContext,
  session: Session,
  cached: CachedToken,
  lock: HeldLock,
): Promise<{ oidc: Oidc; tokens: Tokens }> {
  const refreshToken = await readRefreshToken(ctx, session.site, session.refreshToken)
  if (refreshToken === undefined) throw sessionOver(session.site)
  const { issuer, clientId, issuerCa } = session
  const oidc = await ctx.oidc({ site: session.site, issuer, clientId, ca: issuerCa })
  // Finding the provider may have taken long, and the computer may have slept.
  lock.verify()
  const tokens = await refresh(ctx, oidc, refreshToken, session).catch(async (error: unknown) => {
    if (error instanceof IccError && error.code === 'session-over') {
      // Refused because another process has used it meanwhile: then the session goes on.
      lock.verify()
      await endSession(ctx, session, cached)
      throw sessionOver(session.site)
    }
    throw error
  })
  return { oidc, tokens }
}

/** So that the next kubectl, and those that wait behind this one, do not ask with the same dead token again. */
async function endSession(ctx: TokenContext, session: Session, cached: CachedToken): Promise<void> {
  const now = ctx.clock.now()
  await writePrivately(tokenCachePath(ctx, session.site), { ...cached, sessionEnds: now })
  await writeSession(ctx, { ...session, endsAt: new Date(now + session.clockDrift).toISOString() })
}

/** Within the time that other processes leave the lock alone. */
function refresh(ctx: TokenContext, oidc: Oidc, refreshToken: string, { issuer, subject }: Session): Promise<Tokens> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(REFRESH_LIMIT)])
  return oidc.refresh(refreshToken, { issuer, subject }, signal)
}

/** The new refresh token first: the old one is worthless from now on, a lost ID token only costs another refresh. */
async function keep(ctx: TokenContext, session: Session, tokens: Tokens): Promise<void> {
  const renewed: Session = {
    ...session,
    ...tokenTimes(tokens, session),
  }
  if (tokens.refreshToken !== undefined) {
    const wanted = session.refreshToken === 'file' ? 'file' : 'keyring'
    renewed.refreshToken = await storeRefreshToken(
      ctx,
      session.site,
      tokens.refreshToken,
      wanted,
      session.refreshToken,
    )
  }
  await writeTokenCache(ctx, renewed, tokens)
  await writeSession(ctx, renewed)
}
