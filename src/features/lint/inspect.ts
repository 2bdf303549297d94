import type { Source } from '../manifests/document.ts'
import { loadSchemas } from '../manifests/schema/index.ts'
import { readProjectConfig } from './config.ts'
import { earlierClaims } from './earlier-claims.ts'
import type { Facts } from './facts.ts'
import { gatherFacts } from './gather-facts.ts'
import { collect } from './intake/collect.ts'
import { kustomizeWhereNeeded } from './kustomize/where-needed.ts'
import { lintSources } from './lint.ts'
import { exclusion } from './intake/exclusion.ts'
import type { LintContext } from './lint-project.ts'
import type { ReportedFinding } from './report.ts'
import { checksFor } from './rules/by-type.ts'
import type { ProjectConfig } from './config-schema.ts'
import type { Selection } from './selection.ts'

/** What a project is held against, and what is in it, before anything is added. */
export type Inspection = {
  facts: Facts
  /** The manifests and other YAML files that are there. */
  sources: readonly Source[]
  /** What lint would find in these files if they stood in the folder, in place of those of the same name. */
  find: (files: readonly Source[]) => Promise<ReportedFinding[]>
}

/**
 * Makes ready to ask lint about texts that are not written yet.
 *
 * @throws `usage`, `site-unknown` (exit 2), `project-file-broken`, `site-broken`, `settings-broken` (exit 1)
 */
export async function inspect(ctx: LintContext, kubeVersion: string | undefined): Promise<Inspection> {
  const config = await readProjectConfig(ctx.cwd)
  const excluded = await exclusion(config)
  const { sources } = await collect(ctx, ['.'], excluded)
  const schemas = loadSchemas(ctx)
  // What is referred to and not there may come later: `icc lint` over the folder tells it then.
  const facts = await gatherFacts(ctx, { config, kubeVersion, wholeProject: false, schemas, definitions: [] })
  return {
    facts,
    sources,
    async find(files) {
      const names = new Set(files.map(({ name }) => name))
      const all = [...sources.filter(({ name }) => !names.has(name)), ...files]
      facts.earlierClaim = await earlierClaims(ctx, files)
      const today = new Date(ctx.clock.now()).toISOString().slice(0, '2026-11-21'.length)
      const kustomize = await kustomizeWhereNeeded(all)
      const settings = { facts, ...(await rulesFor(files, config)), config, kustomize, today, only: names }
      return lintSources({ sources: all }, settings).findings.filter(({ file }) => names.has(file))
    },
  }
}

/** All rules where a file or the project speaks of rules, else those alone that can find something in the files. */
async function rulesFor(files: readonly Source[], config: ProjectConfig | undefined): Promise<Selection> {
  if (config?.lint !== undefined || files.some(({ text }) => SILENCES.test(text)))
    return (await import('./selection.ts')).selectRules(undefined, undefined, config)
  const checks = await checksFor(files)
  const rules = checks.flatMap((check) => check.rules)
  return { rules, checks, asked: new Set(rules.map(({ id }) => id)) }
}

/** As comments and annotations name a rule that is to be silent. */
const SILENCES = /icc[-/]ignore/u
