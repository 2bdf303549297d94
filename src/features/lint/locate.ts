import type { ManifestDocument, Path, Range, Source } from '../manifests/document.ts'
import { lineColumn, lineRange } from '../manifests/lines.ts'
import { keyRange, nearestPath, valueRange } from '../manifests/positions.ts'
import type { Place } from './rule.ts'

/** Lines and columns from 1, in code points; `endColumn` is the one after the last character. */
export type Location = {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  /** The line in which it begins, without its line end. */
  text: string
}

/**
 * Where a finding is, for people: the scalar that a path leads to, or the key of what is larger than a line. What is
 * not there is shown at the nearest thing above it that is.
 *
 * @param hidden pieces of the same source whose characters are not shown
 */
export function locate(place: Place, hidden: readonly Range[] = []): Location {
  const source = sourceOf(place)
  const { start, end } = rangeOf(place)
  const line = lineRange(source, start)
  const last = lineColumn(source, Math.max(start, Math.min(end, line.end)))
  return {
    file: source.name,
    ...lineColumn(source, start),
    endLine: last.line,
    endColumn: last.column,
    text: withoutReturn(concealed(source.text.slice(line.start, line.end), line.start, hidden)),
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** The file that a place is in. */
export function sourceOf(place: Place): Source {
  return 'source' in place ? place.source : place.document.source
}

/** The piece of text that a place is. */
export function rangeOf(place: Place): Range {
  return 'source' in place ? place.range : rangeIn(place.document, place.path, place.at)
}

function rangeIn(document: ManifestDocument, path: Path, at: 'key' | 'value' = 'value'): Range {
  const near = nearestPath(document, path)
  const key = keyRange(document, near)
  const value = valueRange(document, near)
  const wantsKey = at === 'key' || near.length < path.length || isLong(document, value)
  return (wantsKey ? (key ?? value) : value) ?? { start: document.start, end: document.end }
}

function isLong({ source }: ManifestDocument, range: Range | undefined): boolean {
  return range === undefined || source.text.slice(range.start, range.end).includes('\n')
}

/** A line with an asterisk for each character that must not be seen, so that columns stay. */
function concealed(line: string, start: number, hidden: readonly Range[]): string {
  return hidden.reduce((text, range) => {
    const from = Math.max(range.start - start, 0)
    const to = Math.min(range.end - start, text.length)
    return from >= to ? text : text.slice(0, from) + '*'.repeat(to - from) + text.slice(to)
  }, line)
}
