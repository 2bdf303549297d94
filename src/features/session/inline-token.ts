import { clusterOf } from '../kubeconfig/cluster-of.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { isOver, type Session } from './session-file.ts'
import { usableUntil } from './token-cache.ts'
import { notSignedIn, sessionOver, type TokenContext, type UsableToken } from './token.ts'

/** The token of a session whose kubeconfig holds it, for scripts that ask `icc token` whatever the credential is. */
export async function inlineToken(ctx: TokenContext, session: Session): Promise<UsableToken> {
  const now = ctx.clock.now()
  if (isOver(session, now)) throw sessionOver(session.site)
  const { contexts } = await readKubeconfig(ctx)
  const own = contexts.find((context) => context.site === session.site)
  const credential = own && (await clusterOf(ctx, own.name)).target.credential
  if (credential?.kind !== 'token') throw notSignedIn(session.site)
  const expiresAt = Date.parse(session.tokenExpiresAt) - session.clockDrift
  return { token: credential.token, usableUntil: usableUntil(expiresAt, now) }
}
