import { emitFlow, emitFlowPair, emitItem, emitPair, pad } from './emit.ts'
import { quote } from '../manifests/quote.ts'
import type { MapNode, Pair, SeqNode } from './tree.ts'
import { isEmptyNode } from './value.ts'
import type { Value } from './value.ts'

/** Replaces what stands between two offsets. */
export type Splice = { start: number; end: number; text: string }

/** An edit that this file's layout does not allow. The caller tells the user, with the file's name. */
export class NotEditable extends Error {}

/** Gives a key of a map a value: in place where it has one, else as a new pair. */
export function setPair(text: string, map: MapNode, key: string, value: Value): Splice[] {
  const pair = ownPair(map, key)
  if (pair === undefined) return [insertPair(text, map, key, value)]
  if (pair.explicit) throw new NotEditable(`"${key}" is written in a form that icc reads but does not change`)
  const { value: node } = pair
  const scalar = typeof value === 'string'
  if (scalar && node.kind === 'scalar' && node.start === node.end)
    return [{ start: pair.colon, end: pair.colon, text: ` ${quote(value, map.flow)}` }]
  if (scalar && (node.kind === 'scalar' || node.kind === 'alias'))
    return [{ start: node.start, end: node.end, text: quote(value, map.flow) }]
  const style = { newline: newlineOf(text) }
  const replacement = map.flow ? emitFlowPair(key, value) : emitPair(key, value, map.column, style)
  return [{ start: pair.start, end: pair.end, text: replacement }]
}

/** Takes a key out of a map; nothing where the map has no such key of its own. */
export function removePair(text: string, map: MapNode, key: string): Splice[] {
  const index = map.pairs.findLastIndex((pair) => pair.key === key)
  const pair = map.pairs[index]
  if (pair === undefined) return []
  if (map.flow) return removeFromFlow(text, map, map.pairs, index)
  if (map.pairs.length === 1) return [{ start: pair.start, end: pair.end, text: '{}' }]
  const next = map.pairs[index + 1]
  const atLineStart = text.slice(lineStart(text, pair.start), pair.start).trim() === ''
  // The first pair of a list's item shares its line with the dash: what follows moves up.
  if (!atLineStart && next !== undefined) return [{ start: pair.start, end: next.start, text: '' }]
  return [removeLines(text, pair.start, pair.end)]
}

/** Puts an item at the end of the list under a top-level key, which is made where it is missing. */
export function addItem(text: string, root: MapNode, key: string, item: Value): Splice[] {
  const pair = ownPair(root, key)
  if (pair === undefined) return [appendPair(text, root, key, [item])]
  const { value: list } = pair
  if (isEmptyNode(list)) return fillEmptyList(text, root, pair, item)
  if (list.kind !== 'seq') throw new NotEditable(`"${key}" is an alias or no list`)
  const style = { newline: newlineOf(text) }
  const last = list.items.at(-1)
  if (last === undefined) throw new NotEditable(`"${key}" is no list`)
  if (list.flow) return [{ start: last.end, end: last.end, text: `, ${emitFlow(item)}` }]
  const place = lineEnd(text, last.end)
  return [{ start: place, end: place, text: style.newline + pad(list.column) + emitItem(item, list.column, style) }]
}

/** Takes an item out of the list under a top-level key. */
export function removeItem(text: string, pair: Pair, list: SeqNode, index: number): Splice[] {
  const item = list.items[index]
  if (item === undefined) throw new NotEditable('The entry is not where it was')
  if (list.flow) return removeFromFlow(text, list, list.items, index)
  const lines = removeLines(text, item.start, item.end)
  return list.items.length > 1 ? [lines] : [{ start: pair.colon, end: pair.colon, text: ' []' }, lines]
}

/** Applies splices that do not overlap; `undefined` where they do. Those at one place keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string | undefined {
  const ordered = splices.toSorted((one, other) => one.start - other.start || one.end - other.end)
  const parts: string[] = []
  let position = 0
  for (const { start, end, text: replacement } of ordered) {
    if (start < position) return undefined
    parts.push(text.slice(position, start), replacement)
    position = end
  }
  parts.push(text.slice(position))
  return parts.join('')
}

/** The line break that the file uses first, `\n` where it has none. */
export function newlineOf(text: string): string {
  const first = text.indexOf('\n')
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n'
}

