import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { removeLogin } from '../kubeconfig/remove-login.ts'
import type { ImportingMethod } from './import/imported.ts'
import type { WriteContext } from './login-write.ts'
import { deleteRefreshToken, readRefreshToken } from './refresh-token-store.ts'
import { isOver, readSession, type RefreshTokenPlace, type Session } from './session-file.ts'
import { withSessionLock } from './session-lock.ts'
import { deleteSession, writeSession } from './session-write.ts'
import { sitesInUse } from './sites-in-use.ts'

export type LogoutContext = WriteContext & Pick<Context, 'oidc'>

/** The JSON contract of `icc logout`. `removed` names kubeconfig entries, such as `context haw-icc`. */
export type Logout = { site: string; removed: string[]; restoredContext: string | null; revoked: boolean }

/** `hadSession` is false where no sign-in was found on this computer. */
export type LogoutOutcome = { logout: Logout; hadSession: boolean }

/**
 * Ends a session: removes what the sign-in wrote to the kubeconfig and nothing else, forgets the tokens, and revokes
 * the refresh token at the identity provider. What is local goes first and does not wait for the network.
 */
export async function logout(ctx: LogoutContext, site: string, options: { revoke: boolean }): Promise<LogoutOutcome> {
  // Where no session is, no refresh can be under way, and no lock needs a folder.
  const hadSession = readSession(ctx, site) !== undefined
  const local = hadSession ? await withSessionLock(ctx, site, () => endHere(ctx, site)) : await endHere(ctx, site)
  const { session, refreshToken, removed, restoredContext } = local
  await passOn(ctx, site, session?.previousContext)
  if (session?.method !== undefined) warnOfCopies(ctx, session, session.method)
  const revoked = options.revoke && session !== undefined && (await revoke(ctx, session, refreshToken))
  return { logout: { site, removed, restoredContext: restoredContext ?? null, revoked }, hadSession }
}

/** All that needs no network. */
async function endHere(ctx: LogoutContext, site: string) {
  const session = readSession(ctx, site)
  const refreshToken = session && (await readKept(ctx, session))
  const { removed, kept, restoredContext } = await removeLogin(ctx, site, {
    restoreContext: session?.previousContext,
  })
  for (const { entry, usedBy } of kept) ctx.output.warn(`The ${entry} stays: the context ${usedBy} uses it.`)
  await deleteSession(ctx, site)
  // Also where the session's own file is broken.
  await forget(ctx, site, session?.refreshToken ?? 'none')
  return { session, refreshToken, removed, restoredContext }
}

/** Sessions that would go back to this one's context go back to where this one would have gone. */
async function passOn(ctx: LogoutContext, site: string, previousContext: string | undefined): Promise<void> {
  const { contexts } = await readKubeconfig(ctx)
  const isThere = (name: string): boolean => contexts.some((context) => context.name === name)
  for (const other of sitesInUse(ctx).filter((one) => one !== site)) {
    const session = readSession(ctx, other)
    if (session?.previousContext === undefined || isThere(session.previousContext)) continue
    await withSessionLock(ctx, other, async () => {
      const now = readSession(ctx, other)
      if (now) await writeSession(ctx, { ...now, previousContext })
    })
  }
}

/** Every site that a sign-in left something of: a session here, or entries in the kubeconfig. */
export async function sitesSignedIn(ctx: LogoutContext): Promise<string[]> {
  const { contexts } = await readKubeconfig(ctx)
  const marked = contexts.flatMap((context) => (context.site === undefined ? [] : [context.site]))
  return [...new Set([...sitesInUse(ctx), ...marked])].toSorted()
}

async function readKept(ctx: LogoutContext, session: Session): Promise<string | undefined> {
  return readRefreshToken(ctx, session.site, session.refreshToken).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.warn(`${error.message} The refresh token there could not be read.`)
    return undefined
  })
}

async function forget(ctx: LogoutContext, site: string, place: RefreshTokenPlace): Promise<void> {
  await deleteRefreshToken(ctx, site, place).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.warn(`${error.message} The refresh token there could not be deleted; revoking it makes it worthless.`)
  })
}

async function revoke(ctx: LogoutContext, session: Session, refreshToken: string | undefined): Promise<boolean> {
  if (refreshToken === undefined) return false
  const { site, issuer, clientId, issuerCa } = session
  try {
    const oidc = await ctx.oidc({ site, issuer, clientId, ca: issuerCa })
    if (await oidc.revoke(refreshToken, ctx.signal)) return true
    ctx.output.warn(`${new URL(issuer).host} does not offer to revoke tokens. ${stillLives(session)}`)
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    // True of the request that failed, but not of the sign-out.
    const failure = error.message.replace(/ Nothing was changed\.$/u, '')
    const why = ctx.signal.aborted ? 'you did not wait for it.' : failure
    ctx.output.warn(`The session could not be revoked: ${why} ${stillLives(session)}`)
  }
  return false
}

/** Where the credential came from, and may still be. */
const ORIGINALS: Readonly<Record<ImportingMethod, string>> = {
  kubeconfig: 'the downloaded file',
  token: 'what you pasted',
  'ldap-basic': 'those in other kubeconfigs',
  'ssh-renew': 'the one on the access node',
}

/** Nobody but the campus can take back what its portal handed out. */
function warnOfCopies(ctx: LogoutContext, session: Session, method: ImportingMethod): void {
  if (isOver(session, ctx.clock.now()) && !session.endIsAssumed) return
  const until = session.endIsAssumed ? 'for as long as your campus made it' : `until ${session.endsAt}`
  ctx.output.warn(
    `The imported credential cannot be revoked from here: copies of it, such as ${ORIGINALS[method]}, stay valid ${until}.`,
  )
}

function stillLives(session: Session): string {
  return `It is forgotten on this computer; at the identity provider it lives until ${session.endsAt} or longer.`
}
