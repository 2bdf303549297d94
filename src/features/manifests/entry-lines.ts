import type { Range } from './document.ts'
import { lineStart, nextLine } from './editable.ts'

/**
 * The lines of a pair or an item in block style, with the comments that belong to it: those right above it at its
 * column, and those right below that are deeper. Whole lines, the last line break included.
 */
export function linesOf(text: string, entry: Range, column: number): Range {
  let start = lineStart(text, entry.start)
  while (start > 0) {
    const above = lineStart(text, start - 1)
    if (commentColumn(text, above) !== column) break
    start = above
  }
  let end = nextLine(text, entry.end)
  while (end < text.length && commentColumn(text, end) > column) end = nextLine(text, end)
  return { start, end }
}

/** True if nothing but blanks stands before an offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === ''
}

/** The column where the comment of a line begins that holds nothing else; -1 where there is none. */
function commentColumn(text: string, line: number): number {
  let at = line
  while (text.charAt(at) === ' ') at += 1
  return text.charAt(at) === '#' ? at - line : -1
}

/** The first character that is no blank on the lines after the one that an offset is on. */
export function nextContent(text: string, offset: number): number {
  let at = nextLine(text, offset)
  while (at < text.length && ' \r\n'.includes(text.charAt(at))) at += 1
  return at
}

/** The end of the line before, without its line break, where a line starts. */
export function endOfLineBefore(text: string, start: number): number {
  if (start === 0) return 0
  return start - (text.endsWith('\r\n', start) ? 2 : 1)
}

/** Where the next entry may follow: the end of an entry's last line, its comments included, before the line break. */
export function endOfEntry(text: string, entry: Range, column: number): number {
  const { end } = linesOf(text, entry, column)
  return text.charAt(end - 1) === '\n' ? endOfLineBefore(text, end) : end
}
