import { quote } from './quote.ts'
import { lineEnd, NotEditable, ownNode, refuseUsedAnchors } from './editable.ts'
import type { Editable } from './editable.ts'
import type { Json, Path } from './document.ts'
import { emitAfterKey, emitCollection, emitFlow, emitInline } from './emit.ts'
import { isFirstOnLine, linesOf } from './entry-lines.ts'
import type { FoundNode } from './find-node.ts'
import { findPair } from './find-node.ts'
import type { PairNode, ScalarNode, YamlNode } from './node.ts'
import type { Splice } from './splice.ts'

/** Replaces what stands at a path. */
export function setAt(editable: Editable, path: Path, value: Json): Splice[] {
  const found = ownNode(editable, path)
  refuseUsedAnchors([found.node], editable)
  const { node, place } = found
  if (isInFlow(found)) return replaceNode(node, emitFlow(value))
  if (fitsOneLine(value)) return oneLine(editable, found, emitInline(value))
  const layout = editable.layout()
  if (place === undefined) return replaceNode(node, emitCollection(value, 0, layout))
  if (!('pair' in place)) return replaceNode(node, emitCollection(value, place.sequence.column + 2, layout))
  return putBelow(editable, place.pair, emitAfterKey(value, place.mapping.column, layout))
}

/** True if the node stands within brackets, or is a collection in them that nothing new can stand below. */
export function isInFlow({ place }: FoundNode): boolean {
  if (place === undefined) return false
  return 'pair' in place ? place.mapping.flow : place.sequence.flow
}

function fitsOneLine(value: Json): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

function replaceNode(node: YamlNode, text: string): Splice[] {
  const gap = node.start === node.end ? ' ' : ''
  return [{ start: node.tag === undefined ? node.start : node.from, end: node.end, text: gap + text }]
}

/** A text for the line of the key or the dash, in place of whatever stands there or below. */
function oneLine({ text }: Editable, { node, place }: FoundNode, written: string): Splice[] {
  const block = (node.kind === 'mapping' || node.kind === 'sequence') && !node.flow
  if (!block || place === undefined || !('pair' in place) || !isFirstOnLine(text, node.start)) {
    if (node.start !== node.end) return replaceNode(node, written)
    const at = placeOfNothing(place, node)
    return [{ start: at, end: at, text: ` ${written}` }]
  }
  const { colon } = place.pair
  if (node.from !== node.start || colon === undefined) throw new NotEditable('An anchor or a tag stands before it')
  return [
    { start: colon, end: colon, text: ` ${written}` },
    { ...linesOf(text, node, node.column), text: '' },
  ]
}

function placeOfNothing(place: FoundNode['place'], node: YamlNode): number {
  if (place === undefined) return node.start
  return 'pair' in place ? (place.pair.colon ?? node.start) : place.item.start + 1
}

/** Lines below a key, in place of its value; a comment on the key's line stays there. */
export function putBelow({ text }: Editable, pair: PairNode, written: string): Splice[] {
  const { value, colon } = pair
  if (colon === undefined || value.from !== value.start) throw new NotEditable('An anchor or a tag stands before it')
  if (isFirstOnLine(text, value.start) && value.start > colon)
    return [{ start: colon, end: value.end, text: written }]
  const end = lineEnd(text, Math.max(value.end, colon))
  return [
    { start: colon, end: Math.max(value.end, colon), text: '' },
    { start: end, end, text: written },
  ]
}

/** Puts a scalar in quotes, so that it is the text that stands there. */
export function requoteAt(editable: Editable, path: Path, key: boolean): Splice[] {
  const found = ownNode(editable, path)
  const node = key ? keyNode(found) : found.node
  if (node.kind !== 'scalar') throw new NotEditable('It is no scalar')
  if (node.style !== 'plain' && node.tag === undefined) return []
  if (node.from === node.end && !key) return oneLine(editable, found, '""')
  return replaceScalar(node, quote(node.text, true))
}

/** Gives the key at the end of a path another name. */
export function renameAt(editable: Editable, path: Path, name: string): Splice[] {
  const found = ownNode(editable, path)
  const node = keyNode(found)
  const { place } = found
  if (place !== undefined && 'mapping' in place && findPair(place.mapping, name) !== undefined)
    throw new NotEditable(`The key "${name}" is there already`)
  refuseUsedAnchors([node], editable)
  return replaceScalar(node, quote(name, isInFlow(found)))
}

function keyNode({ place }: FoundNode): ScalarNode {
  if (place === undefined || !('pair' in place)) throw new NotEditable('It has no key')
  const { key } = place.pair
  if (key.kind !== 'scalar') throw new NotEditable('Its key is an alias')
  return key
}

function replaceScalar(node: ScalarNode, text: string): Splice[] {
  return [{ start: node.tag === undefined ? node.start : node.from, end: node.end, text }]
}
