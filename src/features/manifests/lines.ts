import type { Range, Source } from './document.ts'

type Lines = {
  starts: readonly number[]
  /** Where characters end that take two units of a text: a line may be megabytes long, and is not read each time. */
  wideEnds: readonly number[]
}

/** Lines of sources that were asked for, for as long as the sources live. */
const linesOfSources = new WeakMap<Source, Lines>()

/** Line and column of an offset, both from 1. Columns count characters (code points), a byte order mark none. */
export function lineColumn(source: Source, offset: number): { line: number; column: number } {
  const { starts, wideEnds } = linesOf(source)
  const line = lastAtOrBefore(starts, offset)
  const start = starts[line] ?? 0
  const wide = countUpTo(wideEnds, offset) - countUpTo(wideEnds, start)
  return { line: line + 1, column: Math.max(0, offset - start) - wide + 1 }
}

/** The offsets of the line that holds an offset, and of the end of it, where its line feed or that of the file is. */
export function lineRange(source: Source, offset: number): Range {
  const { starts } = linesOf(source)
  const line = lastAtOrBefore(starts, offset)
  const next = starts[line + 1]
  return { start: starts[line] ?? 0, end: next === undefined ? source.text.length : next - 1 }
}

function linesOf(source: Source): Lines {
  const known = linesOfSources.get(source)
  if (known !== undefined) return known
  const { text } = source
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1))
    starts.push(newline + 1)
  const wideEnds = Array.from(text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g), ({ index }) => index + 2)
  const lines = { starts, wideEnds }
  linesOfSources.set(source, lines)
  return lines
}

function countUpTo(sorted: readonly number[], offset: number): number {
  return (sorted[0] ?? Infinity) > offset ? 0 : lastAtOrBefore(sorted, offset) + 1
}

/** The index of the last number that is not greater; 0 where all are. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle
  }
  return low
}
