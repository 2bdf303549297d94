import type { Tokens } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { withLock } from '../kubeconfig/lock.ts'
import { readRefreshToken, storeRefreshToken } from './refresh-token-store.ts'
import type { Session } from './session-file.ts'
import { writeSession, writeTokenCache } from './session-write.ts'
import { readTokenCache, tokenCachePath } from './token-cache.ts'
import { notSignedIn, sessionOver, type TokenContext, type UsableToken } from './token.ts'

/**
 * Gets a new token with the refresh token. Parallel callers share one refresh: a refresh token that is sent twice can
 * end the whole session at the identity provider, so only the holder of the lock sends it, and who waited reads first
 * what the holder left.
 *
 * @throws `session-over` (exit 4) when the provider no longer renews; `idp-unreachable` (exit 1) leaves all as it was
 */
export async function refreshedToken(ctx: TokenContext, session: Session): Promise<UsableToken> {
  return withLock(ctx, tokenCachePath(ctx, session.site), async () => {
    const cached = readTokenCache(ctx, session.site)
    const now = ctx.clock.now()
    if (!cached) throw notSignedIn(session.site)
    if (cached.sessionEnds <= now) throw sessionOver(session.site)
    if (cached.usableUntil > now) return cached
    const tokens = await askForTokens(ctx, session)
    await keep(ctx, session, tokens)
    const renewed = readTokenCache(ctx, session.site)
    if (!renewed) throw notSignedIn(session.site)
    return renewed
  })
}

async function askForTokens(ctx: TokenContext, session: Session): Promise<Tokens> {
  const refreshToken = await readRefreshToken(ctx, session.site, session.refreshToken)
  if (refreshToken === undefined) throw sessionOver(session.site)
  const { issuer, clientId, issuerCa, subject } = session
  const oidc = await ctx.oidc({ issuer, clientId, ca: issuerCa })
  return oidc.refresh(refreshToken, { issuer, subject }, ctx.signal).catch((error: unknown) => {
    if (error instanceof IccError && error.code === 'session-over') throw sessionOver(session.site)
    throw error
  })
}

/** The new refresh token first: the old one is worthless from now on, a lost ID token only costs another refresh. */
async function keep(ctx: TokenContext, session: Session, tokens: Tokens): Promise<void> {
  const renewed: Session = { ...session, tokenExpiresAt: new Date(tokens.expiresAt).toISOString() }
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
