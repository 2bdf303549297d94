import type { ManifestDocument, Path, Range } from './document.ts'
import { findNode } from './find-node.ts'
import { rangeOf } from './node.ts'
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

/** The longest beginning of a path that leads somewhere. */
export function nearestPath(document: ManifestDocument, path: Path): Path {
  const { root } = treeOf(document)
  let length = path.length
  while (length > 0 && findNode(root, path.slice(0, length)) === undefined) length -= 1
  return path.slice(0, length)
}
