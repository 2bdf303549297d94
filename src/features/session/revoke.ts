import type { Context, Oidc } from '../../context.ts'
import { IccError } from '../../errors.ts'
import type { Session } from './session-file.ts'

/** Milliseconds that revoking may take where nobody waits for its result. */
const LIMIT = 3000

/**
 * Revokes a refresh token that nobody will use again. A failure changes nothing for the user: the token is forgotten
 * here, and it expires at the provider.
 */
export async function revokeQuietly(
  ctx: Pick<Context, 'output'>,
  oidc: Oidc,
  refreshToken: string | undefined,
): Promise<void> {
  if (refreshToken === undefined) return
  await oidc.revoke(refreshToken, AbortSignal.timeout(LIMIT)).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`not revoked: ${error.message}`)
  })
}

/** The same for the token of a session that another kind of sign-in took the place of. */
export async function revokeAtIssuer(
  ctx: Pick<Context, 'output' | 'oidc'>,
  { site, issuer, clientId, issuerCa }: Pick<Session, 'site' | 'issuer' | 'clientId' | 'issuerCa'>,
  refreshToken: string,
): Promise<void> {
  try {
    await revokeQuietly(ctx, await ctx.oidc({ site, issuer, clientId, ca: issuerCa }), refreshToken)
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`not revoked: ${error.message}`)
  }
}
