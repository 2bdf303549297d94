import { ExitCode, IccError } from '../../errors.ts'
import { readSession, SITE_ID } from './session-file.ts'
import { notSignedIn, sessionOver } from './session-ended.ts'
import { readTokenCache, type TokenContext, type UsableToken } from './token-cache.ts'

/**
 * The token of a session: the cached one, or a new one when that is about to expire; of an inline session the one in
 * the kubeconfig. The cached case is the hot path of every kubectl call: one small file is read and nothing else is loaded.
 *
 * @throws `not-signed-in`, `session-over` (exit 4); `idp-unreachable` and the like (exit 1) when a refresh failed
 */
export async function currentToken(ctx: TokenContext, site: string): Promise<UsableToken> {
  if (!SITE_ID.test(site)) {
    throw new IccError('site-unknown', `${site} is not the name of a site.`, {
      exitCode: ExitCode.usage,
      hint: 'icc site list',
    })
  }
  const cached = readTokenCache(ctx, site)
  const now = ctx.clock.now()
  // After the session's end nothing is handed out, whatever the token or the identity provider would still allow.
  if (cached && cached.sessionEnds <= now) throw sessionOver(site)
  if (cached && cached.usableUntil > now) return cached
  const session = readSession(ctx, site)
  if (session?.credential === 'inline') return (await import('./inline-token.ts')).inlineToken(ctx, session)
  if (!session || !cached) throw notSignedIn(site)
  const { refreshedToken } = await import('./refresh.ts')
  return refreshedToken(ctx, site)
}
