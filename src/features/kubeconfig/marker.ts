import { dereference, lookUp } from './tree.ts'
import type { MapNode } from './tree.ts'

/**
 * The extension by which icc knows the entries it wrote: `extensions: [{name: icc, extension: {site: ID}}]`. Clusters,
 * users and contexts each may hold extensions, and every tool keeps those it does not know.
 *
 * @see k8s.io/client-go tools/clientcmd/api/v1 `NamedExtension`
 */
const MARKER_NAME = 'icc'

/** The extension list of an entry that icc writes, as plain data. */
export function markerFor(site: string): { extension: { site: string }; name: string }[] {
  return [{ extension: { site }, name: MARKER_NAME }]
}

/** The site in the marker of a cluster, user or context; undefined where there is no marker of ours. */
export function readMarker(body: MapNode): string | undefined {
  const list = lookUp(body, 'extensions')
  if (list?.kind !== 'seq') return undefined
  for (const { node } of list.items) {
    const item = dereference(node)
    if (item.kind !== 'map') continue
    const name = lookUp(item, 'name')
    if (name?.kind !== 'scalar' || name.value !== MARKER_NAME) continue
    const extension = lookUp(item, 'extension')
    const site = extension?.kind === 'map' ? lookUp(extension, 'site') : undefined
    return site?.kind === 'scalar' && site.value !== '' ? site.value : undefined
  }
  return undefined
}
