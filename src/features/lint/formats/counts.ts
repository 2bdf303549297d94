import type { Output, Style } from '../../../output.ts'
import type { ReportedFinding } from '../report.ts'
import type { Severity } from '../rule.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

export const COLOUR: Record<Severity, Style> = { error: 'red', warning: 'yellow', info: 'cyan' }

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `2 errors, 1 info`, by weight; an empty text for no finding. */
export function countedBySeverity(findings: readonly ReportedFinding[], style: Output['style']): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [style(COLOUR[severity], counted(count, severity))]
  }).join(', ')
}
