import type { Source } from './document.ts'

/** Line starts of sources that were asked for, for as long as the sources live. */
const lineStarts = new WeakMap<Source, number[]>()

/** Line and column of an offset, both from 1. Columns count characters (code points), a byte order mark none. */
export function lineColumn(source: Source, offset: number): { line: number; column: number } {
  const starts = startsOf(source)
  const line = lastAtOrBefore(starts, offset)
  const start = starts[line] ?? 0
  const before = source.text.slice(start, offset)
  const pairs = before.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0
  return { line: line + 1, column: before.length - pairs + 1 }
}

function startsOf(source: Source): number[] {
  const known = lineStarts.get(source)
  if (known !== undefined) return known
  const { text } = source
  const starts = [text.startsWith('\ufeff') ? 1 : 0]
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', newline + 1))
    starts.push(newline + 1)
  lineStarts.set(source, starts)
  return starts
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
