import { isDeepStrictEqual } from 'node:util'
import { isMap, isNode, isScalar, parse, parseDocument, type YAMLMap } from 'yaml'

/**
 * The text with one setting changed and every other byte kept; undefined if that cannot be done.
 *
 * The text must be a sound settings file. The result is read again and compared, so that a layout nobody thought of
 * ends in `undefined` and not in a damaged file.
 */
export function withSetting(text: string, key: string, value: string): string | undefined {
  const document = parseDocument(text)
  const { contents } = document
  const edited = isMap(contents)
    ? editMap(text, contents, key, scalar(value))
    : appendLine(text, `${key}: ${scalar(value)}`)
  const before: unknown = document.toJS()
  const expected = { ...(typeof before === 'object' ? before : {}), [key]: value }
  const after = parseDocument(edited)
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), expected) ? edited : undefined
}

/** Plain where YAML reads a plain one as this very text. */
function scalar(value: string): string {
  return /^[a-z][a-z0-9-]*$/u.test(value) && parse(value) === value ? value : JSON.stringify(value)
}

function editMap(text: string, map: YAMLMap, key: string, value: string): string {
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key)
  if (pair) return replaceValue(text, isNode(pair.value) ? pair.value.range : undefined, value)
  const [start = 0] = map.range ?? []
  if (map.flow) return splice(text, start + 1, start + 1, `${key}: ${value}${map.items.length > 0 ? ', ' : ''}`)
  return insertAfterLast(text, map, `${key}: ${value}`)
}

function replaceValue(text: string, range: readonly number[] | null | undefined, value: string): string {
  const [start, end] = range ?? []
  if (start === undefined || end === undefined) return text
  const gap = /[\s,[{]$/u.test(text.slice(0, start)) ? '' : ' '
  // A block scalar ends with its line feed, which the next line needs.
  const lineEnd = /\r?\n$/u.exec(text.slice(start, end))?.[0] ?? ''
  // What follows must not stick to it: `site:# ...` would be no comment.
  const space = lineEnd === '' && text[end] === '#' ? ' ' : ''
  return splice(text, start, end, `${gap}${value}${space}${lineEnd}`)
}

/** On a line of its own below the last entry, in the column of the first. */
function insertAfterLast(text: string, map: YAMLMap, line: string): string {
  const [start = 0] = map.range ?? []
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace('\uFEFF', '')
  const last = map.items.at(-1)?.value
  const end = (isNode(last) ? last.range?.[1] : undefined) ?? text.length
  if (text[end - 1] === '\n') return splice(text, end, end, `${indent}${line}${lineEndOf(text)}`)
  const lineEnd = text.indexOf('\n', end)
  if (lineEnd < 0) return appendLine(text, `${indent}${line}`)
  return splice(text, lineEnd + 1, lineEnd + 1, `${indent}${line}${lineEndOf(text)}`)
}

function appendLine(text: string, line: string): string {
  const gap = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : lineEndOf(text)
  return `${text}${gap}${line}${lineEndOf(text)}`
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end)
}
