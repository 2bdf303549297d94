import { outline } from './outline.ts'
import type { OutlineEntry } from './outline.ts'
import type { MapNode, Pair, ScalarNode, SeqItem, SeqNode, Tree, TreeNode } from './tree.ts'

/**
 * The fast path: kubeconfigs in the ordinary block style that kubectl and its kind write. It takes a few milliseconds
 * for 2,000 contexts, where a YAML library takes fifty times that (and as long again to load).
 *
 * It answers only where it is sure: block maps and lists, scalars on one line (plain, or quoted without escapes),
 * empty `[]` and `{}`, comments. Everything else (anchors, aliases, tags, block scalars, flow collections, several
 * documents, tabs, BOM, odd indentation, syntax errors) gives `undefined`, and the YAML library decides. Whenever
 * it answers, the library would have read the same.
 *
 * All lines are checked at once; nodes below the top level are made when they are asked for.
 */
export function scan(text: string): Tree | undefined {
  const entries = outline(text)
  const last = entries?.at(-1)
  if (entries === undefined || last === undefined) return undefined
  const pairs = entries.map((entry) => new TopPair(text, entry))
  const root: MapNode = { kind: 'map', flow: false, column: 0, pairs, start: pairs[0]?.start ?? 0, end: last.end }
  return { text, root, ordinary: true, end: last.end }
}

/** A top-level pair whose value is read on first use. */
class TopPair implements Pair {
  readonly key: string
  readonly start: number
  readonly colon: number
  readonly end: number
  readonly explicit = false
  private readonly text: string
  private readonly entry: OutlineEntry
  private made: TreeNode | undefined

  constructor(text: string, entry: OutlineEntry) {
    this.text = text
    this.entry = entry
    this.key = entry.key
    this.start = entry.start
    this.colon = entry.colon
    this.end = entry.end
  }

  get value(): TreeNode {
    this.made ??= this.entry.itemStarts.length > 0 ? this.list() : new Reader(this.text, this.start).readPair(0).value
    return this.made
  }

  private list(): SeqNode {
    const { itemStarts, itemEnds, itemColumn } = this.entry
    const items = itemStarts.map(
      (start, index) => new TopItem(this.text, start, itemEnds[index] ?? start, itemColumn),
    )
    const start = itemStarts[0] ?? this.colon
    return { kind: 'seq', flow: false, column: itemColumn, items, start, end: this.end }
  }
}

/** An item of a top-level list, read on first use. */
class TopItem implements SeqItem {
  readonly start: number
  readonly end: number
  private readonly text: string
  private readonly column: number
  private made: TreeNode | undefined

  constructor(text: string, start: number, end: number, column: number) {
    this.text = text
    this.start = start
    this.end = end
    this.column = column
  }

  get node(): TreeNode {
    this.made ??= new Reader(this.text, this.start).readItem(this.column)
    return this.made
  }
}

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const DASH = 0x2d
const HASH = 0x23

/** Makes nodes of lines that `outline` has found to be ordinary; it relies on that. */
class Reader {
  private readonly text: string
  /** Of the current line: its first character that is not a space, and its end without the line break. */
  private position: number
  private lineEnd: number
  /** The column of `position`; -1 after the last line. Set by `nextLine`, the caller knows that of the first one. */
  private indent = -1

  constructor(text: string, position: number) {
    this.text = text
    this.position = position
    this.lineEnd = endOfLine(text, position)
  }

  readPair(column: number): Pair {
    const { text, position: start } = this
    const colon = text.indexOf(':', start) + 1
    const key = text.slice(start, colon - 1)
    const content = this.contentAfter(colon)
    const value = content === -1 ? this.readBelow(column, colon) : this.readInline(content)
    return { key, start, colon, end: Math.max(value.end, colon), value, explicit: false }
  }

