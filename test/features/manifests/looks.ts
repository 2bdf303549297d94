import type { ManifestDocument, Path, Range } from '../../../src/features/manifests/document.ts'
import { isFirstOnLine } from '../../../src/features/manifests/entry-lines.ts'
import { dereference, findNode, sharing } from '../../../src/features/manifests/find-node.ts'
import { rangeOf, type ScalarStyle } from '../../../src/features/manifests/node.ts'
import { treeOf } from '../../../src/features/manifests/tree.ts'

// What tests look at in a document, and icc itself does not.

/** The place of a whole `key: value` or `- item`; of the value at the root. */
export function entryRange(document: ManifestDocument, path: Path): Range | undefined {
  const found = findNode(treeOf(document).root, path)
  if (found === undefined) return undefined
  const { place, node } = found
  if (place === undefined) return rangeOf(node)
  return rangeOf('pair' in place ? place.pair : place.item)
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

/** A comment. `text` is without the hash sign and the blanks around; `alone` if nothing stands before it on its line. */
export type Comment = { text: string; range: Range; alone: boolean }

/** All comments of a document, in order. */
export function commentsOf(document: ManifestDocument): Comment[] {
  const { text } = document.source
  return treeOf(document).comments.map((range) => ({
    text: text.slice(range.start + 1, range.end).trim(),
    range,
    alone: isFirstOnLine(text, range.start),
  }))
}
