import type { Context, Identity, Kube, ResourceRule } from '../../context.ts'
import { ExitCode, IccError } from '../../errors.ts'
import { allowWork, rightsOf, type Right } from './rights.ts'
import type { Roles } from './roles.ts'
import { idleEnd, isOver } from './session-file.ts'
import { targetOf } from './target.ts'
import { notSignedIn, sessionOver } from './session-ended.ts'
import type { TokenContext } from './token-cache.ts'
import { timeLeft, whereabouts, type Whereabouts } from './whereabouts.ts'

export type WhoamiContext = TokenContext &
  Pick<Context, 'siteFlag' | 'kube' | 'assets' | 'configDir' | 'systemDir' | 'platform'>

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
  /** When the session ends earlier unless it is used; null where it does not. */
  idleEndsAt: string | null
  source: 'server' | 'token'
}

/** `rules` is undefined where the server was not asked or would not say; `roles` where they were not asked for. */
export type WhoamiOutcome = {
  whoami: Whoami
  rules: ResourceRule[] | undefined
  roles: Roles | undefined
  left: number | undefined
  /** The command that leads to a namespace of the user's own, where the rules allow no work in this one. */
  elsewhere: string | undefined
}

/**
 * Who the cluster takes the user for. A session that is over costs no network.
 *
 * @throws `not-signed-in`, `session-over`, `token-rejected`, `context-not-set` (exit 4)
 */
export async function whoami(
  ctx: WhoamiContext,
  options: { offline: boolean; roles: boolean },
): Promise<WhoamiOutcome> {
  const place = await whereabouts(ctx)
  const left = place.session && timeLeft(place.session, ctx.clock.now())
  if (place.site !== undefined && !place.session && options.offline) throw notSignedIn(place.site)
  if (place.session && isOver(place.session, ctx.clock.now())) throw sessionOver(place.session.site)
  if (options.offline)
    return { whoami: fromToken(place), rules: undefined, roles: undefined, left, elsewhere: undefined }
  const ended = new AbortController()
  try {
    const kube = await ctx.kube(await targetOf(ctx, place.context), ended.signal)
    if (options.roles) return { ...(await withRoles(ctx, kube, place)), left }
    const [identity, rules] = await Promise.all([kube.whoAmI(), readRules(ctx, () => kube.rules(place.namespace))])
    const elsewhere = rules && (await waysOut(ctx, place, rightsOf(rules)))
    return { whoami: whoIs(place, identity), rules, roles: undefined, left, elsewhere }
  } catch (error) {
    throw await explained(ctx, place, error)
  } finally {
    // When one question failed, the other one must not keep the process alive.
    ended.abort()
  }
}

function whoIs(place: Whereabouts, identity: Identity | 'not-served'): Whoami {
  return identity === 'not-served' ? fromToken(place) : fromServer(place, identity)
}

/** Which rights are the user's own is known once the server has said who that is. */
async function withRoles(ctx: WhoamiContext, kube: Kube, place: Whereabouts): Promise<Omit<WhoamiOutcome, 'left'>> {
  const { rolesIn } = await import('./roles.ts')
  const found = whoIs(place, await kube.whoAmI())
  const roles = await rolesIn(ctx, kube, { namespace: place.namespace, site: place.site, identity: found })
  return { whoami: found, rules: undefined, roles, elsewhere: await waysOut(ctx, place, roles.rules) }
}

async function waysOut(
  ctx: WhoamiContext,
  { site, namespace }: Whereabouts,
  rights: readonly Right[],
): Promise<string | undefined> {
  if (allowWork(rights)) return undefined
  const { whyForbidden } = await import('./explain-failure.ts')
  return whyForbidden(ctx, { site, namespace })?.hint
}

async function explained(ctx: WhoamiContext, place: Whereabouts, error: unknown): Promise<unknown> {
  const { explainFailure } = await import('./explain-failure.ts')
  return explainFailure(ctx, { site: place.site, namespace: place.namespace }, error)
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

function fromServer(place: Whereabouts, identity: Identity): Whoami {
  return {
    username: identity.username,
    groups: identity.groups,
    uid: identity.uid ?? null,
    ...placeOf(place),
    source: 'server',
  }
}

function fromToken(place: Whereabouts): Whoami {
  const { session } = place
  if (!session) {
    throw new IccError('not-signed-in', `icc knows no session behind the context ${place.context}.`, {
      exitCode: ExitCode.signIn,
      hint: `icc login${place.site === undefined ? '' : ` --site ${place.site}`}, or ask the cluster: icc whoami`,
    })
  }
  return { username: session.username, groups: session.groups, uid: null, ...placeOf(place), source: 'token' }
}

function placeOf({ context, namespace, site, session }: Whereabouts) {
  return {
    site: site ?? null,
    context,
    namespace,
    tokenExpiresAt: session?.tokenExpiresAt ?? null,
    sessionEndsAt: session?.endsAt ?? null,
    idleEndsAt: (session && idleEnd(session)) ?? null,
  }
}
