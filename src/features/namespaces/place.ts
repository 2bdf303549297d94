import { requireContext, requireCurrent } from '../kubeconfig/contexts.ts'
import { readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'

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
  const { name, cluster, file, namespace, site } = requireContext(kubeconfig, wanted ?? requireCurrent(kubeconfig))
  return { context: name, cluster, file, namespace, site }
}
