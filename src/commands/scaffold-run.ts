import type { OptionValue } from '../command.ts'
import type { Context } from '../context.ts'
import { IccError, wrongCall } from '../errors.ts'
import { readDestination, type Destination } from '../features/scaffold/destination.ts'
import { findTemplate, listKinds } from '../features/scaffold/find.ts'
import { decide } from '../features/scaffold/files/decide.ts'
import { planFiles, reportFiles, type FilePlan } from '../features/scaffold/files/plan.ts'
import { scaffold, type Made, type ScaffoldRequest, type Surroundings } from '../features/scaffold/scaffold.ts'
import type { Template } from '../features/scaffold/types.ts'
import { printable } from '../output.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export type ScaffoldCall = {
  /** Of the kind that the line names; undefined where it names none that there is. */
  template: Template | undefined
  args: readonly string[]
  options: Readonly<Record<string, OptionValue>>
}

/** Runs a template, or lists them all. */
export async function runScaffold(ctx: Context, { template, args, options }: ScaffoldCall): Promise<void> {
  if (options['list'] === true) return listAll(ctx)
  const [kind, argument] = args
  if (kind === 'update') return (await import('./scaffold-update.ts')).runUpdate(ctx, argument, options)
  const chosen = await (kind === undefined ? findTemplate(ctx, await chooseKind(ctx)) : named(ctx, kind, template))
  const around = await surroundings(ctx, options)
  const out = outOf(ctx, chosen, options)
  const request: ScaffoldRequest = {
    given: {
      ...(argument === undefined ? {} : { argument }),
      flags: flagsOf(chosen, options),
      set: listOf(options['set']),
      ...(typeof options['values'] === 'string' ? { valuesFile: options['values'] } : {}),
    },
    minimal: options['minimal'] === true,
    comments: options['no-comments'] !== true,
    namespace: textOf(options['namespace']),
    out,
  }
  if (chosen.private && (out !== 'stdout' || options['apply'] === true))
    return (await import('./scaffold-private.ts')).runPrivate(ctx, { template: chosen, request, around, options })
  const made = await scaffold(ctx, chosen, request, around)
  if (out === 'stdout') return print(ctx, made)
  await write(ctx, made, { force: options['force'] === true, dryRun: options['dry-run'] === true })
}

async function listAll(ctx: Context): Promise<void> {
  const summarized = listKinds(ctx).map(async ({ kind, origin, folder }) => ({
    kind,
    origin,
    folder,
    summary: await summaryOf(ctx, kind),
  }))
  const kinds = await Promise.all(summarized)
  ctx.output.result(kinds, (all) => {
    const width = Math.max(...all.map(({ kind }) => kind.length))
    const line = ({ kind, origin, summary }: (typeof all)[number]): string =>
      `${ctx.output.style('bold', kind.padEnd(width))}  ${summary}${origin === 'icc' ? '' : ` (${origin})`}`
    const text = [...all.map(line), '', 'icc scaffold KIND --help tells what can be given.'].join('\n')
    return wrapped(text, answerColumns(ctx.terminal))
  })
}

/** One template that is broken hides no other. */
async function summaryOf(ctx: Context, kind: string): Promise<string> {
  try {
    return (await findTemplate(ctx, kind)).summary
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    return `cannot be used: ${error.message}`
  }
}

async function chooseKind(ctx: Context): Promise<string> {
  const kinds = listKinds(ctx).map(({ kind }) => kind)
  if (ctx.terminal.interactive) {
    const choices = kinds.map(async (kind) => ({ value: kind, label: kind, hint: await summaryOf(ctx, kind) }))
    return (await ctx.prompt()).pick('What shall it be?', await Promise.all(choices), undefined)
  }
  throw wrongCall(`Which kind? There are ${kinds.join(', ')}.`, 'icc scaffold KIND --help')
}

async function named(ctx: Context, kind: string, template: Template | undefined): Promise<Template> {
  if (template === undefined) return findTemplate(ctx, kind)
  if (template.kind === kind) return template
  throw wrongCall('The kind comes first.', `icc scaffold ${template.kind}`)
}

export async function surroundings(ctx: Context, options: ScaffoldCall['options']): Promise<Surroundings> {
  const { inspect } = await import('../features/lint/inspect.ts')
  const { facts, sources, find } = await inspect(ctx, textOf(options['kube-version']))
  return {
    facts,
    sources,
    find,
    async cluster(isMissed) {
      if (options['offline'] === true) return undefined
      const { clusterFacts } = await import('../features/scaffold/around/cluster.ts')
      const { facts: found, said } = await clusterFacts(ctx, {
        namespace: textOf(options['namespace']) ?? facts.namespace,
      })
      if (said !== undefined && isMissed) ctx.output.status(said)
      return found
    },
  }
}

function flagsOf(template: Template, options: ScaffoldCall['options']): Record<string, string | boolean | string[]> {
  const given = template.inputs.flatMap(({ name }) => {
    const value = options[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}

function textOf(value: OptionValue): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function listOf(value: OptionValue): string[] {
  return Array.isArray(value) ? value : []
}

/** Without `--out` a person gets a file, and a pipe the text; `--dry-run` and `-o json` are about files. */
function outOf(ctx: Context, template: Template, options: ScaffoldCall['options']): Destination {
  const out = options['out']
  if (typeof out === 'string') return readDestination(ctx.cwd, out)
  // Into a pipe a secret goes only where somebody says so.
  const isPipe =
    !template.private && !ctx.terminal.stdout && options['dry-run'] !== true && ctx.output.format === 'human'
  return isPipe ? 'stdout' : { file: template.fileName }
}

function print(ctx: Context, { files, next }: Made): void {
  ctx.output.result({ files: files.map(({ kinds, text }) => ({ kinds, text })), next }, () =>
    // As it is: in YAML what could steer a terminal stands escaped, and a line break is a line break.
    files.map(({ text }) => text.trimEnd()).join('\n'),
  )
  tellNext(ctx, next)
}

async function write(
  ctx: Context,
  { files, next }: Made,
  { force, dryRun }: { force: boolean; dryRun: boolean },
): Promise<void> {
  const planned = planFiles(ctx, files)
  const plan = await decide(ctx, planned, { force, dryRun, interactive: ctx.terminal.interactive })
  if (plan === undefined) return
  if (!dryRun) {
    const { writeFiles } = await import('../features/scaffold/files/write.ts')
    await writeFiles(ctx, plan)
  }
  ctx.output.result({ files: reportFiles(plan), next }, () => (dryRun ? diffOf(plan) : ''))
  tell(ctx, plan, next, dryRun)
}

export function diffOf({ files }: FilePlan): string {
  return files
    .map(({ diff }) => printable(diff))
    .filter((diff) => diff !== '')
    .join('\n')
}

export function tell(ctx: Context, { files }: FilePlan, next: readonly string[], dryRun: boolean): void {
  for (const { path, action } of files) ctx.output.status(`${path}: ${(dryRun ? PLANNED : DONE)[action]}`)
  tellNext(ctx, next)
}

export function tellNext(ctx: Context, next: readonly string[]): void {
  if (next.length > 0) ctx.output.status(['', 'Next:', ...next.map(indented)].join('\n'))
}

const DONE = { create: 'written', overwrite: 'written over', equal: 'equal, left as it is' } as const
const PLANNED = { create: 'would be new', overwrite: 'would be changed', equal: 'equal' } as const

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
