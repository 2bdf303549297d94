import type { Json } from './document.ts'
import { literal } from './literal-block.ts'
import { quote } from './quote.ts'

/** Spaces a level, and from a key to the dashes below it; whether texts of several lines become blocks. */
export type Shape = { indent: number; dash: number; blocks?: true }

/** How new lines are made to look like those around them. */
export type Layout = Shape & { newline: string }

/** What follows `key:` or `-` on its line, with a blank before it, and the lines below with their indentation. */
export type Emitted = { first: string; rest: readonly string[] }

/** A value whose key, or dash for an item, stands at a column. */
export function emitValue(value: Json, column: number, isItem: boolean, shape: Shape): Emitted {
  if (!isEmpty(value)) {
    const inner = column + (isItem ? 2 : Array.isArray(value) ? shape.dash : shape.indent)
    const lines = emitEntries(value, inner, shape)
    if (!isItem) return { first: '', rest: lines }
    const [first = '', ...rest] = lines
    return { first: ` ${first.trimStart()}`, rest }
  }
  const isBlock = shape.blocks && typeof value === 'string' && value.includes('\n')
  const block = isBlock ? literal(value, shape.indent) : undefined
  if (block === undefined) return { first: ` ${emitInline(value)}`, rest: [] }
  const before = pad(column + shape.indent)
  return { first: ` ${block.head}`, rest: block.lines.map((line) => (line === '' ? '' : before + line)) }
}

/** A list's items or a mapping's pairs at a column, one below the other. */
export function emitEntries(value: Json, column: number, shape: Shape): string[] {
  const isList = Array.isArray(value)
  const lines: string[] = []
  for (const [key, item] of Object.entries(value ?? {})) {
    const { first, rest } = emitValue(item, column, isList, shape)
    lines.push(`${pad(column)}${isList ? '-' : `${quote(key)}:`}${first}`)
    for (const line of rest) lines.push(line)
  }
  return lines
}

/** What follows `key:`, for a value whose key stands at a column: on the same line, or below it. */
export function emitAfterKey(value: Json, column: number, layout: Layout): string {
  return joined(emitValue(value, column, false, layout), layout)
}

/** `key: value` in block style; the first line without its indentation, no line break at the end. */
export function emitPair(key: string, value: Json, column: number, layout: Layout): string {
  return `${quote(key)}:${emitAfterKey(value, column, layout)}`
}

/** `- item` in block style; the first line without its indentation. */
export function emitItem(value: Json, column: number, layout: Layout): string {
  return `-${joined(emitValue(value, column, true, layout), layout)}`
}

/** The lines of a list or mapping that begins at a column; the first one without its indentation. */
export function emitCollection(value: Json, column: number, layout: Layout): string {
  return emitEntries(value, column, layout).join(layout.newline).slice(column)
}

function joined({ first, rest }: Emitted, { newline }: Layout): string {
  return [first, ...rest].join(newline)
}

/** True for what is written on one line: scalars, empty lists and mappings. */
function isEmpty(value: Json): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

/** A value on one line; a text without quotes where it needs none. */
export function emitInline(value: Json): string {
  if (typeof value !== 'string') return emitFlow(value)
  return QUANTITY.test(value) ? value : quote(value)
}

/** `100m`, `1.5Gi`, `50%`: the one kind of text that begins with a digit and is a number to no reader of YAML. */
const QUANTITY = /^[0-9]+(?:\.[0-9]+)?(?:m|k|[KMGT]i|[MGT]|%)$/

/** A value on one line that is right in JSON and in YAML's flow style. */
export function emitFlow(value: Json): string {
  if (typeof value === 'string') return quote(value, true)
  if (Array.isArray(value)) return `[${value.map(emitFlow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => emitFlowPair(key, item))
    .join(', ')}}`
}

/** `"key": value` in flow style. */
export function emitFlowPair(key: string, value: Json): string {
  return `${quote(key, true)}: ${emitFlow(value)}`
}

/** So many spaces. */
export function pad(column: number): string {
  return ' '.repeat(column)
}
