import type { Json, JsonObject } from './document.ts'
import { isText, isWord, readElsewhere, readPlain } from './plain-scalar.ts'
import { below, rememberBlock } from './shared-blocks.ts'
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
const UNUSUAL = /[^\t\r\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]/

/** True if the documents of a text may be asked of `readUsual`; `from` is where the first begins. */
export function mayBeUsual(text: string, from: number): boolean {
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return false
  return !UNUSUAL.test(from === 0 ? text : text.slice(from))
}

// Each is tried at one place, and none makes an object: what a line leaves behind costs more than reading it.
const KEY = /(?:[A-Za-z_/][\w./-]*|"[^"\\\t\r\n]*"|'[^'\t\r\n]*'):(?=[ \r\n]|$)/y
const PLAIN = /(?:[^\s?:,[\]{}#&*!|>'"%@`-]|-(?=\S))[^\s:#]*(?:(?::(?=\S)|(?<! )#| +(?=[^\s#]))[^\s:#]*)*/y
const QUOTED = /"[^"\\\t\r\n]*"|'[^'\t\r\n]*'(?!')/y
const REST = /(?: +#[^\r\n]*| *)(?:\r?\n|$)/y

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
  /** The lines that each of them is to be remembered by. */
  private readonly blocks: (string | undefined)[] = []
  private top: Collection | undefined
  private column = -1
  /** A key that nothing followed on its line. */
  private pending: string | undefined
  /** The lines of its value, where they may stand elsewhere too. */
  private block: string | undefined

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
      if (!this.takeLine(start, start - this.position)) return undefined
    }
    const [root] = this.collections
    while (this.column > 0) this.close()
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

  /** Takes a line's content, which begins at an offset and a column; false if this is not for this reader. */
  private takeLine(start: number, column: number): boolean {
    const { text } = this
    const dash = text.charCodeAt(start) === DASH && text.charCodeAt(start + 1) === SPACE
    if (!this.enter(column, dash)) return false
    const content = dash ? this.skipSpaces(start + 1) : start
    KEY.lastIndex = content
    if (!KEY.test(text)) return dash && this.takeItem(content)
    const colon = KEY.lastIndex
    if (dash && !this.openItem(column + content - start)) return false
    const key = keyOf(text.slice(content, colon - 1))
    const { top } = this
    // A key that stands there twice, or that all objects inherit, is for the parser.
    if (top === undefined || Array.isArray(top) || key === NO_TEXT || top[key] !== undefined) return false
    const value = this.valueAt(this.skipSpaces(colon))
    if (value === NOT_MINE) return false
    top[key] = value ?? this.valueBelow(key) ?? null
    return true
  }

  /** The value of a key that nothing followed on its line, where the same lines were read before. */
  private valueBelow(key: string): Json | undefined {
    const found = below(key, this.text, this.position, this.column)
    if (found !== undefined && 'end' in found) {
      this.position = found.end
      return found.value
    }
    this.pending = key
    this.block = found?.text
    return undefined
  }

  private takeItem(start: number): boolean {
    const value = this.valueAt(start)
    if (value === undefined || value === NOT_MINE || !Array.isArray(this.top)) return false
    addItem(this.top, value)
    return true
  }

  /** What stands on the line after its key or its dash, undefined where nothing does; goes to the next line. */
  private valueAt(start: number): Json | typeof NOT_MINE | undefined {
    const { text } = this
    switch (text.charCodeAt(start)) {
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.take(QUOTED, start) ? oneText(text.slice(start + 1, QUOTED.lastIndex - 1)) : this.special(start)
      case PIPE:
      case GREATER:
      case OPENING_BRACKET:
      case OPENING_BRACE:
        return this.special(start)
      case LF:
      case CR:
      case HASH:
        return this.endLine(start) ? undefined : NOT_MINE
      default:
        if (this.take(PLAIN, start)) return this.plain(oneText(text.slice(start, PLAIN.lastIndex)))
        return start === text.length && this.endLine(start) ? undefined : NOT_MINE
    }
  }

  /** True if a scalar and the end of its line follow. */
  private take(pattern: RegExp, start: number): boolean {
    pattern.lastIndex = start
    return pattern.test(this.text) && this.endLine(pattern.lastIndex)
  }

  /** Goes to the next line; false if more than a comment stands before it. */
  private endLine(from: number): boolean {
    // A comment begins with the blanks before it.
    REST.lastIndex = this.text.charCodeAt(from) === HASH ? from - 1 : from
    if (!REST.test(this.text)) return false
    this.position = REST.lastIndex
    return true
  }

  private skipSpaces(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) === SPACE) at += 1
    return at
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
    const made = dash ? [FIRST] : {}
    this.pending = undefined
    if (top === undefined) return !dash && column === 0 && this.open(made, column)
    if (key === undefined || Array.isArray(top)) return false
    top[key] = made
    return this.open(made, column)
  }

  private openItem(column: number): boolean {
    if (!Array.isArray(this.top)) return false
    const made = {}
    addItem(this.top, made)
    return this.open(made, column)
  }

  private open(made: Collection, column: number): boolean {
    this.collections.push(made)
    this.columns.push(column)
    this.blocks.push(this.block)
    this.block = undefined
    this.top = made
    this.column = column
    return column <= MOST_COLUMNS
  }

  private close(): void {
    const block = this.blocks.pop()
    if (block !== undefined && this.top !== undefined && !this.ambiguous) rememberBlock(block, this.top)
    this.collections.pop()
    this.columns.pop()
    this.top = this.collections[this.collections.length - 1]
    this.column = this.columns[this.columns.length - 1] ?? -1
  }

  private plain(text: string): Json | typeof NOT_MINE {
    if (isText(text)) return text
    if (COUNT.test(text)) return Number(text)
    this.ambiguous ||= readElsewhere(text) !== undefined
    const value = readPlain(text)
    return typeof value === 'number' && !Number.isFinite(value) ? NOT_MINE : value
  }

  /** A block of text, brackets, or quotes with more than plain text in them. */
  private special(start: number): Json | typeof NOT_MINE {
    const { text } = this
    const sign = text.charCodeAt(start)
    const isBlock = sign === PIPE || sign === GREATER
    const found = isBlock ? readUsualBlock(text, start, this.column) : readUsualFlow(text, start)
    if (found === undefined) return NOT_MINE
    this.ambiguous ||= found.ambiguous
    this.position = found.end
    return found.value
  }
}

