import type { Json, JsonObject } from './document.ts'
import { readElsewhere, readPlain } from './plain-scalar.ts'
import type { Primitive } from './plain-scalar.ts'
import { readUsualBlock } from './usual-block.ts'
import { readUsualFlow } from './usual-flow.ts'

/** The value of a document that is written in the usual way. */
export type UsualDocument = { value: JsonObject; ambiguous: boolean }

/**
 * The fast path: a document in the style that people and tools write nearly always. It takes a fraction of the
 * parser's time, most of it within the engine of regular expressions, which needs no warming up.
 *
 * It answers only where it is sure: block mappings and lists with scalars on one line, blocks of text, brackets on one
 * line, comments. Everything else (anchors, aliases, tags, scalars of several lines, tabs, equal keys, odd indentation,
 * syntax errors) gives `undefined`, and the parser decides. Whenever it answers, the parser would have read the same.
 *
 * `text` must have passed `mayBeUsual`.
 */
export function readUsual(text: string, start: number, end: number): UsualDocument | undefined {
  return new UsualReader(text, start, contentEnd(text, start, end)).read()
}

/** Control characters but line breaks and tabs, line breaks that only YAML 1.1 knows, byte order marks. */
const UNUSUAL = /[^\t\r\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]|\r(?!\n)/

/** True if the documents of a text may be asked of `readUsual`; `from` is where the first begins. */
export function mayBeUsual(text: string, from: number): boolean {
  return !UNUSUAL.test(from === 0 ? text : text.slice(from))
}

/** The end of the last line that holds more than a comment. */
function contentEnd(text: string, start: number, end: number): number {
  let last = end
  while (last > start) {
    const line = last < start + 2 ? start : Math.max(start, text.lastIndexOf('\n', last - 2) + 1)
    if (!/^ *(?:#.*)?\r?\n?$/.test(text.slice(line, last))) break
    last = line
  }
  return last
}

const NEWLINE = String.raw`\r?\n`
const SKIPPED = `(?: *(?:#[^\\r\\n]*)?${NEWLINE})*`
const KEY = String.raw`([A-Za-z_/][\w./-]*|"[^"\\\t\r\n]*"|'[^'\t\r\n]*'):(?=[ \r\n]|$) *`
const PLAIN = '((?:[^\\s?:,[\\]{}#&*!|>\'"%@`-]|-(?=\\S))(?:[^\\s:#]|:(?=\\S)|(?<! )#| +(?=[^\\s#]))*)'
const QUOTED = String.raw`"([^"\\\t\r\n]*)"|'([^'\t\r\n]*)'`
const REST = `(?: +#[^\\r\\n]*| *)(?:${NEWLINE}|$)`
/** Comments and blank lines, indentation, a dash, a key, and a scalar with the rest of its line, or another value's sign. */
const LINE = new RegExp(`${SKIPPED}( *)(- +)?(?:${KEY})?(?:(?:${PLAIN}|${QUOTED}|)${REST}|(["'[{|>]))`, 'y')

const MOST_COLUMNS = 100

type Collection = JsonObject | Json[]

class UsualReader {
  private ambiguous = false
  private readonly text: string
  private position: number
  private readonly end: number
  /** The open collections, with the columns of their keys or dashes; `top` is the innermost. */
  private readonly collections: Collection[] = []
  private readonly columns: number[] = []
  private top: Collection | undefined
  private column = -1
  /** A key that nothing followed on its line. */
  private pending: string | undefined

  constructor(text: string, start: number, end: number) {
    this.text = text
    this.position = start
    this.end = end
  }

  read(): UsualDocument | undefined {
    while (this.position < this.end) {
      LINE.lastIndex = this.position
      const line = LINE.exec(this.text)
      if (line === null) return undefined
      this.position = LINE.lastIndex
      if (!this.take(line)) return undefined
    }
    const [root] = this.collections
    return root === undefined || Array.isArray(root) ? undefined : { value: root, ambiguous: this.ambiguous }
  }

  /** Takes a line's content into the value; false if this is not for this reader. */
  private take(line: RegExpExecArray): boolean {
    const [, indentation = '', dash, written, plain, double, single, sign] = line
    const key = written === undefined ? undefined : keyOf(written)
    let column = indentation.length
    if (!this.enter(column, dash !== undefined)) return false
    if (dash !== undefined) {
      column += dash.length
      if (key !== undefined && !this.open({}, column)) return false
    }
    const { top } = this
    if (key === NO_TEXT || (key !== undefined && (top === undefined || Array.isArray(top) || !this.isNew(top, key))))
      return false
    if (plain === undefined && double === undefined && single === undefined && sign === undefined) {
      if (key === undefined) return false
      this.put(key, null)
      this.pending = key
      return true
    }
    const value = plain === undefined ? (double ?? single ?? this.special(sign)) : this.plain(plain)
    if (value === undefined || (key === undefined && dash === undefined)) return false
    this.put(key, value)
    return true
  }

  /** Opens and closes collections so that the innermost is that of a line; false where none fits. */
  private enter(column: number, dash: boolean): boolean {
    const { pending } = this
    this.pending = undefined
    if (this.top === undefined) return !dash && column === 0 && this.open({}, column)
    if (column > this.column || (pending !== undefined && dash && column === this.column))
      return pending !== undefined && this.open(dash ? [] : {}, column, pending)
    while (this.column > column) this.close()
    if (this.column === column && Array.isArray(this.top) && !dash) this.close()
    return this.column === column && Array.isArray(this.top) === dash
  }

  private open(made: Collection, column: number, key?: string): boolean {
    if (this.top !== undefined) this.put(key, made)
    this.collections.push(made)
    this.columns.push(column)
    this.top = made
    this.column = column
    return column <= MOST_COLUMNS
  }

  private close(): void {
    this.collections.pop()
    this.columns.pop()
    this.top = this.collections.at(-1)
    this.column = this.columns.at(-1) ?? -1
  }

  private put(key: string | undefined, value: Json): void {
    if (Array.isArray(this.top)) this.top.push(value)
    else if (this.top !== undefined && key !== undefined) this.top[key] = value
  }

  /** True for a key that the mapping has not got, and that no object inherits. */
  private isNew(mapping: JsonObject, key: string): boolean {
    return mapping[key] === undefined && key.length < 1000
  }

  private plain(text: string): Primitive | undefined {
    if (!SPECIAL_START.test(text)) return text
    this.ambiguous ||= readElsewhere(text) !== undefined
    const value = readPlain(text)
    return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  }

  /** A value that is no scalar on its line; the position is that after its first sign. */
  private special(sign: string | undefined): Json | undefined {
    const start = this.position - 1
    const found =
      sign === '|' || sign === '>' ? readUsualBlock(this.text, start, this.column) : readUsualFlow(this.text, start)
    if (found === undefined) return undefined
    this.ambiguous ||= found.ambiguous
    this.position = found.end
    return found.value
  }
}

const WORD_START = /^[fnotyFNOTY]/
const NO_TEXT = ''

/** A key without its quotes; empty where it is a word that some reader takes for something else. */
function keyOf(written: string): string {
  if (/^["']/.test(written)) return written.slice(1, -1)
  return WORD_START.test(written) && readPlain(written) !== written ? NO_TEXT : written
}

/** Only what begins like this may be something else than text. */
const SPECIAL_START = /^[-+.0-9~fnotyFNOTY]/
