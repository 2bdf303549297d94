import { oneLine, type Output } from '../../../output.ts'
import type { ReportedFinding } from '../report.ts'
import { COLOUR, countedBySeverity } from './counts.ts'
import { excerpt } from './excerpt.ts'
import { closingLines } from './human-closing.ts'
import type { Reported } from './reported.ts'

export type HumanOptions = {
  /** Colours a text; must change nothing else about it. */
  style: Output['style']
  /** Also lists skipped files, every gap, and what was suppressed. */
  verbose?: boolean
  /** Of the terminal: source lines are cut to it. 100 where unknown. */
  columns?: number | undefined
}

/** A message that quotes a file quotes as much of it as somebody put there. */
const LONGEST_TEXT = 1000

/**
 * The report for people: findings by file, then what was not checked or skipped, and in the last two lines the target
 * version and the three outcomes. All texts come without control characters, so it needs the report itself: the source
 * lines of a copy that `Output.result` made have lost the tabs that columns count. No line feed at the end.
 */
export function humanReport(reported: Reported, options: HumanOptions): string {
  const { findings } = reported.report
  const blocks: string[] = []
  for (const [file, own] of Map.groupBy(findings, (finding) => finding.file)) {
    if (findings.length > 1) blocks.push(heading(file, own, options.style))
    for (const finding of own) blocks.push(findingText(finding, options))
  }
  return [...blocks, closingLines(reported, options)].join('\n\n')
}

function heading(file: string, findings: readonly ReportedFinding[], style: Output['style']): string {
  return `${style('underline', oneLine(file))}: ${countedBySeverity(findings, style)}`
}

function findingText(finding: ReportedFinding, options: HumanOptions): string {
  const { severity, rule, file, line, column, object = '', message, hint } = finding
  return [
    `${options.style(COLOUR[severity], `${severity}:`)} ${options.style('bold', short(message))}`,
    oneLine(`  ${file}:${line}:${column}  ${rule}  ${short(object)}`).trimEnd(),
    ...sourceLines(finding, options),
    ...(hint === undefined ? [] : [`  To do: ${short(hint)}`]),
    ...fixLine(finding),
  ].join('\n')
}

/** None where there is no line to show, as of a file that could not be read. */
function sourceLines(finding: ReportedFinding, { style, columns = 100 }: HumanOptions): string[] {
  if (finding.text === '') return []
  const line = String(finding.line)
  const { line: text, indent, carets } = excerpt(finding, columns - line.length - '   | '.length)
  const bar = style('dim', '|')
  return [
    `  ${style('dim', line)} ${bar} ${text}`,
    `  ${' '.repeat(line.length)} ${bar} ${' '.repeat(indent)}${style(COLOUR[finding.severity], '^'.repeat(carets))}`,
  ]
}

function fixLine({ rule, fixable, fix }: ReportedFinding): string[] {
  if (!fixable) return []
  const command = fix?.safe === true ? 'icc lint --fix' : `icc lint --fix=${oneLine(rule)}`
  return [`  Fix: ${command}${fix === undefined ? '' : ` (${short(fix.title)})`}`]
}

function short(text: string): string {
  const line = oneLine(text).toWellFormed()
  return line.length <= LONGEST_TEXT ? line : `${line.slice(0, LONGEST_TEXT).toWellFormed()}…`
}