  readItem(column: number): TreeNode {
    const dash = this.position
    const content = this.contentAfter(dash + 1)
    if (content === -1) {
      this.nextLine()
      return this.indent > column ? this.readBlock() : nothingAt(dash + 1)
    }
    if (!KEY_FOLLOWS.test(this.text.slice(content, this.lineEnd))) return this.readInline(content)
    this.position = content
    return this.readMap(column + content - dash)
  }

  private readBlock(): TreeNode {
    return this.atDash() ? this.readSeq(this.indent) : this.readMap(this.indent)
  }

  /** What follows a key that ends its line: a deeper block, a list at the same column, or nothing. */
  private readBelow(column: number, colon: number): TreeNode {
    this.nextLine()
    if (this.indent > column) return this.readBlock()
    return this.indent === column && this.atDash() ? this.readSeq(column) : nothingAt(colon)
  }

  private readMap(column: number): MapNode {
    const start = this.position
    const pairs: Pair[] = []
    do pairs.push(this.readPair(column))
    while (this.indent === column && !this.atDash())
    return { kind: 'map', flow: false, column, pairs, start, end: pairs.at(-1)?.end ?? start }
  }

  private readSeq(column: number): SeqNode {
    const start = this.position
    const items: SeqItem[] = []
    do {
      const dash = this.position
      const node = this.readItem(column)
      items.push({ start: dash, end: node.end, node })
    } while (this.indent === column && this.atDash())
    return { kind: 'seq', flow: false, column, items, start, end: items.at(-1)?.end ?? start }
  }

  /** A scalar or an empty collection; goes on to the next line. */
  private readInline(start: number): TreeNode {
    const { text, lineEnd } = this
    this.nextLine()
    const first = text.charAt(start)
    if (first === '[') return { kind: 'seq', flow: true, column: 0, items: [], start, end: start + 2 }
    if (first === '{') return { kind: 'map', flow: true, column: 0, pairs: [], start, end: start + 2 }
    if (first === '"' || first === "'") {
      const end = text.indexOf(first, start + 1) + 1
      return { kind: 'scalar', value: text.slice(start + 1, end - 1), plain: false, start, end }
    }
    const line = text.slice(start, lineEnd)
    const comment = line.indexOf(' #')
    let end = comment === -1 ? lineEnd : start + comment
    while (text.charCodeAt(end - 1) === SPACE) end -= 1
    return { kind: 'scalar', value: text.slice(start, end), plain: true, start, end }
  }

  private atDash(): boolean {
    if (this.text.charCodeAt(this.position) !== DASH) return false
    const after = this.text.charCodeAt(this.position + 1)
    return after === SPACE || after === LF || after === CR || Number.isNaN(after)
  }

  /** The first character on this line from a position on that belongs to a value; -1 where there is none. */
  private contentAfter(position: number): number {
    let found = position
    while (this.text.charCodeAt(found) === SPACE) found += 1
    return found >= this.lineEnd || this.text.charCodeAt(found) === HASH ? -1 : found
  }

  /** Goes to the next line that is neither blank nor a comment. */
  private nextLine(): void {
    const { text } = this
    while (this.lineEnd < text.length) {
      const start = this.lineEnd + (text.charCodeAt(this.lineEnd) === CR ? 2 : 1)
      let position = start
      while (text.charCodeAt(position) === SPACE) position += 1
      this.lineEnd = endOfLine(text, position)
      if (position >= this.lineEnd || text.charCodeAt(position) === HASH) continue
      this.position = position
      this.indent = position - start
      return
    }
    this.indent = -1
  }
}

const KEY_FOLLOWS = /^[A-Za-z][\w./-]*:(?: |$)/

function endOfLine(text: string, position: number): number {
  const newline = text.indexOf('\n', position)
  if (newline === -1) return text.length
  return text.charCodeAt(newline - 1) === CR ? newline - 1 : newline
}

/** The value of a key or a dash that nothing follows: YAML's null. */
function nothingAt(position: number): ScalarNode {
  return { kind: 'scalar', value: '', plain: true, start: position, end: position }
}
