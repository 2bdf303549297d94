import { oneLine } from '../../../output.ts'
import { parse } from '../../kubeconfig/load.ts'
import { entriesOf, NotAKubeconfig, toModel, type KubeconfigContext, type Model } from '../../kubeconfig/model.ts'
import { positionOf, type MapNode } from '../../kubeconfig/tree.ts'
import type { ImportText } from './import-text.ts'
import { refused } from './refused.ts'

/** The one context that an imported kubeconfig is about, with its cluster and user. */
export type ImportEntries = { context: KubeconfigContext; cluster: MapNode; user: MapNode }

/** @throws `import-not-kubeconfig`, `import-incomplete` (exit 1) */
export async function entriesToImport(source: ImportText, hint: string): Promise<ImportEntries> {
  const { name, text } = source
  if (text.trim() === '') throw refused('import-not-kubeconfig', `${name} is empty.`, hint)
  if (/^\s*<[!?a-z]/iu.test(text))
    throw refused(
      'import-not-kubeconfig',
      `${name} is a web page, not a kubeconfig: a sign-in page was saved, perhaps.`,
      hint,
    )
  return reading(source, hint, async () => {
    const model = toModel(await parse(text), name)
    const context = contextOf(name, model, hint)
    return {
      context,
      cluster: bodyOf(name, model, 'clusters', context.cluster, hint),
      user: bodyOf(name, model, 'users', context.user, hint),
    }
  })
}

/** Runs what reads a kubeconfig's nodes; a node of a wrong kind is told with its place. */
export async function reading<T>({ name, text }: ImportText, hint: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof NotAKubeconfig)) throw error
    const { line, column } = positionOf(text, error.offset)
    const where = `${name}, line ${line}, column ${column}`
    throw refused('import-not-kubeconfig', `${where}: this is no kubeconfig. ${error.message}.`, hint, error)
  }
}

function contextOf(name: string, { currentContext, contexts, tree }: Model, hint: string): KubeconfigContext {
  if (contexts.size === 0 || entriesOf(tree, 'clusters').size === 0) {
    const lacking = contexts.size === 0 ? 'contexts' : 'clusters'
    throw refused('import-not-kubeconfig', `${name} has no ${lacking}: it is no complete kubeconfig.`, hint)
  }
  const [only, ...others] = contexts.values()
  const current = currentContext === '' ? undefined : contexts.get(currentContext)
  if (current) return current
  if (currentContext !== '')
    throw refused(
      'import-incomplete',
      `${name} names the current context ${oneLine(currentContext)}, which it does not have.`,
      hint,
    )
  if (only && others.length === 0) return only
  throw refused(
    'import-incomplete',
    `${name} has ${contexts.size} contexts (${[...contexts.keys()].map(oneLine).join(', ')}), and none is current.`,
    'choose one in it: kubectl config use-context NAME --kubeconfig FILE',
  )
}

function bodyOf(name: string, { tree }: Model, section: 'clusters' | 'users', entry: string, hint: string): MapNode {
  const body = entriesOf(tree, section).get(entry)?.body
  if (body) return body
  const what = section === 'clusters' ? 'cluster' : 'user'
  throw refused('import-incomplete', `${name} lacks the ${what} "${oneLine(entry)}" of its context.`, hint)
}
