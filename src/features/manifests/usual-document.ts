import type { Json, JsonObject } from './document.ts'
import { isWord, readElsewhere, readPlain } from './plain-scalar.ts'
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
  return new UsualReader(text, start, end).read()
}

/** Control characters but line breaks and tabs, line breaks that only YAML 1.1 knows, byte order marks. */
const UNUSUAL = /[^\t\r\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]|\r(?!\n)/

/** True if the documents of a text may be asked of `readUsual`; `from` is where the first begins. */
export function mayBeUsual(text: string, from: number): boolean {
  return !UNUSUAL.test(from === 0 ? text : text.slice(from))
}

const NEWLINE = String.raw`\r?\n`
const KEY = String.raw`([A-Za-z_/][\w./-]*|"[^"\\\t\r\n]*"|'[^'\t\r\n]*'):(?=[ \r\n]|$) *`
const PLAIN = '((?:[^\\s?:,[\\]{}#&*!|>\'"%@`-]|-(?=\\S))(?:[^\\s:#]|:(?=\\S)|(?<! )#| +(?=[^\\s#]))*)'
const QUOTED = String.raw`"([^"\\\t\r\n]*)"|'([^'\t\r\n]*)'`
const REST = `(?: +#[^\\r\\n]*| *)(?:${NEWLINE}|$)`
/** A line from its first character: a dash, a key, and a scalar with the rest of the line, or another value's sign. */
const LINE = new RegExp(`(- +)?(?:${KEY})?(?:(?:${PLAIN}|${QUOTED}|)${REST}|(["'[{|>]))`, 'y')
const [DASH, WRITTEN_KEY, PLAIN_TEXT, DOUBLE_QUOTED, SINGLE_QUOTED, SIGN] = [1, 2, 3, 4, 5, 6]

/** Beyond this, the engine of regular expressions may run out of its stack. */
const LONGEST_LINE = 10_000
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
    const { text, end } = this
    for (let start = this.nextLine(); start < end; start = this.nextLine()) {
      const newline = text.indexOf('\n', start)
      if ((newline === -1 ? text.length : newline) - start > LONGEST_LINE) return undefined
      LINE.lastIndex = start
      const line = LINE.exec(text)
      if (line === null) return undefined
      const column = start - this.position
      this.position = LINE.lastIndex
      if (!this.take(line, column)) return undefined
    }
    const [root] = this.collections
    return root === undefined || Array.isArray(root) ? undefined : { value: root, ambiguous: this.ambiguous }
  }

  /** Goes to the next line that holds more than a comment; returns the offset of its first character. */
  private nextLine(): number {
    const { text, end } = this
    while (this.position < end) {
      let start = this.position
      while (text.charCodeAt(start) === SPACE) start += 1
      const code = text.charCodeAt(start)
      if (code !== LF && code !== CR && code !== HASH) return start
      const newline = text.indexOf('\n', start)
      this.position = newline === -1 ? end : newline + 1
    }
    return end
  }

  /** Takes a line's content into the value; false if this is not for this reader. */
  private take(line: RegExpExecArray, column: number): boolean {
    const dash = line[DASH]
    const written = line[WRITTEN_KEY]
    if (!this.enter(column, dash !== undefined)) return false
    if (written === undefined) return dash !== undefined && this.takeItem(line)
    if (dash !== undefined && !this.openItem(column + dash.length)) return false
    const key = keyOf(written)
    const { top } = this
    // A key that stands there twice, or that all objects inherit, is for the parser.
    if (top === undefined || Array.isArray(top) || key === NO_TEXT || top[key] !== undefined) return false
    const value = this.valueOf(line)
    if (value === undefined) this.pending = key
    else if (value === NOT_MINE) return false
    top[key] = value ?? null
    return true
  }

  private takeItem(line: RegExpExecArray): boolean {
    const value = this.valueOf(line)
    if (value === undefined || value === NOT_MINE || !Array.isArray(this.top)) return false
    this.top.push(value)
    return true
  }

  /** What stands on the line after its key or its dash; undefined where nothing does. */
  private valueOf(line: RegExpExecArray): Json | typeof NOT_MINE | undefined {
    const plain = line[PLAIN_TEXT]
    if (plain !== undefined) return this.plain(plain)
    const sign = line[SIGN]
    return sign === undefined ? (line[DOUBLE_QUOTED] ?? line[SINGLE_QUOTED]) : this.special(sign)
  }

  /** Opens and closes collections so that the innermost is that of a line; false where none fits. */
  private enter(column: number, dash: boolean): boolean {
    const { pending } = this
    if (column > this.column || (pending !== undefined && dash && column === this.column))
      return this.openBelow(pending, column, dash)
    this.pending = undefined
    while (this.column > column) this.close()
    if (this.column !== column) return false
    const isList = Array.isArray(this.top)
    if (isList && !dash) {
      this.close()
      return this.column === column && !Array.isArray(this.top)
    }
    return isList === dash
  }

  /** Opens the collection that a key's value is, or the root. */
  private openBelow(key: string | undefined, column: number, dash: boolean): boolean {
    const { top } = this
    const made = dash ? [] : {}
    this.pending = undefined
    if (top === undefined) return !dash && column === 0 && this.open(made, column)
    if (key === undefined || Array.isArray(top)) return false
    top[key] = made
    return this.open(made, column)
  }

  private openItem(column: number): boolean {
    if (!Array.isArray(this.top)) return false
    const made = {}
    this.top.push(made)
    return this.open(made, column)
  }

  private open(made: Collection, column: number): boolean {
    this.collections.push(made)
    this.columns.push(column)
    this.top = made
    this.column = column
    return column <= MOST_COLUMNS
  }

  private close(): void {
    this.collections.pop()
    this.columns.pop()
    this.top = this.collections[this.collections.length - 1]
    this.column = this.columns[this.columns.length - 1] ?? -1
  }

  private plain(text: string): Json | typeof NOT_MINE {
    if (isPlainText(text)) return text
    this.ambiguous ||= readElsewhere(text) !== undefined
    const value = readPlain(text)
    return typeof value === 'number' && !Number.isFinite(value) ? NOT_MINE : value
  }

  /** A value that is no scalar on its line; the position is that after its first sign. */
  private special(sign: string): Json | typeof NOT_MINE {
    const start = this.position - 1
    const found =
      sign === '|' || sign === '>' ? readUsualBlock(this.text, start, this.column) : readUsualFlow(this.text, start)
    if (found === undefined) return NOT_MINE
    this.ambiguous ||= found.ambiguous
    this.position = found.end
    return found.value
  }
}

const NOT_MINE = Symbol('not mine')
const NO_TEXT = ''

/** A key without its quotes; empty where it is a word that some reader takes for something else. */
function keyOf(written: string): string {
  const first = written.charCodeAt(0)
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return written.slice(1, -1)
  return written.length > LONGEST_KEY || isWord(written) ? NO_TEXT : written
}

/** True for what begins with a letter and is no word that means something else; false where that needs a closer look. */
function isPlainText(text: string): boolean {
  const first = text.charCodeAt(0)
  return first >= UPPER_A && first !== TILDE && !isWord(text)
}

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const HASH = 0x23
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const UPPER_A = 0x41
const TILDE = 0x7e
const LONGEST_KEY = 1000
