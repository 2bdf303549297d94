import type { Context } from '../../context.ts'
import { ExitCode, IccError, wrongCall } from '../../errors.ts'
import type { JsonObject } from '../manifests/document.ts'
import { objectName, objectsOf } from '../manifests/object.ts'
import { readManifests } from '../manifests/read.ts'
import { readProjectConfig } from './config.ts'
import { earlierClaims } from './earlier-claims.ts'
import type { Facts } from './facts.ts'
import { gatherFacts, type FactsContext } from './gather-facts.ts'
import { collect, type Collected } from './intake/collect.ts'
import { exclusion } from './intake/exclusion.ts'
import { kustomizeWhereNeeded } from './kustomize/where-needed.ts'
import { lintSources, type Linted, type LintSettings } from './lint.ts'
import type { LintReport } from './report.ts'
import { loadSchemas } from '../manifests/schema/index.ts'
import type { Schemas } from '../manifests/schema/schemas.ts'
import { SERVER_RULES } from './rules/server/index.ts'
import { rulesOf, selectRules } from './selection.ts'
import type { AskedServer, ServerContext } from './server/ask-server.ts'

export type LintContext = FactsContext & ServerContext & Pick<Context, 'cwd' | 'readInput' | 'git'>

export type LintOptions = {
  /** Files, folders, `-`; this folder where empty. */
  paths: readonly string[]
  select?: string | undefined
  ignore?: string | undefined
  kubeVersion?: string | undefined
  /** Files with CustomResourceDefinitions. */
  crds?: readonly string[]
  /** Nothing to look at is no mistake. */
  allowEmpty?: boolean
  /** What could not be checked counts as an error. */
  requireChecked?: boolean
  /** The cluster of the current context is asked too. */
  server?: boolean
}

/** A run with all that a second one, after fixes, needs. */
export type LintOutcome = { report: LintReport; linted: Linted; collected: Collected; settings: LintSettings }

/**
 * Looks at the manifests of a folder, of files, or of standard input.
 *
 * @throws `path-not-found`, `nothing-to-lint`, `rule-unknown`, `site-unknown`, `usage` (exit 2),
 *   `project-file-broken`, `site-broken`, `settings-broken` (exit 1); with `server` what asking it throws
 */
export async function lintProject(ctx: LintContext, options: LintOptions): Promise<LintOutcome> {
  const config = await readProjectConfig(ctx.cwd)
  const selection = selectRules(options.select, options.ignore, config)
  if (!options.server) refuseServerRules(options.select)
  const excluded = await exclusion(config)
  const paths = options.paths.length > 0 ? options.paths : ['.']
  const collected = await collect(ctx, paths, excluded)
  const schemas = loadSchemas(ctx)
  const definitions = await readDefinitions(ctx, options.crds ?? [])
  const server = options.server ? await askServer(ctx, collected, schemas, selection.asked) : undefined
  const facts = await gatherFacts(ctx, {
    config,
    kubeVersion: options.kubeVersion,
    serverVersion: server?.version,
    wholeProject: collected.wholeFolder,
    schemas,
    definitions: [...(server?.definitions ?? []), ...definitions],
  })
  const today = new Date(ctx.clock.now()).toISOString().slice(0, '2026-11-21'.length)
  const requireChecked = options.requireChecked ?? false
  facts.earlierClaim = strongest(server?.earlierClaim, await earlierClaims(ctx, collected.sources))
  facts.quotas = server?.quotas
  const inPart = config?.isWithin(paths) === false
  const kustomize = await kustomizeWhereNeeded(collected.sources)
  const settings = { facts, ...selection, config, kustomize, inPart, today, requireChecked, server: server?.word }
  const linted = lintSources(collected, settings)
  if (linted.checked.files + collected.unreadable.length === 0 && !options.allowEmpty) throw nothing(linted, options)
  return { report: createReport(linted, settings), linted, collected, settings }
}

/** To find nothing because nobody was asked would look like a pass. */
function refuseServerRules(select: string | undefined): void {
  const first = rulesOf(select).find((id) => SERVER_RULES.some((rule) => rule.id === id))
  if (first === undefined) return
  throw wrongCall(`${first} is what a cluster says, and none is asked.`, `icc lint --server --select ${select}`)
}

/** Loaded for this alone: what talks to clusters is not on the way of a run without one. */
async function askServer(
  ctx: LintContext,
  { sources }: Collected,
  schemas: Schemas,
  asked: ReadonlySet<string>,
): Promise<AskedServer> {
  const { askServer: ask } = await import('./server/ask-server.ts')
  return ask(ctx, sources, schemas, (rule) => asked.has(rule))
}

/** What the cluster has counts before what was committed. */
function strongest(onServer: Facts['earlierClaim'], committed: Facts['earlierClaim']): Facts['earlierClaim'] {
  return onServer === undefined ? committed : (claim) => onServer(claim) ?? committed?.(claim)
}

/** @throws `definition-broken` (exit 2) for a file without a CustomResourceDefinition of today's version */
async function readDefinitions(
  ctx: Pick<Context, 'cwd' | 'readInput'>,
  files: readonly string[],
): Promise<JsonObject[]> {
  if (files.length === 0) return []
  const { sources, unreadable } = await collect(ctx, files)
  const [broken] = unreadable
  if (broken) throw noDefinition(broken.file, broken.reason)
  return sources.flatMap((source) => {
    const { documents, faults } = readManifests(source)
    const [fault] = faults
    if (fault) throw noDefinition(source.name, fault.message)
    const found = documents.flatMap(objectsOf).filter(({ kind }) => kind === 'CustomResourceDefinition')
    if (found.every(({ apiVersion }) => apiVersion !== 'apiextensions.k8s.io/v1'))
      throw noDefinition(source.name, 'it holds no CustomResourceDefinition of apiextensions.k8s.io/v1')
    return found.map(({ value }) => value)
  })
}

function noDefinition(file: string, reason: string): IccError {
  return new IccError(
    'definition-broken',
    `${file} defines no custom resource: ${reason.replace(/\.$/u, '')}. Nothing was looked at.`,
    {
      exitCode: ExitCode.usage,
      hint: 'kubectl get crd NAME -o yaml > FILE',
    },
  )
}

function nothing({ skipped }: Linted, { paths }: LintOptions): IccError {
  const where = paths.length > 0 ? paths.join(', ') : 'this folder'
  const hint = skipped.find((one) => one.hint !== undefined)?.hint
  const what = skipped.length === 0 ? '' : ` ${skipped.length} other files were skipped, such as ${example(skipped)}.`
  return new IccError('nothing-to-lint', `There is no manifest in ${where}.${what}`, {
    exitCode: ExitCode.usage,
    hint: hint ?? 'name a file or folder, or say --allow-empty',
  })
}

function example(skipped: Linted['skipped']): string {
  const [first] = skipped
  return first === undefined ? '' : `${first.file} (${first.reason})`
}

export function createReport(linted: Linted, { facts }: LintSettings): LintReport {
  const { findings, suppressed, notChecked, skipped, checked } = linted
  return {
    kubeVersion: `1.${facts.target.minor}`,
    kubeVersionSource: facts.target.origin,
    findings,
    suppressed,
    notChecked: notChecked.map(({ rule, file, object, reason }) => ({
      rule,
      file,
      object: object && objectName(object),
      reason,
    })),
    skipped,
    checked,
  }
}