/** The texts that were met last, each in the one place that its beginning, end and length give it. */
const met: string[] = Array.from({ length: 256 }, () => '')

/** A name stands in an object again and again: one and the same text takes memory once. */
function oneText(text: string): string {
  const { length } = text
  if (length > LONGEST_MET) return text
  const place = (text.charCodeAt(0) + 31 * text.charCodeAt(length - 1) + 7 * length) & 255
  const known = met[place]
  if (known === text) return known
  met[place] = text
  return text
}

const LONGEST_MET = 64

/** Takes the place of a list's first item: a list that begins with nothing takes room for seventeen. */
const FIRST: Json = {}

function addItem(list: Json[], item: Json): void {
  if (list[0] === FIRST) list[0] = item
  else list.push(item)
}

const NOT_MINE = Symbol('not mine')
const NO_TEXT = ''

/** A key without its quotes; empty where it is a word that some reader takes for something else. */
function keyOf(written: string): string {
  const first = written.charCodeAt(0)
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return written.slice(1, -1)
  return written.length > LONGEST_KEY || isWord(written) ? NO_TEXT : written
}

/** A number that is one to all readers. */
const COUNT = /^(?:0|[1-9][0-9]{0,14})$/

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const HASH = 0x23
const DASH = 0x2d
const PIPE = 0x7c
const GREATER = 0x3e
const OPENING_BRACKET = 0x5b
const OPENING_BRACE = 0x7b
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const LONGEST_KEY = 1000
