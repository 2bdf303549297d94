import type { Path, Range } from './document.ts'
import { NotEditable, ownNode, refuseUsedAnchors } from './editable.ts'
import type { Editable } from './editable.ts'
import { endOfLineBefore, isFirstOnLine, linesOf, nextContent } from './entry-lines.ts'
import type { FoundNode } from './find-node.ts'
import { isMerge, keyText } from './key-text.ts'
import type { ItemNode, MappingNode, PairNode, SequenceNode } from './node.ts'
import type { Splice } from './splice.ts'

/** Takes out the pair or the item at a path, with its comments. */
export function removeAt(editable: Editable, path: Path): Splice[] {
  const { place } = ownNode(editable, path)
  if (place === undefined) throw new NotEditable('The whole document cannot be taken out')
  const holder = ownNode(editable, path.slice(0, -1))
  if ('pair' in place) return removePair(editable, holder, place.mapping, place.pair)
  refuseUsedAnchors([place.item.node], editable)
  return removeEntry(editable, holder, place.sequence, place.sequence.items, place.index)
}

/** Takes out one of several pairs with the same key. */
export function removeDuplicate(editable: Editable, path: Path, occurrence: number): Splice[] {
  const holder = ownNode(editable, path.slice(0, -1))
  const key = String(path.at(-1))
  if (holder.node.kind !== 'mapping') throw new NotEditable(`No mapping stands at ${path.slice(0, -1).join('.')}`)
  const equal = holder.node.pairs.filter((pair) => !isMerge(pair) && keyText(pair.key) === key)
  const pair = equal[occurrence]
  if (pair === undefined || equal.length < 2) throw new NotEditable(`"${key}" does not stand there that often`)
  return removePair(editable, holder, holder.node, pair)
}

function removePair(editable: Editable, holder: FoundNode, mapping: MappingNode, pair: PairNode): Splice[] {
  if (pair.explicit) throw new NotEditable('It is written with a question mark before its key')
  refuseUsedAnchors([pair.key, pair.value], editable)
  return removeEntry(editable, holder, mapping, mapping.pairs, mapping.pairs.indexOf(pair))
}

type Collection = MappingNode | SequenceNode
type Entry = PairNode | ItemNode

function removeEntry(
  { text }: Editable,
  holder: FoundNode,
  collection: Collection,
  entries: readonly Entry[],
  index: number,
): Splice[] {
  const entry = entries[index]
  if (entry === undefined) throw new Error('An entry is not in its own collection.')
  if (collection.flow) return removeFromFlow(text, collection, entries, index)
  if (entries.length === 1) return emptied(text, holder, collection, entry)
  if (isFirstOnLine(text, entry.start)) return [wholeLines(text, linesOf(text, entry, collection.column))]
  // It shares its line with a dash: what follows moves up.
  return [{ start: entry.start, end: nextContent(text, entry.end), text: '' }]
}

/** Where nothing is left, `{}` or `[]` says so. */
function emptied(text: string, { place }: FoundNode, collection: Collection, entry: Entry): Splice[] {
  const empty = collection.kind === 'mapping' ? '{}' : '[]'
  const { start, end, from } = collection
  if (place === undefined || !('pair' in place) || !isFirstOnLine(text, start)) return [{ start, end, text: empty }]
  const { colon } = place.pair
  if (from !== start || colon === undefined) throw new NotEditable('An anchor or a tag stands before it')
  return [{ start: colon, end: colon, text: ` ${empty}` }, wholeLines(text, linesOf(text, entry, collection.column))]
}

/** At the end of a file without a final line break, the break before the lines goes instead. */
function wholeLines(text: string, { start, end }: Range): Splice {
  const last = end === text.length && !text.endsWith('\n')
  return { start: last ? endOfLineBefore(text, start) : start, end, text: '' }
}

function removeFromFlow(text: string, whole: Range, entries: readonly Entry[], index: number): Splice[] {
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]]
  if (entry === undefined) return []
  const { start, end } = entry
  const [from, to] = before !== undefined ? [before.end, start] : [end, after?.start ?? whole.end - 1]
  const between = text.slice(from, to)
  if (!between.includes('#')) return [{ start: Math.min(from, start), end: Math.max(to, end), text: '' }]
  const comma = from + between.search(/(?<=^\s*),/)
  if (comma < from) throw new NotEditable('Comments stand between the items of a list in brackets')
  return [
    { start: comma, end: comma + 1, text: '' },
    { start, end, text: '' },
  ]
}
