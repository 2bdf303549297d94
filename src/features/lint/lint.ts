import type { Range, Source } from '../manifests/document.ts'
import { objectAt } from '../manifests/json.ts'
import { objectName } from '../manifests/object.ts'
import { labelsOf } from '../manifests/pod.ts'
import type { ProjectConfig } from './config-schema.ts'
import type { Facts } from './facts.ts'
import type { Finding, NotChecked } from './finding.ts'
import type { Unreadable } from './intake/collect.ts'
import { sortSources, type Skipped } from './intake/sort-sources.ts'
import type { Kustomize } from './kustomize/index.ts'
import { locate, rangeOf, sourceOf } from './locate.ts'
import type { Project } from './project.ts'
import type { ReportedFinding, SuppressedFinding } from './report.ts'
import type { Check, Place, Rule } from './rule.ts'
import { runChecks, type LintRun, type Subjects } from './run.ts'
import { configuredSuppressions } from './suppression/configured.ts'
import { suppress } from './suppression/suppress.ts'
import { annotationSuppressions, commentSuppressions, type Suppression } from './suppression/written.ts'

export type LintSettings = {
  facts: Facts
  /** All that there are, to tell what is silenced. */
  rules: readonly Rule[]
  checks: readonly Check[]
  /** The ids of the rules whose findings count. */
  asked: ReadonlySet<string>
  config?: ProjectConfig | undefined
  /** What looks at kustomizations; needed where there are some. */
  kustomize: Kustomize | undefined
  /** True where not all of the project is given. */
  inPart?: boolean
  /** As `2026-11-21`: until when a suppression holds. */
  today: string
  /** The names of the files whose findings are wanted; all where left out. The others are there to be referred to. */
  only?: ReadonlySet<string>
  /** What could not be checked is a finding. */
  requireChecked?: boolean
  /** What a cluster said before, where one was asked. */
  server?: ServerWord | undefined
}

/** What a cluster said of the objects, to be told beside what the checks find. */
export type ServerWord = {
  tell(run: LintRun): { findings: Finding[]; notChecked: NotChecked[] }
  /** All findings, less those of the cluster that another one tells better; no secret is left in its sentences. */
  settle(findings: readonly Finding[], secrets: readonly string[]): Finding[]
}

/** What is given to look at. */
export type Given = {
  sources: readonly Source[]
  /** Files that could not be read as text. */
  unreadable?: readonly Unreadable[]
  /** The names of files that may not be left out in silence. */
  outright?: ReadonlySet<string>
}

export type Linted = {
  findings: LocatedFinding[]
  suppressed: SuppressedFinding[]
  notChecked: NotChecked[]
  skipped: Skipped[]
  /** The names of the files that were looked at. */
  files: string[]
  /** Texts that must not be shown. */
  secrets: string[]
  /** Where they stand. */
  concealed: readonly Place[]
  /** What objects and containers are called, and their labels. */
  names: () => ReadonlySet<string>
  checked: { files: number; objects: number }
}

/** A finding as it is reported, and as the rule gave it. */
export type LocatedFinding = ReportedFinding & { finding: Finding }

/** Reads texts, tells manifests from everything else, and asks the checks. Touches no file and no network. */
export function lintSources(given: Given, settings: LintSettings): Linted {
  const { facts, checks, asked, config, kustomize } = settings
  const { skipped, ...subjects } = sortSources(given.sources, kustomize)
  const run =
    kustomize === undefined || subjects.builds.length === 0
      ? runChecks(subjects, facts, checks, settings.only)
      : kustomize.runBuilds(subjects, facts, checks, settings.only)
  const told = settings.server?.tell(run) ?? { findings: [], notChecked: [] }
  const outright = skipped.filter(({ file }) => given.outright?.has(file))
  const notChecked = [
    ...[...run.notChecked, ...told.notChecked].filter(({ rule }) => rule === undefined || asked.has(rule)),
    ...outright.map(({ file, reason }) => ({ rule: undefined, file, object: undefined, reason })),
  ]
  const all = [
    ...(given.unreadable ?? []).map(unreadableFinding),
    ...run.findings,
    ...told.findings,
    ...(settings.requireChecked ? notChecked.map(gapFinding) : []),
  ]
  const counted = withoutRepeats(all.filter(({ rule }) => asked.has(rule))).map((finding) =>
    withSeverity(finding, config),
  )
  const { findings, suppressed } = suppress(counted, suppressionsOf(subjects, run, settings), {
    rules: settings.rules,
    asked,
    notChecked,
  })
  const hidden = secretsIn(all)
  const concealed = all.filter(({ conceals }) => conceals === true).map(({ place }) => place)
  const secrets = concealed.map(textAt)
  const left = findings.filter(({ rule }) => asked.has(rule))
  const files = [...subjects.manifests, ...subjects.pipelines].map(({ source }) => source.name)
  return {
    findings: (settings.server?.settle(left, secrets) ?? left)
      .map((finding) => Object.assign(reported(finding, hidden(finding.place)), { finding }))
      .toSorted(byPlace),
    suppressed: suppressed
      .map((finding) =>
        Object.assign(reported(finding, hidden(finding.place)), { reason: finding.reason, by: finding.by }),
      )
      .toSorted(byPlace),
    notChecked,
    skipped: skipped.filter((one) => !outright.includes(one)),
    files,
    secrets,
    concealed,
    names: () => namesIn(run.project),
    checked: { files: files.length, objects: run.project.objects.length },
  }
}

