import { oneLine } from '../../../output.ts'
import type { ReportedFinding } from '../report.ts'
import { cells, totalWidth, type Cell } from './display-width.ts'

/** A piece of a source line, and where the carets go under it; widths in columns of a terminal. */
export type Excerpt = { line: string; indent: number; carets: number }

const TAB = '    '
const CUT: Cell = { text: '…', width: 1 }

/**
 * The line of a finding with its control characters removed, and at most `columns` wide: a longer one is cut around
 * what is marked.
 */
export function excerpt(finding: ReportedFinding, columns: number): Excerpt {
  const { text, line, column, endLine, endColumn } = finding
  const start = offsetOf(text, column)
  const end = endLine > line ? text.length : Math.max(start, offsetOf(text, endColumn))
  // No more than could be shown is looked at: a line may be megabytes long, and escape sequences take no column.
  const reach = columns * 16
  const before = displayed(text.slice(Math.max(0, start - reach), start), start > reach, false)
  const marked = displayed(text.slice(start, Math.min(end, start + reach)), false, end > start + reach)
  const after = displayed(text.slice(end, end + reach).trimEnd(), false, text.length > end + reach)
  return fit(before, marked, after, Math.max(columns, 8))
}

function displayed(text: string, cutBefore: boolean, cutAfter: boolean): Cell[] {
  const shown = cells(oneLine(text.replaceAll('\t', TAB)).toWellFormed())
  return [...(cutBefore ? [CUT] : []), ...shown, ...(cutAfter ? [CUT] : [])]
}

function fit(before: readonly Cell[], marked: readonly Cell[], after: readonly Cell[], columns: number): Excerpt {
  const middle = keepStart(marked, columns - 2)
  const room = columns - totalWidth(middle)
  const [left, right] = [totalWidth(before), totalWidth(after)]
  // What one side does not need, the other gets.
  const leftRoom = Math.max(Math.floor(room / 2), room - right)
  const head = keepEnd(before, Math.min(left, leftRoom))
  const tail = middle.length < marked.length ? [] : keepStart(after, room - totalWidth(head))
  return {
    line: [...head, ...middle, ...tail].map(({ text }) => text).join(''),
    indent: totalWidth(head),
    carets: Math.max(1, totalWidth(middle)),
  }
}

/** As many cells from the start as fit; where some are left out, a sign for them fits as well. */
function keepStart(all: readonly Cell[], columns: number): readonly Cell[] {
  if (totalWidth(all) <= columns) return all
  let width = CUT.width
  const kept = all.findIndex((cell) => (width += cell.width) > columns)
  return columns < CUT.width ? [] : [...all.slice(0, kept), CUT]
}

function keepEnd(all: readonly Cell[], columns: number): readonly Cell[] {
  return keepStart(all.toReversed(), columns).toReversed()
}

/** The UTF-16 offset of a column, which counts code points from 1; the end of the text where that is shorter. */
function offsetOf(text: string, column: number): number {
  const units = Math.min(column - 1, text.length)
  if (!/[\uD800-\uDBFF]/.test(text.slice(0, units))) return units
  let offset = 0
  for (let seen = 1; seen < column && offset < text.length; seen += 1)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  return offset
}
