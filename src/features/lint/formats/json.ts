import type { LintReport, ReportedFinding } from '../report.ts'
import type { Severity } from '../rule.ts'

/**
 * The contract of `icc lint -o json`. `suppressed` is how many findings were silenced, `suppressions` which and why.
 * Lines and columns count from 1, columns in code points; `endColumn` is the one after the last character.
 */
export type LintJson = {
  kubeVersion: string
  kubeVersionSource: string
  findings: FindingJson[]
  notChecked: { file: string; object?: string; rule?: string; reason: string }[]
  skipped: { file: string; reason: string; hint?: string }[]
  suppressed: number
  suppressions: (FindingJson & { reason: string; by: string })[]
  checked: { files: number; objects: number }
}

export type FindingJson = {
  rule: string
  severity: Severity
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  object: string | null
  message: string
  hint: string | null
  fixable: boolean
}

/** What `Output.result` prints with `-o json`. */
export function jsonReport(report: LintReport): LintJson {
  return {
    kubeVersion: report.kubeVersion,
    kubeVersionSource: report.kubeVersionSource,
    findings: report.findings.map(findingJson),
    notChecked: report.notChecked.map(({ file, object, rule, reason }) => ({
      file,
      ...(object === undefined ? {} : { object }),
      ...(rule === undefined ? {} : { rule }),
      reason,
    })),
    skipped: report.skipped.map(({ file, reason, hint }) => ({
      file,
      reason,
      ...(hint === undefined ? {} : { hint }),
    })),
    suppressed: report.suppressed.length,
    suppressions: report.suppressed.map((finding) => ({
      ...findingJson(finding),
      reason: finding.reason,
      by: finding.by,
    })),
    checked: { files: report.checked.files, objects: report.checked.objects },
  }
}

function findingJson(finding: ReportedFinding): FindingJson {
  return {
    rule: finding.rule,
    severity: finding.severity,
    file: finding.file,
    line: finding.line,
    column: finding.column,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
    object: finding.object ?? null,
    message: finding.message,
    hint: finding.hint ?? null,
    fixable: finding.fixable,
  }
}
