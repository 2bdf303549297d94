import type { ManifestDocument, Range } from './document.ts'
import { isFirstOnLine } from './entry-lines.ts'
import { treeOf } from './tree.ts'

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
