import { oneLine } from '../../../output.ts'
import type { LintReport, ReportedFinding, ReportedGap, SuppressedFinding } from '../report.ts'
import { artifactLocation } from './artifact-location.ts'
import { fingerprints } from './fingerprints.ts'
import { LEVEL } from './sarif-rule.ts'

type Region = { startLine: number; startColumn: number; endLine: number; endColumn: number }

type Location = {
  physicalLocation: { artifactLocation: ReturnType<typeof artifactLocation>; region?: Region }
  logicalLocations?: readonly { fullyQualifiedName: string; kind: 'resource' }[]
}

/** The part of SARIF's result object that icc writes. @see SARIF 2.1.0 section 3.27 */
export type Result = {
  ruleId: string
  ruleIndex?: number
  kind: 'fail' | 'open'
  level: 'error' | 'warning' | 'note' | 'none'
  message: { text: string }
  locations: readonly Location[]
  partialFingerprints?: Readonly<Record<string, string>>
  suppressions?: readonly { kind: 'inSource' | 'external'; justification: string; location?: Location }[]
}

/** Findings, then suppressed ones, then what was not checked. `indexOf` tells a rule's place in the list of rules. */
export function sarifResults(report: LintReport, indexOf: (rule: string) => number | undefined): Result[] {
  const ids = fingerprints(report)
  const found = (finding: ReportedFinding): Result => ({
    ...ruleOf(finding.rule, indexOf),
    kind: 'fail',
    level: LEVEL[finding.severity],
    message: messageOf(finding),
    locations: [locationOf(finding)],
    partialFingerprints: { 'iccFinding/v1': ids.get(finding) ?? '' },
  })
  return [
    ...report.findings.map(found),
    ...report.suppressed.map((finding) => ({ ...found(finding), suppressions: [suppressionOf(finding)] })),
    ...report.notChecked.map((gap) => openResult(gap, indexOf)),
  ]
}

function ruleOf(id: string, indexOf: (rule: string) => number | undefined): Pick<Result, 'ruleId' | 'ruleIndex'> {
  const ruleIndex = indexOf(id)
  return { ruleId: id, ...(ruleIndex === undefined ? {} : { ruleIndex }) }
}

/**
 * Braces stay as they are, although section 3.11.5 would have them doubled: the viewers that matter take them as
 * written where a message has no arguments. A text from a file shall not become a link (section 3.11.6), though.
 */
export function plainText(text: string): string {
  return oneLine(text).replaceAll('](', '] (')
}

function messageOf({ message, hint }: ReportedFinding): { text: string } {
  return { text: plainText(`${message}${hint === undefined ? '' : ` To do: ${hint}`}`) }
}

function locationOf({ file, object, line, column, endLine, endColumn }: ReportedFinding): Location {
  const region = { startLine: line, startColumn: column, endLine, endColumn }
  return {
    physicalLocation: { artifactLocation: artifactLocation(file), region },
    ...logicalOf(object),
  }
}

function logicalOf(object: string | undefined): Pick<Location, 'logicalLocations'> {
  return object === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: object, kind: 'resource' }] }
}

/** Section 3.27.9: `open` is what the tool could not decide; section 3.27.10: that has no level. */
function openResult(gap: ReportedGap, indexOf: (rule: string) => number | undefined): Result {
  const { file, object, rule = 'not-checked', reason } = gap
  const physicalLocation = { artifactLocation: artifactLocation(file) }
  return {
    ...ruleOf(rule, indexOf),
    kind: 'open',
    level: 'none',
    message: { text: plainText(`Not checked: ${reason}`) },
    locations: [{ physicalLocation, ...logicalOf(object) }],
  }
}

function suppressionOf({ reason, by }: SuppressedFinding): NonNullable<Result['suppressions']>[number] {
  if (by === 'manifest') return { kind: 'inSource', justification: reason }
  return {
    kind: 'external',
    justification: reason,
    location: { physicalLocation: { artifactLocation: artifactLocation(by) } },
  }
}
