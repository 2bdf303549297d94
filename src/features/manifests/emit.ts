import { quote } from './quote.ts'
import type { Json } from './document.ts'

/** How new lines are made to look like those around them: spaces a level, and from a key to the dashes below it. */
export type Layout = { newline: string; indent: number; dash: number }

/** What follows `key:` or `-`, for a value whose key stands at a column: on the same line, or below it. */
export function emitAfterKey(value: Json, column: number, layout: Layout): string {
  const lines = emitBelow(value, column, layout)
  return lines === undefined ? ` ${emitInline(value)}` : layout.newline + lines
}

/** `key: value` in block style; the first line without its indentation, no line break at the end. */
export function emitPair(key: string, value: Json, column: number, layout: Layout): string {
  return `${quote(key)}:${emitAfterKey(value, column, layout)}`
}

/** `- item` in block style; the first line without its indentation. */
export function emitItem(value: Json, column: number, layout: Layout): string {
  if (isEmpty(value)) return `- ${emitInline(value)}`
  return `- ${emitCollection(value, column + 2, layout)}`
}

/** The lines of a list or mapping below its key, with their indentation; undefined for what fits the key's line. */
function emitBelow(value: Json, column: number, layout: Layout): string | undefined {
  if (isEmpty(value)) return undefined
  const inner = column + (Array.isArray(value) ? layout.dash : layout.indent)
  return pad(inner) + emitCollection(value, inner, layout)
}

/** The lines of a list or mapping that begins at a column; the first one without its indentation. */
export function emitCollection(value: Json, column: number, layout: Layout): string {
  const lines = Array.isArray(value)
    ? value.map((item) => emitItem(item, column, layout))
    : Object.entries(value ?? {}).map(([key, item]) => emitPair(key, item, column, layout))
  return lines.join(layout.newline + pad(column))
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
