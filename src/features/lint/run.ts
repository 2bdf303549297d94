import type { Source } from '../manifests/document.ts'
import { excerpt } from '../manifests/excerpt.ts'
import { at } from '../manifests/json.ts'
import type { CiFile } from './ci-file.ts'
import type { Facts } from './facts.ts'
import type { Finding, NotChecked } from './finding.ts'
import { createProject, type ManifestFile, type Project, type Surroundings } from './project.ts'
import type { Check, Lint, Place, Report } from './rule.ts'

/** What is looked at: manifests, and pipelines, which have rules of their own. */
export type Subjects = {
  manifests: readonly ManifestFile[]
  pipelines: readonly CiFile[]
} & Surroundings

export type LintRun = { project: Project; findings: Finding[]; notChecked: NotChecked[] }

/**
 * Asks every check of all its subjects. Findings come in the order of files, places in them, and rules.
 *
 * @param only the names of the files whose findings are wanted, so that nothing is asked of what stands in others alone
 */
export function runChecks(
  subjects: Subjects,
  facts: Facts,
  checks: readonly Check[],
  only?: ReadonlySet<string>,
): LintRun {
  const project = createProject(subjects.manifests, subjects)
  const findings: Finding[] = []
  const notChecked: NotChecked[] = []
  for (const check of checks) ask(check, subjects, createLint(check, { facts, project }, findings, notChecked), only)
  return withoutReplaced({ project, findings, notChecked }, subjects.replaced ?? new Set())
}

/** Of a text that a pipeline changes before the cluster sees it nothing can be said. */
function withoutReplaced(run: LintRun, replaced: ReadonlySet<string>): LintRun {
  if (replaced.size === 0) return run
  const words = [...replaced].map((word) => ({ word, pattern: new RegExp(`(?<!\\w)${word}(?!\\w)`, 'u') }))
  const gaps: NotChecked[] = []
  const findings = run.findings.filter(({ rule, place, object }) => {
    const text = 'document' in place ? at(place.document.value, ...place.path) : undefined
    const found = typeof text === 'string' ? words.find(({ pattern }) => pattern.test(text)) : undefined
    if (found === undefined || object === undefined) return true
    const reason = `a pipeline puts something else in place of "${excerpt(found.word)}"`
    gaps.push({ rule, file: object.document.source.name, object, reason })
    return false
  })
  return { ...run, findings, notChecked: [...run.notChecked, ...gaps] }
}

function ask(check: Check, subjects: Subjects, lint: Lint, only: ReadonlySet<string> | undefined): void {
  const { project } = lint
  switch (check.scope) {
    case 'file':
      askOfEach(check, among(project.files, only, sourceOfFile), lint)
      return
    case 'object': {
      const objects = check.types?.flatMap((type) => project.ofType(type)) ?? project.objects
      askOfEach(
        check,
        among(objects, only, ({ document }) => document.source),
        lint,
      )
      return
    }
    case 'pod':
      askOfEach(
        check,
        among(project.pods, only, ({ owner }) => owner.document.source),
        lint,
      )
      return
    case 'project':
      check.run(project, lint)
      return
    case 'ci':
      askOfEach(check, among(subjects.pipelines, only, sourceOfFile), lint)
  }
}

/** By index: before it is compiled, `for...of` takes as long for a step as many a check for its answer. */
function askOfEach<T>(check: { run(subject: T, lint: Lint): void }, subjects: readonly T[], lint: Lint): void {
  for (let index = 0; index < subjects.length; index += 1) check.run(subjects[index] as T, lint)
}

function among<T>(
  things: readonly T[],
  only: ReadonlySet<string> | undefined,
  sourceOf: (thing: T) => Source,
): readonly T[] {
  return only === undefined ? things : things.filter((thing) => only.has(sourceOf(thing).name))
}

function sourceOfFile({ source }: { source: Source }): Source {
  return source
}

function createLint(
  check: Check,
  given: { facts: Facts; project: Project },
  findings: Finding[],
  notChecked: NotChecked[],
): Lint {
  const ruleOf = (id: string) => {
    const rule = check.rules.find((one) => one.id === id)
    if (!rule) throw new Error(`a check reported ${id}, which is none of its rules`)
    return rule
  }
  return {
    ...given,
    report(id, report) {
      const { object, message, hint, fix, conceals = false, severity = ruleOf(id).severity } = report
      findings.push({ rule: id, severity, place: placeOf(report), object, message, hint, fix, conceals })
    },
    notChecked(id, { object, file, reason }) {
      notChecked.push({ rule: ruleOf(id).id, file: file ?? object?.document.source.name ?? '', object, reason })
    },
  }
}

function placeOf(report: Report): Place {
  return 'place' in report
    ? report.place
    : { document: report.object.document, path: report.path, at: report.at ?? 'value' }
}
