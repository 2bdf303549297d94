import type { Range } from '../document.ts'
import { END, isBlank, isBreak, SPACE, TAB, YamlError } from './cursor.ts'
import type { Cursor } from './cursor.ts'

const HASH = 0x23
const PIPE = 0x7c

/** `end` is that of the last line that holds something, else of the first line. */
export type BlockScalar = { text: string; end: number; literal: boolean; comment: Range | undefined }

/** A literal (`|`) or folded (`>`) scalar; the cursor goes behind its last line. `parent` is the column it hangs on. */
export function scanBlock(cursor: Cursor, parent: number): BlockScalar {
  const start = cursor.position
  const literal = cursor.code() === PIPE
  cursor.position += 1
  const { chomp, increment } = indicators(cursor, start)
  const end = cursor.position
  cursor.skipBlanks()
  const from = cursor.position
  if (cursor.code() === HASH) cursor.skipToBreak()
  const comment = cursor.position > from ? { start: from, end: cursor.position } : undefined
  if (isBreak(cursor.code())) cursor.skipBreak()
  else throw new YamlError(`Nothing but a comment may follow ${literal ? '|' : '>'} on its line`, cursor.position)
  const indent = increment === 0 ? 0 : Math.max(parent, 0) + increment
  const lines = new Lines(cursor, literal, indent, parent)
  return { literal, comment, ...lines.read(chomp, end) }
}

type Chomp = '+' | '-' | ''

function indicators(cursor: Cursor, start: number): { chomp: Chomp; increment: number } {
  let chomp: Chomp = ''
  let increment = 0
  for (let count = 0; count < 2; count += 1) {
    const character = cursor.text.charAt(cursor.position)
    if (chomp === '' && (character === '+' || character === '-')) chomp = character
    else if (increment === 0 && /^[0-9]$/.test(character)) increment = Number(character)
    else break
    if (character === '0') throw new YamlError('The indentation of a block of text cannot be 0', start)
    cursor.position += 1
  }
  return { chomp, increment }
}

class Lines {
  private readonly cursor: Cursor
  private readonly literal: boolean
  private readonly parent: number
  /** The column where the text begins; 0 until it is known. */
  private indent: number
  /** Line breaks of empty lines since the last line that was not. */
  private emptyLines = ''

  constructor(cursor: Cursor, literal: boolean, indent: number, parent: number) {
    this.cursor = cursor
    this.literal = literal
    this.indent = indent
    this.parent = parent
  }

  read(chomp: Chomp, endOfHeader: number): { text: string; end: number } {
    const { cursor } = this
    const parts: string[] = []
    let end = endOfHeader
    let lastBreak = ''
    let wasIndented = false
    this.skipIndentation()
    while (cursor.column === this.indent && cursor.code() !== END) {
      const isIndented = isBlank(cursor.code())
      const folds = !this.literal && !wasIndented && !isIndented && lastBreak === '\n'
      if (!folds) parts.push(lastBreak)
      else if (this.emptyLines === '') parts.push(' ')
      parts.push(this.emptyLines)
      wasIndented = isIndented
      const start = cursor.position
      cursor.skipToBreak()
      parts.push(cursor.since(start))
      end = cursor.position
      lastBreak = cursor.skipBreak()
      this.emptyLines = ''
      this.skipIndentation()
    }
    if (chomp !== '-') parts.push(lastBreak)
    if (chomp === '+') parts.push(this.emptyLines)
    return { text: parts.join(''), end }
  }

  /** Goes to the next character that is no indentation, over empty lines. The first such place tells the indentation. */
  private skipIndentation(): void {
    const { cursor } = this
    let deepest = 0
    for (;;) {
      while ((this.indent === 0 || cursor.column < this.indent) && cursor.code() === SPACE) cursor.position += 1
      deepest = Math.max(deepest, cursor.column)
      if (cursor.code() === TAB && (this.indent === 0 || cursor.column < this.indent))
        throw new YamlError('A tab stands where YAML wants spaces', cursor.position)
      if (!isBreak(cursor.code())) break
      this.emptyLines += cursor.skipBreak()
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.parent + 1, 1)
  }
}
