import type { Source } from '../manifests/document.ts'
import type { Facts } from './facts.ts'
import { runChecks, type LintRun } from './run.ts'
import { sortSources, type Skipped } from './sort-sources.ts'
import { CHECKS } from './rules/index.ts'

export type LintedSources = LintRun & { skipped: readonly Skipped[] }

/** Reads texts, tells manifests from everything else, and asks all checks. Touches no file and no network. */
export function lintSources(sources: readonly Source[], facts: Facts, checks = CHECKS): LintedSources {
  const { skipped, ...subjects } = sortSources(sources)
  return { ...runChecks(subjects, facts, checks), skipped }
}
