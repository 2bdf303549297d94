import { readKubeconfig, type Kubeconfig, type KubeconfigContext, type ReadContext } from '../kubeconfig/read.ts'

/** A context of the kubeconfig, and the namespace that is set in it. */
export type Place = {
  context: string
  cluster: string
  /** The kubeconfig file that holds the context. */
  file: string
  namespace: string | undefined
  /** The site that icc wrote the context for. */
  site: string | undefined
}

/** What kubectl takes where a context sets no namespace. */
export const DEFAULT_NAMESPACE = 'default'

/**
 * The context of that name, else the current one.
 *
 * @throws `no-current-context`, `context-not-found`, and what reading the kubeconfig throws (exit 1)
 */
export async function findPlace(ctx: ReadContext, wanted: string | undefined): Promise<Place> {
  const kubeconfig = await readKubeconfig(ctx)
  const name = wanted ?? (await currentName(kubeconfig))
  const found = kubeconfig.contexts.find((context) => context.name === name)
  if (found) return toPlace(found)
  const { requireContext } = await import('../kubeconfig/contexts.ts')
  return toPlace(requireContext(kubeconfig, name))
}

/** What of a context matters here. */
export function toPlace({ name, cluster, file, namespace, site }: KubeconfigContext): Place {
  return { context: name, cluster, file, namespace, site }
}

/**
 * The name of the current context. The module that edits kubeconfigs is loaded for the error only: looking must not
 * cost as much as changing.
 *
 * @throws `no-current-context` (exit 1)
 */
export async function currentName(kubeconfig: Kubeconfig): Promise<string> {
  if (kubeconfig.currentContext !== undefined) return kubeconfig.currentContext
  const { requireCurrent } = await import('../kubeconfig/contexts.ts')
  return requireCurrent(kubeconfig)
}
