import type { Context, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { askCluster, isUnanswered, verdict, type AskContext } from './ask.ts'
import { groupNamespaces } from './group-namespaces.ts'
import { readMemory } from './memory.ts'
import { DEFAULT_NAMESPACE, type Place } from './place.ts'
import { personalNamespaces } from './personal.ts'
import { listedNames, readServerList, rememberServerList, type ServerList } from './server-list.ts'
import { contextSite, siteProfile, type SiteContext } from './site.ts'

/**
 * Why a namespace is in the list: the context is in it, the server listed it, it belongs to one of the user's groups,
 * it was used before, it is the personal one, the site's profile names it.
 */
export type NamespaceSource = 'current' | 'server' | 'groups' | 'used' | 'personal' | 'site'

/** One line of `icc ns --list`. */
export type ListedNamespace = { name: string; current: boolean; sources: NamespaceSource[] }

/** Milliseconds that the server's list counts as fresh. */
const FRESH = 15 * 60_000

/** Milliseconds to wait for the server's list: somebody is looking at the screen; longer where they asked for it. */
const LIMIT = { cached: 3000, refresh: 30_000 }

export type ListContext = AskContext & SiteContext & Pick<Context, 'stateDir' | 'random' | 'output'>

/**
 * Every namespace that icc can know of, sorted by name. The server need not allow listing them, nor be there: what it
 * cannot say is left out, with a warning where it did not answer.
 */
export async function listNamespaces(
  ctx: ListContext,
  place: Place,
  { refresh }: { refresh: boolean },
): Promise<ListedNamespace[]> {
  const current = place.namespace ?? DEFAULT_NAMESPACE
  const sources = new Map<string, Set<NamespaceSource>>()
  const add = (source: NamespaceSource, names: readonly string[]): void => {
    for (const name of names) sources.set(name, (sources.get(name) ?? new Set()).add(source))
  }
  add('current', [current])
  const answer = await serverList(ctx, place, refresh)
  add(answer?.names === 'forbidden' ? 'groups' : 'server', listedNames(answer))
  add('used', readMemory(ctx, place).used)
  add('personal', personalNamespaces(ctx, place))
  add('site', await siteNamespaces(ctx, place))
  return [...sources]
    .map(([name, from]) => ({ name, current: name === current, sources: [...from] }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function serverList(ctx: ListContext, place: Place, refresh: boolean): Promise<ServerList | undefined> {
  const known = readServerList(ctx, place)
  const age = known === undefined ? Infinity : ctx.clock.now() - known.at
  // An age below zero is a clock that was set back: such a list would stay fresh for as long.
  if (!refresh && age >= 0 && age < FRESH) return known
  try {
    const candidates = await groupNamespaces(ctx, place)
    const found = await askCluster(ctx, place, refresh ? LIMIT.refresh : LIMIT.cached, async (kube) => {
      const names = await kube.listNamespaces()
      return { names, ofGroups: names === 'forbidden' ? await probe(kube, candidates) : [] }
    })
    const answer = { at: ctx.clock.now(), ...found }
    rememberServerList(ctx, place, answer)
    return answer
  } catch (error) {
    if (!isUnanswered(error) && !(error instanceof IccError && error.code === 'token-rejected')) throw error
    const state = known === undefined ? 'may lack some namespaces' : 'may be out of date'
    ctx.output.warn(`The list ${state}: ${error.message}`)
    return known
  }
}

/** Those of some names that the user can work in. */
async function probe(kube: Kube, names: readonly string[]): Promise<string[]> {
  const verdicts = await Promise.all(names.map((name) => verdict(kube, name)))
  return names.filter((_, at) => verdicts[at] === 'found')
}

async function siteNamespaces(ctx: ListContext, place: Place): Promise<readonly string[]> {
  const site = contextSite(ctx, place)
  if (site === undefined) return []
  try {
    return (await siteProfile(ctx, site)).namespace?.known ?? []
  } catch (error) {
    // A profile with a fault must not hide the namespaces that are known without it.
    if (!(error instanceof IccError)) throw error
    ctx.output.warn(error.message)
    return []
  }
}