/** What an anchor brings to several jobs of a pipeline is written once, and told once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ rule, place, object, message }) => {
    if (object !== undefined) return true
    const { start, end } = rangeOf(place)
    const id = JSON.stringify([sourceOf(place).name, start, end, rule, message])
    return seen.size < seen.add(id).size
  })
}

function suppressionsOf(subjects: Subjects, { project }: LintRun, settings: LintSettings): Suppression[] {
  const { config, today, inPart = false } = settings
  const files = [...subjects.manifests, ...subjects.pipelines].map(({ source }) => source.name)
  const part = inPart ? { files, objects: project.objects } : undefined
  return [
    ...[...subjects.manifests, ...subjects.pipelines].flatMap(({ source }) => commentSuppressions(source)),
    ...project.objects.flatMap(annotationSuppressions),
    ...(config === undefined ? [] : configuredSuppressions(config, today, part)),
  ]
}

function unreadableFinding({ file, reason, offset }: Unreadable): Finding {
  const hint = offset === undefined ? undefined : 'save it as UTF-8 text'
  return findingOf('file-unreadable', startOf(file), `This file was not looked at: ${reason}.`, hint)
}

function gapFinding({ file, object, reason }: NotChecked): Finding {
  const place = object ? { document: object.document, path: [...object.path, 'kind'] } : startOf(file)
  return { ...findingOf('not-checked', place, `This was not checked: ${reason}.`), object }
}

function findingOf(rule: string, place: Place, message: string, hint?: string): Finding {
  return { rule, severity: 'error', place, object: undefined, message, hint, fix: undefined }
}

function startOf(file: string): Place {
  return { source: { name: file, text: '' }, range: { start: 0, end: 0 } }
}

/** What no format may show, by the file it stands in. */
function secretsIn(findings: readonly Finding[]): (place: Place) => readonly Range[] {
  const bySource = Map.groupBy(
    findings.filter(({ conceals }) => conceals === true),
    ({ place }) => sourceOf(place),
  )
  const ranges = new Map([...bySource].map(([source, found]) => [source, found.map(({ place }) => rangeOf(place))]))
  return (place) => ranges.get(sourceOf(place)) ?? []
}

function namesIn({ objects, pods }: Project): ReadonlySet<string> {
  const ofObjects = objects.flatMap(({ name = '', namespace = '', value }) => [
    name,
    namespace,
    ...Object.values(labelsOf(objectAt(value, 'metadata', 'labels'))),
  ])
  const ofPods = pods.flatMap(({ labels, containers }) => [
    ...Object.values(labels),
    ...containers.map(({ name = '' }) => name),
  ])
  return new Set([...ofObjects, ...ofPods])
}

function textAt(place: Place): string {
  const { start, end } = rangeOf(place)
  return sourceOf(place).text.slice(start, end)
}

function withSeverity(finding: Finding, config: ProjectConfig | undefined): Finding {
  const severity = config?.lint?.severity?.[finding.rule]
  return severity === undefined ? finding : { ...finding, severity }
}

/** A finding with its place worked out. */
function reported(finding: Finding, hidden: readonly Range[]): ReportedFinding {
  const { rule, severity, place, object, message, hint, fix } = finding
  return {
    rule,
    severity,
    ...locate(place, hidden),
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
