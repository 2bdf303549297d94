import type { TemplatePlace } from '../types.ts'
import { endOfPlaceholder } from './text.ts'

/** Quotes and brackets that are open; the innermost last. */
export type Open = ('"' | "'" | '[' | '{')[]

/** How far a piece in quotes or brackets goes on a line; `end` is undefined where it goes on below. */
export type Scanned = { end: number | undefined; commentAt: number | undefined; hasPlaceholder: boolean }

/** Goes from an offset to where all that is open is closed, over placeholders. */
export function scanOpen(line: string, from: number, open: Open, place: TemplatePlace): Scanned {
  let hasPlaceholder = false
  let at = from
  while (at < line.length) {
    const character = line.charAt(at)
    if (line.startsWith('{{', at)) {
      hasPlaceholder = true
      at = endOfPlaceholder(line, at, place)
      continue
    }
    const top = open.at(-1)
    const isText = top === '"' || top === "'"
    if (!isText && isComment(line, at)) return { end: undefined, commentAt: at, hasPlaceholder }
    at += isText ? inQuotes(line, at, open) : inBrackets(line, at, character, open)
    if (open.length === 0) return { end: at, commentAt: undefined, hasPlaceholder }
  }
  return { end: undefined, commentAt: undefined, hasPlaceholder }
}

/** Takes a character of a text in quotes, or two that belong together; returns how many. */
function inQuotes(line: string, at: number, open: Open): number {
  const quote = open.at(-1)
  const character = line.charAt(at)
  if (quote === '"' && character === '\\') return 2
  if (character !== quote) return 1
  if (quote === "'" && line.charAt(at + 1) === "'") return 2
  open.pop()
  return 1
}

function inBrackets(line: string, at: number, character: string, open: Open): number {
  if (character === '[' || character === '{') open.push(character)
  else if (character === ']' || character === '}') open.pop()
  else if ((character === '"' || character === "'") && /[\s[{,:]/u.test(line.charAt(at - 1) || ' '))
    open.push(character)
  return 1
}

/** True if a comment begins at an offset. */
export function isComment(line: string, at: number): boolean {
  return line.charAt(at) === '#' && (at === 0 || /\s/u.test(line.charAt(at - 1)))
}

/** The end of what stands without quotes from an offset on: before a comment or the end of the line, blanks left out. */
export function endOfPlain(line: string, from: number, place: TemplatePlace): number {
  let at = from
  while (at < line.length && !isComment(line, at))
    at = line.startsWith('{{', at) ? endOfPlaceholder(line, at, place) : at + 1
  return from + line.slice(from, at).trimEnd().length
}

/**
 * The offset of the colon that ends the key which begins at an offset; undefined where none begins there.
 */
export function endOfKey(line: string, from: number, place: TemplatePlace): number | undefined {
  const first = line.charAt(from)
  if (first === '"' || first === "'") {
    const { end } = scanOpen(line, from + 1, [first], place)
    if (end === undefined) return undefined
    const colon = end + (/^[ \t]*/u.exec(line.slice(end))?.[0].length ?? 0)
    return isColon(line, colon) ? colon : undefined
  }
  if ((first === '{' && !line.startsWith('{{', from)) || first === '[') return undefined
  for (let at = from; at < line.length && !isComment(line, at);) {
    if (isColon(line, at)) return at
    at = line.startsWith('{{', at) ? endOfPlaceholder(line, at, place) : at + 1
  }
  return undefined
}

function isColon(line: string, at: number): boolean {
  return line.charAt(at) === ':' && (at + 1 === line.length || ' \t'.includes(line.charAt(at + 1)))
}
