import type { Context, Identity, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { clusterOf, type ClusterOfContext } from '../kubeconfig/cluster-of.ts'
import { loadFiles, type LoadedFile } from '../kubeconfig/load.ts'
import { contextOfSite, merge, type Kubeconfig, type KubeconfigContext } from '../kubeconfig/read.ts'
import { readSession, type Session } from '../session/session-file.ts'
import { sitesInUse } from '../session/sites-in-use.ts'
import { isOwnProgram } from '../session/target.ts'
import { readTokenCache } from '../session/token-cache.ts'
import { loadSite } from '../sites/load.ts'
import type { Site } from '../sites/profile.ts'
import { chosenSite } from '../sites/resolve.ts'
import { Skip, unlessSkipped } from './check.ts'
import { askApi, askSignIn, type Asked, type AskedSignIn } from './ask-hosts.ts'
import { TimeIsUp, until } from './time-limit.ts'

export type DoctorContext = Pick<
  Context,
  | 'env'
  | 'cwd'
  | 'platform'
  | 'homeDir'
  | 'configDir'
  | 'systemDir'
  | 'stateDir'
  | 'kubeconfigFlag'
  | 'siteFlag'
  | 'clock'
  | 'random'
  | 'signal'
  | 'output'
  | 'assets'
  | 'launcher'
  | 'kube'
  | 'keyring'
  | 'probe'
>

/**
 * What several checks look at, each found out once and only when it is asked for. Where there is nothing to look at a
 * `Skip` is thrown that says why.
 */
export type Facts = {
  ctx: DoctorContext
  /** Ends every question to a host, a program or the keyring. */
  deadline: AbortSignal
  /** @throws what reading kubeconfigs throws: for the check that is about that */
  loading: () => Promise<LoadedFile[]>
  files: () => Promise<LoadedFile[]>
  view: () => Promise<Kubeconfig>
  /** The context that is looked at: of `--site`, else the current one. */
  context: () => Promise<KubeconfigContext>
  siteId: () => Promise<string | undefined>
  site: () => Promise<Site>
  /** The session behind the context, also one that is over. */
  session: () => Promise<Session>
  cluster: () => Promise<ClusterOfContext>
  signIn: () => Promise<AskedSignIn>
  api: () => Promise<Asked>
  /** The cluster as the context's user; a token is never renewed for a look. */
  kube: () => Promise<Kube>
  /** @throws IccError, such as `token-rejected` */
  identity: () => Promise<Identity | 'not-served'>
}

export function gatherFacts(ctx: DoctorContext, deadline: AbortSignal): Facts {
  const facts: Facts = {
    ctx,
    deadline,
    loading: once(() => loadFiles(ctx)),
    files: once(() => facts.loading().catch(skipFor('the kubeconfig cannot be read'))),
    view: once(async () => merge(await facts.files())),
    context: once(() => contextOf(facts)),
    siteId: once(() => siteIdOf(facts)),
    site: once(() => siteOf(facts)),
    session: once(() => sessionOf(facts)),
    cluster: once(async () => {
      const { name } = await facts.context()
      return clusterOf(ctx, name).catch(skipFor(`the context ${name} is not complete`))
    }),
    signIn: once(() => askSignIn(facts)),
    api: once(() => askApi(facts)),
    kube: once(() => kubeOf(facts)),
    identity: once(async () => {
      const kube = await facts.kube()
      return until(deadline, kube.whoAmI()).catch(skipIfLate)
    }),
  }
  return facts
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined
  return () => (found ??= find())
}

/** An expected failure is another check's to tell; here it only means that there is nothing to look at. */
function skipFor(why: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof IccError ? new Skip(why) : error
  }
}

/** Too late to be looked at. */
export function skipIfLate(error: unknown): never {
  throw error instanceof TimeIsUp ? new Skip('the API server did not answer in time') : error
}

async function contextOf({ ctx, view }: Facts): Promise<KubeconfigContext> {
  const known = await view()
  const { contexts, currentContext } = known
  const wanted = ctx.siteFlag
  if (wanted !== undefined) {
    const found = contextOfSite(known, wanted)
    if (found) return found
    throw new Skip(`you are not signed in at ${wanted}`)
  }
  if (currentContext === undefined) throw new Skip('no context is current')
  const found = contexts.find(({ name }) => name === currentContext)
  if (found) return found
  throw new Skip(`the current context ${currentContext} does not exist`)
}

async function siteIdOf({ ctx, view }: Facts): Promise<string | undefined> {
  const known = await view().catch(unlessSkipped)
  const marker = known?.contexts.find(({ name }) => name === known.currentContext)?.site
  try {
    return (await chosenSite(ctx, { marker, inUse: sitesInUse(ctx) }))?.id
  } catch (error) {
    // Settings that are broken are told by their own check.
    if (error instanceof IccError) return marker
    throw error
  }
}

async function siteOf({ ctx, siteId }: Facts): Promise<Site> {
  const id = await siteId()
  if (id === undefined) throw new Skip('nothing says which site is meant')
  try {
    return loadSite(ctx, id)
  } catch (error) {
    return skipFor(`the profile of the site ${id} cannot be used`)(error)
  }
}

async function sessionOf({ ctx, siteId }: Facts): Promise<Session> {
  const id = await siteId()
  if (id === undefined) throw new Skip('you are not signed in anywhere')
  const session = readSession(ctx, id)
  if (session) return session
  throw new Skip(`you are not signed in at ${id}`)
}

async function kubeOf(facts: Facts): Promise<Kube> {
  const { ctx, deadline } = facts
  const { target, site } = await facts.cluster()
  const asked = await facts.api()
  if (asked.answer.kind !== 'answered') throw new Skip('the API server cannot be reached')
  const { credential } = target
  if (credential.kind !== 'exec') return until(deadline, ctx.kube(target, deadline)).catch(skipIfLate)
  if (site === undefined || !isOwnProgram(credential.exec, site))
    throw new Skip(
      `the credential comes from the program ${credential.exec.command}, which is not started for a look`,
    )
  // A refresh token must not be spent on a question that is given up after two seconds: it may work only once.
  const cached = readTokenCache(ctx, site)
  if (!cached || Math.min(cached.usableUntil, cached.sessionEnds) <= ctx.clock.now())
    throw new Skip('the token at hand has expired; the next command gets a new one')
  const known = { ...target, credential: { kind: 'token' as const, token: cached.token } }
  return until(deadline, ctx.kube(known, deadline)).catch(skipIfLate)
}
