import { oneLine } from '../../../output.ts'
import type { LintReport, ReportedFinding } from '../report.ts'
import type { Severity } from '../rule.ts'
import { fingerprints } from './fingerprints.ts'
import { jsonText } from './json-text.ts'
import { fileOrFolder, target } from './reported.ts'

/** GitLab also knows `critical` and `blocker`; nothing that a linter says of a manifest is that. */
const SEVERITY: Record<Severity, string> = { error: 'major', warning: 'minor', info: 'info' }

/**
 * GitLab's Code Quality report: a list of findings, and nothing else. What was not checked has no place in it; with
 * `--require-checked` it comes as findings. GitLab shows `description` alone, so that says what to do, too; `content` is
 * Code Climate's field for more, which GitLab passes over.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlabReport(report: LintReport): string {
  const ids = fingerprints(report)
  return jsonText(
    report.findings.map((finding) => ({
      description: description(finding),
      check_name: finding.rule,
      fingerprint: ids.get(finding),
      severity: SEVERITY[finding.severity],
      location: { path: fileOrFolder(finding.file), lines: { begin: finding.line } },
      content: { body: `${oneLine(target(report))}. Why: icc explain ${finding.rule}` },
    })),
  )
}

function description({ object, message, hint }: ReportedFinding): string {
  return oneLine(
    `${object === undefined ? '' : `${object}: `}${message}${hint === undefined ? '' : ` To do: ${hint}`}`,
  )
}
