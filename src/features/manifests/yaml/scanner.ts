import type { Range } from '../document.ts'
import type { ScalarStyle } from '../node.ts'
import { Cursor, END, isBreak, isWhite, SPACE, TAB, YamlError } from './cursor.ts'
import { scanBlock } from './scan-block.ts'
import { scanPlain } from './scan-plain.ts'
import { scanName, scanTag } from './scan-properties.ts'
import { scanQuoted } from './scan-quoted.ts'
import type { Sign, Token } from './token.ts'

/** A token that would be a key if a colon followed on its line. */
type PossibleKey = {
  required: boolean
  token: number
  position: number
  line: number
  column: number
  /** True as long as the token is held back until a colon comes. */
  awaited: boolean
}

/** A key must end within so many characters. */
const LONGEST_KEY = 1024

/**
 * Cuts a text into tokens as kubectl's reader does, which follows YAML 1.1: indentation becomes `block-mapping`,
 * `block-sequence` and `block-end`. It reads ahead until it knows whether a token is a key.
 *
 * @see YAML 1.1 chapter 9; go-yaml 2.4, scannerc.go, for what the chapter leaves open
 */
export class Scanner {
  /** Comments from the hash sign to the end of the line. */
  readonly comments: Range[] = []
  private readonly cursor: Cursor
  private readonly queue: Token[] = []
  /** How many tokens have left the queue. */
  private taken = 0
  /** The column of the innermost block; -1 outside of all. */
  private indent = -1
  private readonly indents: number[] = []
  private keyAllowed = true
  /** The possible key of each level of brackets; the first is that outside of all. */
  private readonly keys: (PossibleKey | undefined)[] = [undefined]
  /** The token of each open bracket, as long as nothing in it could be a key. */
  private readonly bare: (number | undefined)[] = []
  private ended = false

  constructor(text: string, start: number, end: number) {
    this.cursor = new Cursor(text, start, end)
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    while (this.needsMore()) this.fetch()
    const [token] = this.queue
    if (token === undefined) throw new Error('The scanner gave no token.')
    return token
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek()
    this.queue.shift()
    this.taken += 1
    return token
  }

  private needsMore(): boolean {
    if (this.ended) return false
    if (this.queue.length === 0) return true
    const first = this.keys.findIndex((key) => key?.awaited === true && key.token === this.taken)
    return first !== -1 && this.isStillPossible(first)
  }

  private get inFlow(): boolean {
    return this.keys.length > 1
  }

  private isStillPossible(level: number): boolean {
    const key = this.keys[level]
    if (key === undefined) return false
    const { line, position } = this.cursor
    if (key.line === line && key.position + LONGEST_KEY >= position) return true
    this.dropKey(level)
    return false
  }

  private dropKey(level = this.keys.length - 1): void {
    const key = this.keys[level]
    if (key?.required === true) throw new YamlError('This line holds no key: a colon is missing', key.position)
    this.keys[level] = undefined
  }

  private mayBeKey(): void {
    if (!this.keyAllowed) return
    const { position, line, column } = this.cursor
    this.dropKey()
    const required = !this.inFlow && this.indent === column
    const token = this.taken + this.queue.length
    this.keys[this.keys.length - 1] = { required, token, position, line, column, awaited: true }
    if (this.inFlow) this.bare[this.bare.length - 1] = undefined
  }

  /** Opens a block at a column, if that is deeper than the one before. */
  private open(column: number, type: 'block-mapping' | 'block-sequence', at: number, token?: number): void {
    if (this.inFlow || this.indent >= column) return
    this.indents.push(this.indent)
    this.indent = column
    const made: Token = { type, start: at, end: at, column }
    this.insert(made, token)
  }

  /** Puts a token before another one that has not been taken yet; else at the end. */
  private insert(made: Token, before: number | undefined): void {
    const at = before === undefined ? -1 : before - this.taken
    if (at < 0) this.queue.push(made)
    else this.queue.splice(at, 0, made)
  }

  /** Closes the blocks that are deeper than a column. */
  private close(column: number): void {
    if (this.inFlow) return
    while (this.indent > column) {
      this.push('block-end', 0)
      this.indent = this.indents.pop() ?? -1
    }
  }

  private push(type: Sign, width: number): void {
    const { position: start, column } = this.cursor
    this.queue.push({ type, start, end: start + width, column })
    this.cursor.position += width
  }

  private fetch(): void {
    const { cursor } = this
    this.skipToToken()
    this.close(cursor.column)
    const code = cursor.code()
    if (code === END) return this.finish('stream-end', 0)
    if (cursor.atMarker()) return this.finish('document-end', 3)
    const character = cursor.text.charAt(cursor.position)
    if (character === '%' && cursor.column === 0)
      throw new YamlError('kubectl reads no directives (%): take the line out', cursor.position)
    const followed = isWhite(cursor.code(1))
    switch (character) {
      case '[':
      case '{':
        this.mayBeKey()
        return this.openBracket(character)
      case ']':
      case '}':
        return this.closeBracket(character)
      case ',':
        this.dropKey()
        return this.sign(',', true)
      case '-':
        return followed ? this.dash() : this.plain()
      case '?':
        return this.inFlow || followed ? this.questionMark() : this.plain()
      case ':':
        return this.inFlow || followed ? this.colon() : this.plain()
      default:
        return this.content(character)
    }
  }

