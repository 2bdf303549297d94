import type { Context, Identity, ResourceRule } from '../../context.ts'
import { ExitCode, IccError } from '../../errors.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { isOver, readSession, type Session } from './session-file.ts'
import { targetOf } from './target.ts'
import { notSignedIn, sessionOver } from './session-ended.ts'
import type { TokenContext } from './token-cache.ts'

export type WhoamiContext = TokenContext & Pick<Context, 'siteFlag' | 'kube' | 'assets' | 'configDir' | 'platform'>

/**
 * The JSON contract of `icc whoami`; times are RFC 3339, UTC, and null where icc knows no session. `source` says who
 * said it: the API server, or the ID token as it was at sign-in.
 */
export type Whoami = {
  username: string
  groups: string[]
  uid: string | null
  site: string | null
  context: string
  namespace: string
  tokenExpiresAt: string | null
  sessionEndsAt: string | null
  source: 'server' | 'token'
}

/** `rules` is undefined where the server was not asked or would not say. */
export type WhoamiOutcome = { whoami: Whoami; rules: ResourceRule[] | undefined; left: number | undefined }

type Place = { context: string; namespace: string; site: string | undefined; session: Session | undefined }

/**
 * Who the cluster takes the user for. A session that is over costs no network.
 *
 * @throws `not-signed-in`, `session-over`, `token-rejected` (exit 4), `context-not-set` (exit 1)
 */
export async function whoami(ctx: WhoamiContext, options: { offline: boolean }): Promise<WhoamiOutcome> {
  const place = await whereAmI(ctx)
  const left = place.session && leftOf(ctx, place.session)
  if (place.site !== undefined && !place.session && options.offline) throw notSignedIn(place.site)
  if (place.session && isOver(place.session, ctx.clock.now())) throw sessionOver(place.session.site)
  if (options.offline) return { whoami: fromToken(place), rules: undefined, left }
  const ended = new AbortController()
  try {
    const kube = await ctx.kube(await targetOf(ctx, place.context), ended.signal)
    const [identity, rules] = await Promise.all([kube.whoAmI(), readRules(ctx, () => kube.rules(place.namespace))])
    return { whoami: identity === 'not-served' ? fromToken(place) : fromServer(place, identity), rules, left }
  } catch (error) {
    throw await explained(ctx, place, error)
  } finally {
    // When one question failed, the other one must not keep the process alive.
    ended.abort()
  }
}

async function explained(ctx: WhoamiContext, { site }: Place, error: unknown): Promise<unknown> {
  const { withVpnHint } = await import('./vpn-hint.ts')
  return withVpnHint(ctx, site, error)
}

/** The context in question: of `--site` if that is given, else the current one. */
async function whereAmI(ctx: WhoamiContext): Promise<Place> {
  const { contexts, currentContext } = await readKubeconfig(ctx)
  const wanted = ctx.siteFlag
  const context = contexts.find((one) => (wanted === undefined ? one.name === currentContext : one.site === wanted))
  if (!context && wanted !== undefined) throw notSignedIn(wanted)
  if (!context) {
    throw new IccError('context-not-set', 'Your kubeconfig has no current context: nobody is signed in anywhere.', {
      exitCode: ExitCode.signIn,
      hint: 'icc login, or choose a context: icc ctx',
    })
  }
  const session = context.site === undefined ? undefined : readSession(ctx, context.site)
  return { context: context.name, namespace: context.namespace ?? 'default', site: context.site, session }
}

/** The roles are an extra: what keeps the server from telling them does not keep the user from the rest. */
async function readRules(
  ctx: Pick<Context, 'output'>,
  ask: () => Promise<{ rules: ResourceRule[] }>,
): Promise<ResourceRule[] | undefined> {
  try {
    return (await ask()).rules
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`no rules: ${error.message}`)
    return undefined
  }
}

function fromServer(place: Place, identity: Identity): Whoami {
  return {
    username: identity.username,
    groups: identity.groups,
    uid: identity.uid ?? null,
    ...placeOf(place),
    source: 'server',
  }
}

function fromToken(place: Place): Whoami {
  const { session } = place
  if (!session) {
    throw new IccError('not-signed-in', `icc knows no session behind the context ${place.context}.`, {
      exitCode: ExitCode.signIn,
      hint: 'icc login, or ask the server: icc whoami without --offline',
    })
  }
  return { username: session.username, groups: session.groups, uid: null, ...placeOf(place), source: 'token' }
}

function placeOf({ context, namespace, site, session }: Place) {
  return {
    site: site ?? null,
    context,
    namespace,
    tokenExpiresAt: session?.tokenExpiresAt ?? null,
    sessionEndsAt: session?.endsAt ?? null,
  }
}

function leftOf(ctx: Pick<Context, 'clock'>, session: Session): number {
  return Date.parse(session.endsAt) - ctx.clock.now() - session.clockDrift
}
