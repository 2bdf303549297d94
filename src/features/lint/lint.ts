import type { Source } from '../manifests/document.ts'
import { objectName } from '../manifests/object.ts'
import type { ProjectConfig } from './config-schema.ts'
import type { Facts } from './facts.ts'
import type { Finding, NotChecked } from './finding.ts'
import { sortSources, type Skipped } from './intake/sort-sources.ts'
import { locate } from './locate.ts'
import type { ReportedFinding, SuppressedFinding } from './report.ts'
import type { Check } from './rule.ts'
import { runChecks } from './run.ts'
import { configuredSuppressions } from './suppression/configured.ts'
import { suppress } from './suppression/suppress.ts'
import { annotationSuppressions, commentSuppressions } from './suppression/written.ts'

export type LintSettings = {
  facts: Facts
  checks: readonly Check[]
  /** The ids of the rules whose findings count. */
  asked: ReadonlySet<string>
  config?: ProjectConfig | undefined
  /** As `2026-11-21`: until when a suppression holds. */
  today: string
}

export type Linted = {
  findings: LocatedFinding[]
  suppressed: SuppressedFinding[]
  notChecked: NotChecked[]
  skipped: Skipped[]
  checked: { files: number; objects: number }
}

/** A finding as it is reported, and as the rule gave it. */
export type LocatedFinding = ReportedFinding & { finding: Finding }

/** Reads texts, tells manifests from everything else, and asks the checks. Touches no file and no network. */
export function lintSources(sources: readonly Source[], settings: LintSettings): Linted {
  const { facts, checks, asked, config, today } = settings
  const { skipped, ...subjects } = sortSources(sources)
  const run = runChecks(subjects, facts, checks)
  const findings = run.findings.filter(({ rule }) => asked.has(rule)).map((finding) => withSeverity(finding, config))
  const suppressions = [
    ...[...subjects.manifests, ...subjects.pipelines].flatMap(({ source }) => commentSuppressions(source)),
    ...run.project.objects.flatMap(annotationSuppressions),
    ...(config === undefined ? [] : configuredSuppressions(config, today)),
  ]
  const sorted = suppress(findings, suppressions, asked)
  return {
    findings: sorted.findings
      .filter(({ rule }) => asked.has(rule))
      .map((finding) => ({ ...reported(finding), finding }))
      .toSorted(byPlace),
    suppressed: sorted.suppressed
      .map((finding) => ({ ...reported(finding), reason: finding.reason, by: finding.by }))
      .toSorted(byPlace),
    notChecked: run.notChecked.filter(({ rule }) => rule === undefined || asked.has(rule)),
    skipped,
    checked: {
      files: subjects.manifests.length + subjects.pipelines.length,
      objects: run.project.objects.length,
    },
  }
}

function withSeverity(finding: Finding, config: ProjectConfig | undefined): Finding {
  const severity = config?.lint?.severity?.[finding.rule]
  return severity === undefined ? finding : { ...finding, severity }
}

/** A finding with its place worked out. */
export function reported({ rule, severity, place, object, message, hint, fix }: Finding): ReportedFinding {
  return {
    rule,
    severity,
    ...locate(place),
    object: object && objectName(object),
    message,
    hint,
    fixable: fix !== undefined,
    fix: fix && { safe: fix.safe, title: fix.title },
  }
}

function byPlace(one: ReportedFinding, other: ReportedFinding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  if (one.line !== other.line) return one.line - other.line
  if (one.column !== other.column) return one.column - other.column
  return one.rule < other.rule ? -1 : Number(one.rule > other.rule)
}