  private openBracket(character: '[' | '{'): void {
    this.bare.push(this.taken + this.queue.length)
    this.keys.push(undefined)
    this.sign(character, true)
  }

  private closeBracket(character: ']' | '}'): void {
    this.dropKey()
    if (this.inFlow) {
      this.keys.pop()
      const bare = this.bare.pop()
      // kubectl's reader forgets here that `[]` might be a key.
      for (const key of this.keys) if (key !== undefined && key.token === bare) key.awaited = false
    }
    this.sign(character, false)
  }

  private content(character: string): void {
    const { cursor } = this
    if (character === '|' || character === '>') {
      if (this.inFlow)
        throw new YamlError(`No block of text (${character}) can stand between brackets`, cursor.position)
      return this.block()
    }
    if (character === '@' || character === '`' || character === '%')
      throw new YamlError(`A text that begins with ${character} needs quotes`, cursor.position)
    if (cursor.code() === TAB) throw new YamlError('A tab stands where YAML wants spaces', cursor.position)
    if (!'*&!\'"'.includes(character)) return this.plain()
    this.mayBeKey()
    this.keyAllowed = false
    const { position: start, column } = cursor
    const token = this.marked(character)
    this.queue.push({ ...token, start, end: cursor.position, column })
  }

  private marked(character: string): { type: 'alias' | 'anchor' | 'tag'; text: string } | ScalarContent {
    const { cursor } = this
    if (character === '*') return { type: 'alias', text: scanName(cursor) }
    if (character === '&') return { type: 'anchor', text: scanName(cursor) }
    if (character === '!') return { type: 'tag', text: scanTag(cursor) }
    return { type: 'scalar', text: scanQuoted(cursor), style: character === "'" ? 'single' : 'double' }
  }

  private plain(): void {
    const { position: start, column } = this.cursor
    this.mayBeKey()
    const { text, end, broken } = scanPlain(this.cursor, this.indent + 1, this.inFlow)
    this.keyAllowed = broken
    this.queue.push({ type: 'scalar', text, style: 'plain', start, end, column })
  }

  private block(): void {
    const { position: start, column } = this.cursor
    this.dropKey()
    this.keyAllowed = true
    const { text, end, literal, comment } = scanBlock(this.cursor, this.indent)
    if (comment !== undefined) this.comments.push(comment)
    this.queue.push({ type: 'scalar', text, style: literal ? 'literal' : 'folded', start, end, column })
  }

  private dash(): void {
    const { position, column } = this.cursor
    if (!this.inFlow) {
      if (!this.keyAllowed) throw new YamlError('No item of a list (-) can begin here', position)
      this.open(column, 'block-sequence', position)
    }
    this.dropKey()
    this.sign('dash', true)
  }

  private questionMark(): void {
    const { position, column } = this.cursor
    if (!this.inFlow) {
      if (!this.keyAllowed) throw new YamlError('No key (?) can begin here', position)
      this.open(column, 'block-mapping', position)
    }
    this.dropKey()
    this.sign('key', !this.inFlow)
  }

  private colon(): void {
    const { position, column } = this.cursor
    const level = this.keys.length - 1
    const key = this.isStillPossible(level) ? this.keys[level] : undefined
    if (key !== undefined) {
      const before: Token = { type: 'key', start: key.position, end: key.position, column: key.column }
      this.insert(before, key.token)
      this.open(key.column, 'block-mapping', key.position, key.token)
      this.keys[level] = undefined
      return this.sign('colon', false)
    }
    if (!this.inFlow) {
      if (!this.keyAllowed) throw new YamlError(SECOND_COLON, position)
      this.open(column, 'block-mapping', position)
    }
    this.sign('colon', !this.inFlow)
  }

  private sign(type: Sign, keyAllowed: boolean): void {
    this.keyAllowed = keyAllowed
    this.push(type, 1)
  }

  private finish(type: 'stream-end' | 'document-end', width: number): void {
    this.close(-1)
    this.dropKey()
    this.keyAllowed = false
    this.ended = type === 'stream-end'
    this.push(type, width)
  }

  /** Skips blanks, comments and line breaks. A tab is a blank only where no key could begin. */
  private skipToToken(): void {
    const { cursor } = this
    for (;;) {
      while (cursor.code() === SPACE || (cursor.code() === TAB && (this.inFlow || !this.keyAllowed)))
        cursor.position += 1
      const start = cursor.position
      if (cursor.code() === HASH) {
        cursor.skipToBreak()
        this.comments.push({ start, end: cursor.position })
      }
      if (!isBreak(cursor.code())) return
      cursor.skipBreak()
      if (!this.inFlow) this.keyAllowed = true
    }
  }
}

type ScalarContent = { type: 'scalar'; text: string; style: ScalarStyle }

const HASH = 0x23
const SECOND_COLON =
  'A colon and a blank make a key, and none can stand here: put the text in quotes, or check the indentation'
