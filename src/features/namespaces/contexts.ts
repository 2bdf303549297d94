import type { Context } from '../../context.ts'
import { kubeconfigFiles } from '../kubeconfig/files.ts'
import { readKubeconfig, type Kubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { currentName, DEFAULT_NAMESPACE } from './place.ts'
import { previousContext } from './previous-context.ts'

/**
 * The JSON contract of `icc ctx NAME`, `-`, `-c`, `-u` and `NEW=OLD`: the context that is current now (or has got that
 * name), its namespace, and the context (or the name) before. Null where there is none.
 */
export type ContextState = { context: string | null; namespace: string | null; previous: string | null }

/** One line of `icc ctx --list`. `namespace` is null where the context sets none, `site` where icc did not write it. */
export type ListedContext = {
  name: string
  cluster: string
  user: string
  namespace: string | null
  current: boolean
  site: string | null
}

/**
 * The context that a command left current (or renamed), and the one (or the name) before. Only the names: what else the
 * JSON holds would cost people a second look into the kubeconfig.
 */
export type ContextChange = { context: string | undefined; previous: string | undefined }

/** The current context, and where `-` would lead. @throws `no-current-context` (exit 1) */
export async function currentContext(ctx: ReadContext & Pick<Context, 'stateDir'>): Promise<ContextState> {
  const kubeconfig = await readKubeconfig(ctx)
  const context = await currentName(kubeconfig)
  const previous = previousContext(ctx, kubeconfigFiles(ctx), context) ?? null
  return { context, namespace: namespaceOf(kubeconfig, context), previous }
}

/** All contexts, sorted by name, with numbers in the order of their values. */
export async function listContexts(ctx: ReadContext): Promise<ListedContext[]> {
  const { currentContext: current, contexts } = await readKubeconfig(ctx)
  return contexts
    .map((one) => [one.name.replace(/\d+/gu, (digits) => digits.padStart(16, '0')), one] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { name, cluster, user, namespace = null, site = null }]) => ({
      name,
      cluster,
      user,
      namespace,
      current: name === current,
      site,
    }))
}

/**
 * What `NEW=OLD` means: undefined where it is no renaming. The name of an existing context may hold `=` as well, so that of
 * several places to part the word the first counts that leaves an existing one to be renamed.
 */
export async function renamingOf(ctx: ReadContext, word: string): Promise<{ from: string; to: string } | undefined> {
  const parts = word.split('=')
  const ways = parts
    .map((_, at) => ({ to: parts.slice(0, at).join('='), from: parts.slice(at).join('=') }))
    .filter(({ to, from }) => to !== '' && from !== '')
  const [first] = ways
  if (first === undefined) return undefined
  const kubeconfig = await readKubeconfig(ctx)
  const names = new Set(kubeconfig.contexts.map(({ name }) => name))
  if (names.has(word)) return undefined
  const { to, from } = ways.find((way) => way.from === '.' || names.has(way.from)) ?? first
  return { to, from: from === '.' ? await currentName(kubeconfig) : from }
}

/** A change with the namespace of its context, for the JSON answer. */
export async function describeChange(ctx: ReadContext, { context, previous }: ContextChange): Promise<ContextState> {
  const namespace = context === undefined ? null : namespaceOf(await readKubeconfig(ctx), context)
  return { context: context ?? null, namespace, previous: previous ?? null }
}

/** Null for a current context that does not exist: nothing can be said of it. */
function namespaceOf({ contexts }: Kubeconfig, name: string): string | null {
  const found = contexts.find((one) => one.name === name)
  return found === undefined ? null : (found.namespace ?? DEFAULT_NAMESPACE)
}
