import { createHash } from 'node:crypto'
import type { LintReport, ReportedFinding } from '../report.ts'

/**
 * A name for each finding, suppressed ones included, by which another run knows it again: 40 hexadecimal digits, unique
 * within the report. It is made of the rule, the file, the object and the text of the line, and of a running number
 * where these are equal; so lines that come or go above, a new indentation or a reworded message change nothing.
 */
export function fingerprints({ findings, suppressed }: LintReport): Map<ReportedFinding, string> {
  const seen = new Map<string, number>()
  // Suppressed ones count too, in the order of places: silencing one of two equal findings must not rename the other.
  const all = [...findings, ...suppressed].toSorted(
    (one, other) => one.line - other.line || one.column - other.column,
  )
  return new Map(
    all.map((finding) => {
      const { rule, file, object, text } = finding
      const key = JSON.stringify([rule, file, object ?? null, text.trim()])
      const occurrence = (seen.get(key) ?? 0) + 1
      seen.set(key, occurrence)
      return [finding, createHash('sha256').update(`${key}${occurrence}`).digest('hex').slice(0, 40)]
    }),
  )
}
