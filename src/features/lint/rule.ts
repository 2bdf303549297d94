import type { Edit } from '../manifests/edit.ts'
import type { ManifestDocument, Path, Range, Source } from '../manifests/document.ts'
import type { KubernetesObject } from '../manifests/object.ts'
import type { PodTemplate } from '../manifests/pod.ts'
import type { CiFile } from './ci-file.ts'
import type { Facts } from './facts.ts'
import type { ManifestFile, Project } from './project.ts'

/** `error`: the server or the site refuses it, or it cannot work; `warning`: accepted, then harms; `info`: advice. */
export type Severity = 'error' | 'warning' | 'info'

/**
 * What one rule is about, for people: `icc lint --rules` and `icc explain` show it. The examples are run by the tests:
 * `bad` is found by the rule, `good` is not.
 */
export type Rule = {
  /** Never changes its meaning. A rule that is renamed keeps its old id in `aliases`. */
  id: string
  aliases?: readonly string[]
  /** Of most findings; one finding may differ, and a project's `.icc.yaml` may change it. */
  severity: Severity
  /** `safe`: `--fix` does it, as there is one right answer; `ask`: only when the id is named (`--fix=ID`). */
  fix?: 'safe' | 'ask' | 'safe or ask'
  /** What it finds, one line without a full stop. */
  finds: string
  /** Why that matters, for somebody who never heard of it: one to four sentences. */
  why: string
  bad: Example
  good: Example
  /** Where the fact comes from: the address of a page, or the name of a standard. */
  source: string
}

/** A manifest, or files by name; at which site and version it is looked at, where that matters. */
export type Example =
  | string
  | { files: Readonly<Record<string, string>>; site?: string; version?: string }
  /** What no manifest can show. */
  | { words: string }

/** Where a finding is: a path in a document, or a piece of a file's text. */
export type Place =
  | { document: ManifestDocument; path: Path; at?: 'key' | 'value' | undefined }
  | { source: Source; range: Range }

export type Fix = {
  /** True where there is one right answer and the meaning stays; else the user must name the rule. */
  safe: boolean
  /** What it does: "quote it", "drop the annotation". */
  title: string
  /** Paths are from the root of the document that the finding is in. */
  edits: readonly Edit[]
  /** True where other rules can look at the object only afterwards: what they find then was there before. */
  reveals?: boolean
  /** Which document that is, where the finding's place is only a piece of text. */
  document?: ManifestDocument
}

/** A path in the document of an object, whose finding it then is; or a place that belongs to no object. */
type Where =
  | { object: KubernetesObject; path: Path; at?: 'key' | 'value' }
  | { place: Place; object?: KubernetesObject | undefined }

export type Report = Where & {
  /** What is wrong and what comes of it; ends with a full stop. Never the value of a secret. */
  message: string
  /** What to do, as something to type where possible. */
  hint?: string | undefined
  /** Where this finding weighs more or less than the rule's others. */
  severity?: Severity | undefined
  fix?: Fix | undefined
  /** What stands at the place is a secret: no format shows it, whatever else is found on its line. */
  conceals?: boolean
}

/** What a check is handed besides its subject. */
export type Lint = {
  readonly facts: Facts
  readonly project: Project
  /** @param id one of the check's own rules */
  report(id: string, report: Report): void
  /** Says that a rule could not look: no schema, a reference to outside the given files, a server is needed. */
  notChecked(id: string, subject: { object?: KubernetesObject; file?: string; reason: string }): void
}

/** One question that is asked of every subject of its scope; each answer belongs to one of its rules. */
export type Check = {
  rules: readonly Rule[]
  /** Asked even where none of its rules is wanted, as it knows what nobody may be shown. */
  always?: true
} & (
  | { scope: 'file'; run(file: ManifestFile, lint: Lint): void }
  | {
      scope: 'object'
      /** `KubernetesObject.type`s it is asked of; all where left out. */
      types?: readonly string[]
      run(object: KubernetesObject, lint: Lint): void
    }
  | { scope: 'pod'; run(pod: PodTemplate, lint: Lint): void }
  | { scope: 'project'; run(project: Project, lint: Lint): void }
  | { scope: 'ci'; run(file: CiFile, lint: Lint): void }
)
