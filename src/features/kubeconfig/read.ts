import { loadFiles } from './load.ts'
import type { LoadedFile, ReadContext } from './load.ts'
import type { ContextFields } from './model.ts'

export type { ReadContext } from './load.ts'

export type KubeconfigContext = ContextFields & {
  /** The file that the context stands in. */
  file: string
}

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
  const contexts = new Map<string, KubeconfigContext>()
  for (const { path: file, model } of files) {
    for (const fields of model.contexts.values()) {
      if (!contexts.has(fields.name)) contexts.set(fields.name, { ...fields, file })
    }
  }
  const current = files.find(({ model }) => model.currentContext !== '')?.model.currentContext
  return { files: files.map(({ path }) => path), currentContext: current, contexts: [...contexts.values()] }
}
