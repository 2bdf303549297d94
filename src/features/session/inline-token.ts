import { clusterOf } from '../kubeconfig/cluster-of.ts'
import { contextOfSite, readKubeconfig } from '../kubeconfig/read.ts'
import { IccError } from '../../errors.ts'
import { fingerprintOf } from './import/fingerprint.ts'
import { objectInPart } from './jws-part.ts'
import { isOver, type Session } from './session-file.ts'
import { usableUntil, type TokenContext, type UsableToken } from './token-cache.ts'
import { notSignedIn, sessionOver } from './session-ended.ts'

/** The token of a session whose kubeconfig holds it, for scripts that ask `icc token` whatever the credential is. */
export async function inlineToken(ctx: TokenContext, session: Session): Promise<UsableToken> {
  const now = ctx.clock.now()
  if (isOver(session, now)) throw sessionOver(session.site)
  const own = contextOfSite(await readKubeconfig(ctx), session.site)
  const credential = own && (await clusterOf(ctx, own.name)).target.credential
  if (credential?.kind === 'certificate' && session.method !== undefined) throw noToken(session.site)
  if (credential?.kind !== 'token' || !isOf(session, credential.token)) throw notSignedIn(session.site)
  const expiresAt = Date.parse(session.tokenExpiresAt) - session.clockDrift
  return { token: credential.token, usableUntil: usableUntil(expiresAt, now) }
}

/** Another kubeconfig may still hold the token of an earlier sign-in, perhaps of another user. */
function isOf({ method, issuer, subject }: Session, token: string): boolean {
  if (method !== undefined) return fingerprintOf(token) === subject
  const claims = objectInPart(token.split('.')[1] ?? '')
  // Without any: somebody changed the entry by hand.
  return claims !== undefined && claims['iss'] === issuer && claims['sub'] === subject
}

/** `no-token` (exit 1): what signs in here is something else. */
function noToken(site: string): IccError {
  return new IccError('no-token', `The session at ${site} works by a client certificate: there is no token.`, {
    hint: 'use kubectl with the kubeconfig, which holds the certificate',
  })
}
