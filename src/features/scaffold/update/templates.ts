import type { Context } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import type { Run, Word } from '../files/head.ts'
import { findTemplate, type FindContext } from '../find.ts'
import { checkValues } from '../inputs/check-value.ts'
import { flagOf, refusedError, refusedText } from '../inputs/mistakes.ts'
import { resolveInputs, type ResolveContext } from '../inputs/resolve.ts'
import { evaluateFacts, renderManifests, type Rendered } from '../render.ts'
import type { Input, Template, Values } from '../types.ts'
import type { UpdateDeps } from './rerun.ts'

export type TemplatesContext = FindContext & ResolveContext & { output: Pick<Context['output'], 'status'> }

/** What expressions begin from, for a template and the options of a run. */
export type RootsOf = (template: Template, run: Run) => Values | Promise<Values>

/** What an update needs, with the templates that icc finds and the inputs that the head of a file holds. */
export function withTemplates(
  ctx: TemplatesContext,
  rootsOf: RootsOf,
): Pick<UpdateDeps, 'newest' | 'render' | 'renew'> {
  const remade = async (run: Run): Promise<Rendered[]> => {
    const template = await findTemplate(ctx, run.kind, run.version)
    return rendered(template, run, inputsOf(ctx, template, run, await rootsOf(template, run)))
  }
  return {
    newest: (kind) => findTemplate(ctx, kind),
    render: async (run) => textOf((await remade(run)).filter(({ file }) => run.manifests.includes(file))),
    async renew(run, newest) {
      const roots = await rootsOf(newest, run)
      const answers = await resolveInputs(ctx, newest, { ...givenBy(run), set: [] }, roots)
      const facts = evaluateFacts(newest, { ...roots, ...answers.values })
      const { argument, words } = answers
      const renewed: Run = {
        ...run,
        version: newest.version,
        words,
        facts,
        ...(argument === undefined ? {} : { argument }),
      }
      const names = rendered(newest, renewed, answers.values).map(({ file }) => file)
      return { ...renewed, manifests: manifestsFor(ctx, run, names, await remade(run)) }
    },
  }
}

function rendered(template: Template, run: Run, inputs: Values): Rendered[] {
  const { minimal, comments, kubeVersion, namespace } = run.options
  const kubernetes = Number(kubeVersion.slice('1.'.length))
  return renderManifests(template, { inputs, facts: run.facts, minimal, comments, kubernetes, namespace })
}

function textOf(manifests: readonly Rendered[]): string {
  const documents = manifests.map(({ lines }) => lines.map(({ text }) => `${text}\n`).join(''))
  return documents.join('---\n')
}

/**
 * The values of inputs as the head holds them, without any default: what was not there then is not there now. What a
 * campus no longer offers is taken nevertheless.
 */
function inputsOf(ctx: TemplatesContext, template: Template, run: Run, roots: Values): Values {
  const values: Record<string, Values[string]> = {}
  for (const input of template.inputs) {
    const texts = textsOf(input, run)
    if (texts.length === 0) continue
    const around = { values: { ...roots, ...values }, cwd: ctx.cwd }
    const offered = checkValues(input, texts, around)
    const checked = 'refused' in offered ? checkValues({ ...input, choices: undefined }, texts, around) : offered
    if ('refused' in checked) {
      const subject = (text: string): string => `${flagOf(input)} ${text}`
      throw refusedError(
        template,
        checked.refused.map(({ text, refusal }) => refusedText({ subject }, text, refusal)),
        [],
      )
    }
    values[input.name] = checked.value
  }
  return values
}

function textsOf({ name, argument }: Input, run: Run): string[] {
  if (argument && run.argument !== undefined) return [run.argument]
  return run.words.filter(({ flag }) => flag === name).map(({ value }) => String(value))
}

function givenBy({ argument, words }: Run): { argument?: string; flags: Record<string, boolean | string[]> } {
  const flags: Record<string, boolean | string[]> = {}
  for (const { flag, value } of words) flags[flag] = added(flags[flag], value)
  return { flags, ...(argument === undefined ? {} : { argument }) }
}

function added(before: boolean | string[] | undefined, value: Word['value']): boolean | string[] {
  if (typeof value !== 'string') return value
  return [...(Array.isArray(before) ? before : []), value]
}

/** A file with all that the template made gets all that it makes now; one with a part of it keeps its part. */
function manifestsFor(ctx: TemplatesContext, run: Run, names: string[], before: readonly Rendered[]): string[] {
  if (before.every(({ file }) => run.manifests.includes(file))) return names
  const here = names.filter((name) => run.manifests.includes(name))
  if (here.length === 0)
    throw new IccError('template-without-manifest', `the template makes no ${run.manifests.join(', ')} any more`)
  const more = names.filter((name) => !before.some(({ file }) => file === name))
  if (more.length > 0) ctx.output.status(`The template makes ${more.join(', ')} as well now, in files of their own.`)
  return here
}
