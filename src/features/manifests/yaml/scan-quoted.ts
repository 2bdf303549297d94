import { END, Gap, isBreak, isWhite, YamlError } from './cursor.ts'
import type { Cursor } from './cursor.ts'

const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const BACKSLASH = 0x5c

/** The text in quotes that begins here; the cursor goes behind them. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.position
  const quote = cursor.code()
  const single = quote === SINGLE_QUOTE
  cursor.position += 1
  let text = ''
  for (;;) {
    if (cursor.atMarker() || cursor.code() === END)
      throw new YamlError(`The ${single ? "'" : '"'} that opens here is never closed`, start)
    const part = single ? singleQuotedPart(cursor) : doubleQuotedPart(cursor)
    text += part.text
    if (!part.broken && cursor.code() === quote) break
    const gap = new Gap(part.broken)
    gap.take(cursor)
    text += gap.fold()
  }
  cursor.position += 1
  return text
}

/** Text up to a blank, a line break or the closing quote. `broken` if it ended with an escaped line break. */
type Part = { text: string; broken: boolean }

function singleQuotedPart(cursor: Cursor): Part {
  const start = cursor.position
  for (let code = cursor.code(); !isWhite(code); code = cursor.code()) {
    if (code === SINGLE_QUOTE) {
      if (cursor.code(1) !== SINGLE_QUOTE) break
      cursor.position += 1
    }
    cursor.position += 1
  }
  return { text: cursor.since(start).replaceAll("''", "'"), broken: false }
}

function doubleQuotedPart(cursor: Cursor): Part {
  let text = ''
  for (let code = cursor.code(); !isWhite(code) && code !== DOUBLE_QUOTE; code = cursor.code()) {
    if (code === BACKSLASH) {
      if (isBreak(cursor.code(1))) {
        cursor.position += 1
        cursor.skipBreak()
        return { text, broken: true }
      }
      text += escaped(cursor)
      continue
    }
    const start = cursor.position
    do cursor.position += 1
    while (isOrdinary(cursor.code()))
    text += cursor.since(start)
  }
  return { text, broken: false }
}

function isOrdinary(code: number): boolean {
  return !isWhite(code) && code !== DOUBLE_QUOTE && code !== BACKSLASH
}

/** Those of YAML 1.1: `\/` came later, and kubectl refuses it. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

function escaped(cursor: Cursor): string {
  const start = cursor.position
  const letter = cursor.text.charAt(start + 1)
  const digits = DIGITS[letter]
  if (digits === undefined) {
    const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
    if (character === undefined || start + 1 >= cursor.end)
      throw new YamlError(
        `"\\${letter}" means nothing between double quotes: write "\\\\" for a backslash`,
        start,
        start + 2,
      )
    cursor.position += 2
    return character
  }
  cursor.position += 2 + digits
  const code = cursor.text.slice(start + 2, Math.min(cursor.position, cursor.end))
  const value = code.length === digits && /^[0-9a-fA-F]+$/.test(code) ? Number.parseInt(code, 16) : Infinity
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    throw new YamlError(`"\\${letter}" takes the ${digits} digits of a character`, start, start + 2)
  return String.fromCodePoint(value)
}
