import { quote } from '../manifests/quote.ts'
import type { Value, ValueMap } from './value.ts'

/** How new lines are made to look like those around them. */
export type Style = { newline: string }

/**
 * `key: value` in block style as kubectl writes it: two spaces a level, lists at the column of their key. The first
 * line begins at the key, the others with their indentation; there is no line break at the end.
 */
export function emitPair(key: string, value: Value, column: number, style: Style): string {
  const name = quote(key)
  if (Array.isArray(value) && value.length > 0)
    return [`${name}:`, ...value.map((item) => pad(column) + emitItem(item, column, style))].join(style.newline)
  if (value instanceof Map && value.size > 0)
    return [`${name}:`, pad(column + 2) + emitMap(value, column + 2, style)].join(style.newline)
  return `${name}: ${emitScalar(value)}`
}

/** `- item` in block style; the first line begins at the dash. */
export function emitItem(value: Value, column: number, style: Style): string {
  if (value instanceof Map && value.size > 0) return `- ${emitMap(value, column + 2, style)}`
  return `- ${Array.isArray(value) ? emitFlow(value) : emitScalar(value)}`
}

/** The pairs of a map in block style; the first line begins at the first key. */
function emitMap(map: ValueMap, column: number, style: Style): string {
  return [...map].map(([key, value]) => emitPair(key, value, column, style)).join(style.newline + pad(column))
}

function emitScalar(value: Value): string {
  if (typeof value === 'string') return quote(value)
  return emitFlow(value)
}

/** On one line in flow style; JSON, as long as the value has no scalar that JSON lacks. */
export function emitFlow(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value, true)
  if (Array.isArray(value)) return `[${value.map(emitFlow).join(', ')}]`
  if (value instanceof Map) return `{${[...value].map(([key, item]) => emitFlowPair(key, item)).join(', ')}}`
  return value.source
}

/** `"key": value`, which is right in JSON and in YAML's flow style. */
export function emitFlowPair(key: string, value: Value): string {
  return `${quote(key, true)}: ${emitFlow(value)}`
}

/** So many spaces. */
export function pad(column: number): string {
  return ' '.repeat(column)
}