function ownPair(map: MapNode, key: string): Pair | undefined {
  return map.pairs.findLast((pair) => pair.key === key)
}

/** After the last pair that kubectl, which sorts its keys, would write before it; else before all others. */
function insertPair(text: string, map: MapNode, key: string, value: Value): Splice {
  const style = { newline: newlineOf(text) }
  const last = map.pairs.at(-1)
  if (map.flow || last === undefined) return insertIntoFlow(map, last, key, value)
  const pairText = emitPair(key, value, map.column, style)
  // A merge key gives way only to what stands after it.
  const merges = map.pairs.some((pair) => pair.key === '<<')
  const before = merges ? last : map.pairs.findLast((pair) => pair.key < key)
  if (before !== undefined) {
    const place = lineEnd(text, before.end)
    return { start: place, end: place, text: style.newline + pad(map.column) + pairText }
  }
  const { start } = map.pairs[0] ?? last
  return { start, end: start, text: pairText + style.newline + pad(map.column) }
}

function insertIntoFlow(map: MapNode, last: Pair | undefined, key: string, value: Value): Splice {
  if (!map.flow) throw new NotEditable('A map without keys has an unusual form')
  const place = last?.end ?? map.start + 1
  return { start: place, end: place, text: (last === undefined ? '' : ', ') + emitFlowPair(key, value) }
}

function appendPair(text: string, root: MapNode, key: string, value: Value): Splice {
  const last = root.pairs.at(-1)
  if (root.flow || last === undefined) return insertIntoFlow(root, last, key, value)
  const style = { newline: newlineOf(text) }
  const place = lineEnd(text, last.end)
  return {
    start: place,
    end: place,
    text: style.newline + pad(root.column) + emitPair(key, value, root.column, style),
  }
}

/** `contexts:`, `contexts: null` or `contexts: []`; a comment on that line stays. */
function fillEmptyList(text: string, root: MapNode, pair: Pair, item: Value): Splice[] {
  const { value: list, colon } = pair
  if (root.flow) return [{ start: list.start, end: Math.max(list.end, list.start), text: emitFlow([item]) }]
  const style = { newline: newlineOf(text) }
  const place = lineEnd(text, Math.max(list.end, colon))
  const added = style.newline + pad(root.column) + emitItem(item, root.column, style)
  return [
    { start: colon, end: Math.max(list.end, colon), text: '' },
    { start: place, end: place, text: added },
  ]
}

type Span = { start: number; end: number }

/** An item with its comma. Comments around it are about what stays, or nobody knows about what: they stay as well. */
function removeFromFlow(text: string, whole: Span, parts: Span[], index: number): Splice[] {
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]]
  if (part === undefined) return []
  const own = { start: part.start, end: part.end, text: '' }
  if (before !== undefined) {
    if (!text.slice(before.end, part.start).includes('#')) return [{ ...own, start: before.end }]
    return [...commaAfter(text, before.end, part.start), own]
  }
  const end = after?.start ?? whole.end - 1
  if (text.slice(part.end, end).includes('#')) return [own, ...commaAfter(text, part.end, end)]
  const start =
    after === undefined && !text.slice(whole.start, part.start).includes('#') ? whole.start + 1 : part.start
  return [{ start, end, text: '' }]
}

function commaAfter(text: string, from: number, to: number): Splice[] {
  const comma = from + (/^(?:\s|#[^\n]*\n)*,/u.exec(text.slice(from, to))?.[0].length ?? 0)
  return comma === from ? [] : [{ start: comma - 1, end: comma, text: '' }]
}

/** Whole lines; at the end of a file without a final line break, the break before them goes instead. */
function removeLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start)
  const to = text.indexOf('\n', end) + 1
  if (to > 0) return { start: from, end: to, text: '' }
  return { start: Math.max(0, from - (from > 0 ? newlineBefore(text, from) : 0)), end: text.length, text: '' }
}

function newlineBefore(text: string, offset: number): number {
  return text.endsWith('\r\n', offset) ? 2 : 1
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** The end of the line that an offset is on, before its line break. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text.charAt(newline - 1) === '\r' ? newline - 1 : newline
}
