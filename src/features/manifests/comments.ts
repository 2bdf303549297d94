import type { ManifestDocument, Range } from './document.ts'
import { nodesOf } from './node.ts'
import type { YamlNode } from './node.ts'
import { treeOf } from './tree.ts'

/** A comment. `text` is without the hash sign and the blanks around; `alone` if nothing stands before it on its line. */
export type Comment = { text: string; range: Range; alone: boolean }

/** All comments of a document, in order. */
export function commentsOf(document: ManifestDocument): Comment[] {
  const { source, start, end } = document
  const comments: Comment[] = []
  let from = start
  for (const scalar of scalarsOf(treeOf(document))) {
    collect(source.text, from, scalar.start, comments)
    if (scalar.block) collect(source.text, scalar.start, lineEnd(source.text, scalar.start), comments)
    from = scalar.end
  }
  collect(source.text, from, end, comments)
  return comments
}

/** The places where a hash sign may be text. Those of keys and values come in order. */
function scalarsOf(root: YamlNode): (Range & { block: boolean })[] {
  return [...nodesOf(root)].flatMap((node) => {
    if (node.kind !== 'scalar') return []
    return [{ start: node.start, end: node.end, block: node.style === 'literal' || node.style === 'folded' }]
  })
}

/** Between scalars, a hash sign begins a comment where a token might begin; in a tag or an anchor it is a part. */
const COMMENT = /(?<=^|[\s,[\]{}])#.*/gm

function collect(text: string, start: number, end: number, comments: Comment[]): void {
  // What stands before the gap decides whether a token may begin with it.
  const before = Math.max(0, start - 1)
  const gap = text.slice(before, end)
  for (const { 0: found, index } of gap.matchAll(COMMENT)) {
    const at = before + index
    if (at < start) continue
    const written = found.trimEnd()
    const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
    comments.push({
      text: written.slice(1).trim(),
      range: { start: at, end: at + written.length },
      alone: line.trim() === '',
    })
  }
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
