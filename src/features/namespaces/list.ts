import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { clusterOf } from '../kubeconfig/cluster-of.ts'
import { isUnanswered, withinLimit, type AskContext } from './ask.ts'
import { readMemory, rememberList, type NamespaceMemory } from './memory.ts'
import { DEFAULT_NAMESPACE, type Place } from './place.ts'
import { personalNamespaces } from './personal.ts'
import { contextSite, siteProfile, type SiteContext } from './site.ts'

/**
 * Why a namespace is in the list: the context is in it, the server listed it, it was used before, it is the personal
 * one, the site's profile names it.
 */
export type NamespaceSource = 'current' | 'server' | 'used' | 'personal' | 'site'

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
  const memory = await withServerList(ctx, place, refresh)
  const current = place.namespace ?? DEFAULT_NAMESPACE
  const sources = new Map<string, Set<NamespaceSource>>()
  const add = (source: NamespaceSource, names: readonly string[]): void => {
    for (const name of names) sources.set(name, (sources.get(name) ?? new Set()).add(source))
  }
  const server = memory.listed?.names
  add('current', [current])
  add('server', server === undefined || server === 'forbidden' ? [] : server)
  add('used', memory.used)
  add('personal', personalNamespaces(ctx, place))
  add('site', await siteNamespaces(ctx, place))
  return [...sources]
    .map(([name, from]) => ({ name, current: name === current, sources: [...from] }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function withServerList(ctx: ListContext, place: Place, refresh: boolean): Promise<NamespaceMemory> {
  const memory = readMemory(ctx, place)
  const age = memory.listed === undefined ? Infinity : ctx.clock.now() - memory.listed.at
  // An age below zero is a clock that was set back: such a list would stay fresh for as long.
  if (!refresh && age >= 0 && age < FRESH) return memory
  try {
    const { target } = await clusterOf(ctx, place.context)
    const names = await withinLimit(ctx, refresh ? LIMIT.refresh : LIMIT.cached, async () => {
      const kube = await ctx.kube(target)
      return kube.listNamespaces()
    })
    return rememberList(ctx, place, memory, names)
  } catch (error) {
    if (!isUnanswered(error) && !(error instanceof IccError && error.code === 'token-rejected')) throw error
    const known = memory.listed === undefined ? 'The list may lack some namespaces' : 'The list may be out of date'
    ctx.output.warn(`${known}: ${error.message}`)
    return memory
  }
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
