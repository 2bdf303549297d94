import type { Json } from '../../manifests/document.ts'
import { emitInline, pad } from '../../manifests/emit.ts'
import { quote } from '../../manifests/quote.ts'

/** Spaces a level; dashes stand that far right of their key, too. */
const INDENT = 2

/** What follows `key:` or `-` on its line, with a blank before it, and the lines below with their indentation. */
export type Emitted = { first: string; rest: readonly string[] }

/** A value whose key or dash stands at a column. */
export function emitValue(value: Json, column: number, isItem: boolean): Emitted {
  if (isCollection(value)) {
    const lines = emitEntries(value, column + INDENT)
    const [first = '', ...rest] = lines
    return isItem ? { first: ` ${first.trimStart()}`, rest } : { first: '', rest: lines }
  }
  const block = typeof value === 'string' && value.includes('\n') ? literal(value, INDENT) : undefined
  if (block === undefined) return { first: ` ${emitInline(value)}`, rest: [] }
  return { first: ` ${block.head}`, rest: indented(block.lines, column + INDENT) }
}

/** A list's items or a mapping's pairs, one below the other. */
export function emitEntries(value: Json, column: number): string[] {
  const isList = Array.isArray(value)
  const lines: string[] = []
  for (const [key, item] of Object.entries(value ?? {})) {
    const { first, rest } = emitValue(item, column, isList)
    lines.push(`${pad(column)}${isList ? '-' : `${quote(key)}:`}${first}`)
    for (const line of rest) lines.push(line)
  }
  return lines
}

/** True for a list or mapping that is not empty. */
function isCollection(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** What a block cannot hold, or what a reader of YAML 1.1 or 1.2 takes for the end of a line. */
const UNFIT = /[^\P{Cc}\n\t]|[\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u

/** A last line of blanks, and a text of nothing else: readers do not agree on it, and editors cut it off. */
const BLANK_LAST_LINE = /^[ \t\n]*$|\n[ \t]+\n*$/u

/**
 * A text as a literal block: its sign (`|`, `|-`, `|2+`), and its lines without indentation. `indentation` is what
 * will be added to them, relative to the key or dash. Undefined for a text that only quotes can hold.
 *
 * @see YAML 1.2.2 section 8.1
 */
export function literal(text: string, indentation: number): { head: string; lines: string[] } | undefined {
  if (UNFIT.test(text) || BLANK_LAST_LINE.test(text)) return undefined
  let end = text.length
  while (text.charAt(end - 1) === '\n') end -= 1
  const breaks = text.length - end
  const lines = text.slice(0, end).split('\n')
  // Readers take the indentation of the first line that is not empty for that of the block.
  const indicator = /^\n*[ \t]/u.test(text) ? String(indentation) : ''
  const chomp = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  return { head: `|${indicator}${chomp}`, lines: [...lines, ...Array.from({ length: breaks - 1 }, () => '')] }
}

export function indented(lines: readonly string[], column: number): string[] {
  const before = pad(column)
  return lines.map((line) => (line === '' ? '' : before + line))
}
