import { loadFiles } from './load.ts'
import type { LoadedFile, ReadContext } from './load.ts'
import type { KubeconfigContext } from './model.ts'

export type { ReadContext } from './load.ts'

export type { KubeconfigContext } from './model.ts'

/** All files as one, as kubectl sees them. */
export type Kubeconfig = {
  files: string[]
  /** The name; it need not be that of an existing context. */
  currentContext: string | undefined
  contexts: KubeconfigContext[]
}

/**
 * The merged view: the first file to name a context, or a current context, decides. Missing files are skipped.
 *
 * Throws `kubeconfig-broken`, `file-not-readable`, `file-is-folder`, `no-home`.
 *
 * @see k8s.io/client-go tools/clientcmd `ClientConfigLoadingRules.Load`
 */
export async function readKubeconfig(ctx: ReadContext): Promise<Kubeconfig> {
  return merge(await loadFiles(ctx))
}

/** The merged view of files that were read already. */
export function merge(files: readonly LoadedFile[]): Kubeconfig {
  const current = files.find(({ model }) => model.currentContext !== '')?.model.currentContext
  return { files: files.map(({ path }) => path), currentContext: current, contexts: mergeContexts(files) }
}

/** The context of a site in icc's marker: of several the current one, else the first. */
export function contextOfSite({ contexts, currentContext }: Kubeconfig, site: string): KubeconfigContext | undefined {
  const marked = contexts.filter((context) => context.site === site)
  return marked.find(({ name }) => name === currentContext) ?? marked[0]
}

function mergeContexts(files: readonly LoadedFile[]): KubeconfigContext[] {
  const [first, ...others] = files
  // Most people have one file.
  if (first !== undefined && others.length === 0) return [...first.model.contexts.values()]
  const contexts = new Map<string, KubeconfigContext>()
  for (const { model } of files) {
    for (const context of model.contexts.values()) {
      if (!contexts.has(context.name)) contexts.set(context.name, context)
    }
  }
  return [...contexts.values()]
}
