import type { Severity } from './rule.ts'
import type { Skipped } from './intake/sort-sources.ts'

/** What a run of lint tells, in whatever format. Lines and columns count from 1, columns in code points. */
export type LintReport = {
  /** Such as 1.34. */
  kubeVersion: string
  /** Completes "Kubernetes 1.34, ...". */
  kubeVersionSource: string
  /** In the order of files, places and rules. */
  findings: readonly ReportedFinding[]
  suppressed: readonly SuppressedFinding[]
  notChecked: readonly ReportedGap[]
  skipped: readonly Skipped[]
  /** How much was looked at. */
  checked: { files: number; objects: number }
}

export type ReportedFinding = {
  rule: string
  severity: Severity
  file: string
  line: number
  column: number
  endLine: number
  /** The column after the last character. */
  endColumn: number
  /** `Deployment/web`; undefined where the finding belongs to no object. */
  object: string | undefined
  message: string
  hint: string | undefined
  fixable: boolean
  /** What `--fix` would do; `safe` ones without the rule being named. */
  fix: { safe: boolean; title: string } | undefined
  /** The line of the file that the finding begins in, without its line end. */
  text: string
}

export type SuppressedFinding = ReportedFinding & {
  reason: string
  /** Where the suppression is written: `manifest` for an annotation or comment, else the name of the file. */
  by: string
}

export type ReportedGap = { file: string; object: string | undefined; rule: string | undefined; reason: string }
