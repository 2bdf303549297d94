import type { Json, Path } from './document.ts'
import { lineStart, NotEditable, ownNode } from './editable.ts'
import type { Editable } from './editable.ts'
import { emitFlow, emitFlowPair, emitInline, emitItem, emitPair, pad } from './emit.ts'
import { isInFlow, putBelow } from './edit-set.ts'
import { endOfEntry, isFirstOnLine, linesOf } from './entry-lines.ts'
import { findPair } from './find-node.ts'
import type { FoundNode } from './find-node.ts'
import { isMerge } from './key-text.ts'
import { isNothing } from './node.ts'
import type { ItemNode, MappingNode, PairNode, YamlNode } from './node.ts'
import { quote } from './quote.ts'
import type { Splice } from './splice.ts'

/** Before or after which key a new pair goes; at the end where that key is not there. */
export type Position = { after?: string | undefined; before?: string | undefined }

/** A new entry as it is written in block style at a column (without its first indentation) and in flow style. */
export type NewEntry = { block: (column: number) => string; flow: (quoted: boolean) => string }

/** A new pair in the mapping at a path. */
export function addAt(editable: Editable, path: Path, key: string, value: Json, position: Position): Splice[] {
  const layout = editable.layout()
  return insertPair(editable, path, key, position, {
    block: (column) => emitPair(key, value, column, layout),
    flow: (quoted) => (quoted ? emitFlowPair(key, value) : `${quote(key)}: ${inFlow(value)}`),
  })
}

function inFlow(value: Json): string {
  return typeof value === 'string' ? emitInline(value) : emitFlow(value)
}

/** Puts a new pair, however it is written, in the mapping at a path. */
export function insertPair(
  editable: Editable,
  path: Path,
  key: string,
  position: Position,
  entry: NewEntry,
): Splice[] {
  const found = ownNode(editable, path)
  const { node } = found
  if (isNothing(node)) return firstEntry(editable, found, 'mapping', entry)
  if (node.kind !== 'mapping') throw new NotEditable(`No mapping stands at ${path.join('.')}`)
  if (findPair(node, key) !== undefined) throw new NotEditable(`The key "${key}" is there already`)
  const last = node.pairs.at(-1)
  if (last === undefined) return firstEntry(editable, found, 'mapping', entry)
  // A merge key wins over what stands before it.
  const named = node.pairs.some(isMerge) ? undefined : namedPair(node, position)
  if (node.flow) return [intoFlow(editable, named?.pair ?? last, entry.flow(isQuoted(last.key)))]
  if (named?.before !== true) return [afterEntry(editable, named?.pair ?? last, node.column, entry)]
  return [beforePair(editable, named.pair, node.column, entry)]
}

function namedPair(
  mapping: MappingNode,
  { after, before }: Position,
): { pair: PairNode; before: boolean } | undefined {
  const [name, isBefore] = after === undefined ? [before, true] : [after, false]
  const pair = name === undefined ? undefined : findPair(mapping, name)?.pair
  return pair === undefined ? undefined : { pair, before: isBefore }
}

/** A new item at the end of the list at a path. */
export function appendAt(editable: Editable, path: Path, value: Json): Splice[] {
  const entry: NewEntry = {
    block: (column) => emitItem(value, column, editable.layout()),
    flow: (quoted) => (quoted ? emitFlow(value) : inFlow(value)),
  }
  const found = ownNode(editable, path)
  const { node } = found
  if (isNothing(node)) return firstEntry(editable, found, 'sequence', entry)
  if (node.kind !== 'sequence') throw new NotEditable(`No list stands at ${path.join('.')}`)
  const last = node.items.at(-1)
  if (last === undefined) return firstEntry(editable, found, 'sequence', entry)
  if (!node.flow) return [afterEntry(editable, last, node.column, entry)]
  return [intoFlow(editable, last, entry.flow(isQuoted(last.node)))]
}

/** In place of `{}`, `[]`, `null` or nothing at all. */
function firstEntry(editable: Editable, found: FoundNode, kind: 'mapping' | 'sequence', entry: NewEntry): Splice[] {
  const { place } = found
  const layout = editable.layout()
  if (place === undefined || isInFlow(found) || !('pair' in place)) {
    const [open, close] = kind === 'mapping' ? ['{', '}'] : ['[', ']']
    const gap = found.node.start === found.node.end ? ' ' : ''
    return [{ start: found.node.start, end: found.node.end, text: gap + open + entry.flow(true) + close }]
  }
  const column = place.mapping.column + (kind === 'mapping' ? layout.indent : layout.dash)
  return putBelow(editable, place.pair, layout.newline + pad(column) + entry.block(column))
}

function afterEntry(
  { text, layout }: Editable,
  entry: PairNode | ItemNode,
  column: number,
  { block }: NewEntry,
): Splice {
  const at = endOfEntry(text, entry, column)
  return { start: at, end: at, text: layout().newline + pad(column) + block(column) }
}

function beforePair({ text, layout }: Editable, pair: PairNode, column: number, { block }: NewEntry): Splice {
  const alone = isFirstOnLine(text, pair.start)
  const at = alone ? linesOf(text, pair, column).start : pair.start
  const [before, after] = alone ? [pad(column), ''] : ['', pad(column)]
  return { start: at, end: at, text: before + block(column) + layout().newline + after }
}

/** As the entry before it: on a line of its own, or on the same line. */
function intoFlow({ text, layout }: Editable, { start, end }: PairNode | ItemNode, written: string): Splice {
  const gap = isFirstOnLine(text, start) ? layout().newline + text.slice(lineStart(text, start), start) : ' '
  return { start: end, end, text: `,${gap}${written}` }
}

function isQuoted(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style !== 'plain'
}
