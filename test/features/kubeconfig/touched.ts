import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Document, Node, Pair } from 'yaml'

/** Where something stands in a text: its first character, and the one after its last. */
type Range = readonly [start: number, end: number]

type Operation = 'current' | 'namespace' | 'rename' | 'delete'

/**
 * Where the nodes stand that an operation on a context is about, as another reader sees it: the value of
 * `current-context`, the context's body, its name, or the whole of its item in the list.
 */
function rangesOf(text: string, operation: Operation, name: string): Range[] {
  const [document] = parseAllDocuments(text, { version: '1.1', uniqueKeys: false })
  if (document === undefined || !('contents' in document)) return []
  const top = document.contents
  const current = pairOf(document, top, 'current-context')
  if (operation === 'current') return spans(text, current)
  const list = followed(document, pairOf(document, top, 'contexts')?.value)
  const items = isSeq(list) ? list.items : []
  const item = items.map((one) => followed(document, one)).find((one) => nameOf(document, one) === name)
  if (operation === 'delete') return items.length === 1 ? spans(text, list) : spansWithComma(text, items, item)
  if (operation === 'namespace') return spans(text, pairOf(document, item, 'context') ?? item)
  const isCurrent = isScalar(current?.value) && String(current.value.value) === name
  return [...spans(text, pairOf(document, item, 'name')), ...(isCurrent ? spans(text, current) : [])].toSorted(
    (one, other) => one[0] - other[0],
  )
}

/** True if every byte outside those nodes, and the blanks and commas around them, is as it was. */
export function isOutsideUntouched(before: string, after: string, operation: Operation, name: string): boolean {
  let at = 0
  let from = 0
  for (const [start, end] of rangesOf(before, operation, name)) {
    const piece = before.slice(from, start)
    const found = from === 0 ? (after.startsWith(piece) ? 0 : -1) : after.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
    from = end
  }
  const rest = before.slice(from)
  // Where there is no such node yet, one is put in: then nothing else is taken away.
  if (from === 0) return isInserted(before, after)
  return after.endsWith(rest) && after.length - rest.length >= at
}

function isInserted(before: string, after: string): boolean {
  let same = 0
  while (same < before.length && before[same] === after[same]) same += 1
  return after.endsWith(before.slice(same)) && after.length >= before.length
}

/** In brackets, the comma that goes with an item may stand before a comment on what stays. */
function spansWithComma(text: string, items: unknown[], item: unknown): Range[] {
  const [before, own] = [items[items.indexOf(item) - 1] as Node | undefined, spans(text, item)]
  const from = before?.range?.[1] ?? text.length
  const comma = from + (/^(?:\s|#.*\n)*,/u.exec(text.slice(from))?.[0].length ?? 0)
  return comma === from || comma >= (own[0]?.[0] ?? 0) ? own : [[comma - 1, comma], ...own]
}

function spans(text: string, what: unknown): Range[] {
  const nodes = isPair(what) ? [what.key, what.value] : [what]
  const ranges = nodes.flatMap((node) => (node as Node | null)?.range ?? [])
  if (ranges.length === 0) return []
  let start = Math.min(...ranges)
  let end = Math.max(...ranges)
  while (start > 0 && ' \t\r\n,-'.includes(text[start - 1] ?? '')) start -= 1
  while (end < text.length && ' \t\r\n,'.includes(text[end] ?? '')) end += 1
  return [[start, end]]
}

function pairOf(document: Document, node: unknown, key: string): Pair | undefined {
  const map = followed(document, node)
  return isMap(map) ? map.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key) : undefined
}

function nameOf(document: Document, item: unknown): string | undefined {
  const value = followed(document, pairOf(document, item, 'name')?.value)
  return isScalar(value) ? String(value.value) : undefined
}

function followed(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}
