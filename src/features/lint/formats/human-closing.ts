import { oneLine, type Output } from '../../../output.ts'
import type { LintReport, ReportedFinding, ReportedGap } from '../report.ts'
import { counted, countedBySeverity } from './counts.ts'
import { cleanFiles, target, type Reported } from './reported.ts'

export type ClosingOptions = { verbose?: boolean; style: Output['style'] }

/** As many different reasons are named unasked. */
const REASONS_SHOWN = 20

/** What the findings do not say: gaps, skipped files, how to go on, the target version, and the three outcomes. */
export function closingLines(reported: Reported, options: ClosingOptions): string {
  const { report } = reported
  const { findings } = report
  return [
    ...notChecked(report, options),
    ...suppressed(report, options),
    ...skipped(report, options),
    ...howToFix(findings),
    ...(findings.length === 0 ? [] : [oneLine(`Why: icc explain ${onlyRule(findings) ?? 'RULE'}`)]),
    `${oneLine(target(report))}.`,
    outcomes(reported, options),
  ].join('\n')
}

/** Found, clean, not checked: all three, every time. */
function outcomes(reported: Reported, { style }: ClosingOptions): string {
  const { findings, notChecked: gaps, suppressed: silenced, skipped: others, checked } = reported.report
  const clean = cleanFiles(reported).length
  return [
    `Found ${countedBySeverity(findings, style) || 'nothing'} in ${counted(checked.objects, 'object')}`,
    `Clean: ${clean} of ${counted(reported.files.length, 'file')}`,
    `Not checked: ${gaps.length}`,
    `Suppressed: ${silenced.length}`,
    `Skipped: ${counted(others.length, 'file')}.`,
  ].join('. ')
}

function notChecked({ notChecked: gaps }: LintReport, { verbose = false }: ClosingOptions): string[] {
  if (gaps.length === 0) return []
  const groups = [...Map.groupBy(gaps, ({ reason }) => oneLine(reason))]
  const shown = verbose ? groups : groups.slice(0, REASONS_SHOWN)
  const lines = shown.flatMap(([reason, group]) =>
    verbose ? [`  ${reason}`, ...group.map((gap) => `    ${gapPlace(gap)}`)] : [`  ${gapSummary(reason, group)}`],
  )
  const left = groups.length - shown.length
  const rest = left === 0 ? [] : [`  and ${counted(left, 'other reason')} (--skipped lists them)`]
  return ['Not checked:', ...lines, ...rest]
}

/** One line, for however many places. */
function gapSummary(reason: string, group: readonly ReportedGap[]): string {
  const files = new Set(group.map(({ file }) => file)).size
  const rules = new Set(group.map(({ rule }) => rule))
  const [rule] = rules
  const by = rules.size === 1 && rule !== undefined ? oneLine(` (${rule})`) : ''
  const [first] = group
  const where =
    group.length === 1 && first !== undefined
      ? gapPlace({ ...first, rule: undefined })
      : `${group.length} times in ${counted(files, 'file')}`
  return `${where}: ${reason}${by}`
}

function gapPlace({ file, object, rule }: ReportedGap): string {
  const where = [object ?? '', file].filter((text) => text !== '').join(', ')
  return oneLine([rule ?? '', where || 'the whole project'].filter((text) => text !== '').join(': '))
}

function suppressed({ suppressed: silenced }: LintReport, { verbose = false }: ClosingOptions): string[] {
  if (!verbose || silenced.length === 0) return []
  const lines = silenced.map(
    ({ file, line, column, rule, reason, by }) => `  ${file}:${line}:${column}  ${rule}  ${reason} (${by})`,
  )
  return ['Suppressed:', ...lines.map(oneLine)]
}

/** Skipped files are counted; what would make one of them readable is worth a line all the same. */
function skipped({ skipped: others }: LintReport, { verbose = false }: ClosingOptions): string[] {
  if (others.length === 0) return []
  if (verbose) {
    const lines = others.map(
      ({ file, reason, hint }) => `  ${file}: ${reason}${hint === undefined ? '' : `; ${hint}`}`,
    )
    return ['Skipped:', ...lines.map(oneLine)]
  }
  const hints = [...new Set(others.flatMap(({ hint }) => hint ?? []))]
  return [
    `Skipped: ${counted(others.length, 'file')} of other kinds (--skipped lists them)`,
    ...hints.slice(0, 3).map((hint) => oneLine(`  to look there too: ${hint}`)),
  ]
}

/** With one finding, its own line says it. */
function howToFix(findings: readonly ReportedFinding[]): string[] {
  const fixable = findings.filter((finding) => finding.fixable)
  if (findings.length < 2 || fixable.length === 0) return []
  const safe = fixable.filter(({ fix }) => fix?.safe === true).length
  const rules = new Set(fixable.filter(({ fix }) => fix?.safe !== true).map(({ rule }) => rule))
  const asked = fixable.length - safe
  const named = oneLine(`icc lint --fix=${[...rules].join(',')}`)
  return [
    ...(safe === 0 ? [] : [`Fix: icc lint --fix (${counted(safe, 'finding')})`]),
    ...(asked === 0 ? [] : [`Fix, where you choose: ${named} (${counted(asked, 'finding')})`]),
  ]
}

function onlyRule(findings: readonly ReportedFinding[]): string | undefined {
  const rules = new Set(findings.map(({ rule }) => rule))
  return rules.size === 1 ? [...rules][0] : undefined
}
