import type { ManifestDocument, Path, Range } from './document.ts'
import { dereference, findNode, sharing } from './find-node.ts'
import { rangeOf } from './node.ts'
import type { ScalarStyle } from './node.ts'
import { treeOf } from './tree.ts'

/** The place of a value, without an anchor or a tag before it; undefined where the path leads nowhere. */
export function valueRange(document: ManifestDocument, path: Path): Range | undefined {
  const found = findNode(treeOf(document).root, path)
  return found === undefined ? undefined : rangeOf(found.node)
}

/** The place of the key that a path ends with; undefined where it leads nowhere, or to an item of a list. */
export function keyRange(document: ManifestDocument, path: Path): Range | undefined {
  const place = findNode(treeOf(document).root, path)?.place
  return place !== undefined && 'pair' in place ? rangeOf(place.pair.key) : undefined
}

/** The place of a whole `key: value` or `- item`; of the value at the root. */
export function entryRange(document: ManifestDocument, path: Path): Range | undefined {
  const found = findNode(treeOf(document).root, path)
  if (found === undefined) return undefined
  const { place, node } = found
  if (place === undefined) return rangeOf(node)
  return rangeOf('pair' in place ? place.pair : place.item)
}

/** The longest beginning of a path that leads somewhere. */
export function nearestPath(document: ManifestDocument, path: Path): Path {
  const { root } = treeOf(document)
  let length = path.length
  while (length > 0 && findNode(root, path.slice(0, length)) === undefined) length -= 1
  return path.slice(0, length)
}

/** A scalar as it stands in the file: `written` with quotes, if it has any. */
export type WrittenScalar = { written: string; style: ScalarStyle; range: Range }

/** The scalar at a path, aliases followed; undefined where there is none. */
export function writtenScalar(document: ManifestDocument, path: Path): WrittenScalar | undefined {
  const found = findNode(treeOf(document).root, path)
  const node = found === undefined ? undefined : dereference(found.node)
  if (node?.kind !== 'scalar') return undefined
  return { written: document.source.text.slice(node.start, node.end), style: node.style, range: rangeOf(node) }
}

/**
 * Why the text at a path counts at another place too: it is reached through an alias or a merge key, or it stands
 * within an anchor that is used. Undefined where it stands for itself.
 */
export function sharedBy(document: ManifestDocument, path: Path): ReturnType<typeof sharing> {
  const { root, aliases } = treeOf(document)
  const found = findNode(root, path)
  return found === undefined ? undefined : sharing(found, aliases)
}
