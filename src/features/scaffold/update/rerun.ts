import type { Context } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import type { Run } from '../files/head.ts'
import type { Template } from '../types.ts'

/** What an update needs of templates. What these throw is told with the file's name. */
export type UpdateDeps = {
  /** The newest template of a kind. Throws where there is none. */
  newest: (kind: string) => Promise<Template>
  /** All below the head that a run makes, with the template of the run's version. Throws where that is not kept. */
  render: (run: Run) => string | Promise<string>
  /** The run with the newest template: its version and manifests, new inputs, and facts as they are now. */
  renew: (run: Run, newest: Template) => Run | Promise<Run>
  /** Refuses what is not to be written, such as what lint would fault. */
  check?: (file: { path: string; text: string }) => void | Promise<void>
}

type SayContext = { output: Pick<Context['output'], 'status'> }

/**
 * What a run made then, and what it makes now. Inputs and facts that the newest template does not know are left out,
 * and said.
 *
 * @throws `update-private` (exit 1) for a file with a secret, `template-newer` (exit 1) for one by a newer icc, and what `deps` throws
 */
export async function renderBoth(
  ctx: SayContext,
  file: string,
  run: Run,
  deps: UpdateDeps,
): Promise<{ run: Run; old: string; now: string }> {
  try {
    const newest = await deps.newest(run.kind)
    if (newest.private) throw holdsSecret(run)
    if (run.version > newest.version) throw templateNewer(run, newest)
    const old = await deps.render(run)
    const renewed = await deps.renew(knownTo(newest, run), newest)
    const lost = lostBetween(newest, run)
    if (lost.length > 0)
      ctx.output.status(`The template has no ${lost.join(', ')} any more; what was said there is left out.`)
    return { run: renewed, old, now: await deps.render(renewed) }
  } catch (error) {
    throw told(file, run, error)
  }
}

function holdsSecret({ kind, argument }: Run): IccError {
  return new IccError(
    'update-private',
    'it holds a secret, which is in no template and is asked for anew each time',
    {
      hint: `icc scaffold ${kind}${argument === undefined ? '' : ` ${argument}`}, with --force`,
    },
  )
}

function templateNewer(run: Run, { kind, version }: Template): IccError {
  return new IccError(
    'template-newer',
    `it was written by version ${run.version} of ${kind}, and ${version} is the newest here`,
    {
      hint: 'take a newer icc, or the template of who wrote it',
    },
  )
}

function knownTo({ inputs }: Template, run: Run): Run {
  const flags = new Set(inputs.map(({ name }) => name))
  const { argument, ...rest } = run
  const takesArgument = argument !== undefined && inputs.some((input) => input.argument)
  return { ...rest, ...(takesArgument ? { argument } : {}), words: run.words.filter(({ flag }) => flags.has(flag)) }
}

function lostBetween({ inputs, facts }: Template, run: Run): string[] {
  const flags = new Set(inputs.map(({ name }) => name))
  const lost = run.words.filter(({ flag }) => !flags.has(flag)).map(({ flag }) => `--${flag}`)
  const isArgumentLost = run.argument !== undefined && !inputs.some((input) => input.argument)
  const known = new Set(facts.map(({ name }) => name))
  const lostFacts = Object.keys(run.facts).filter((name) => !known.has(name) && !flags.has(name))
  return [...new Set([...(isArgumentLost ? ['NAME'] : []), ...lost, ...lostFacts.map((name) => `fact ${name}`)])]
}

/** What is wrong with a template or an input is told with the file that it came from. */
function told(file: string, { kind }: Run, error: unknown): unknown {
  if (!(error instanceof IccError) || error.code === 'cancelled') return error
  const reason = error.message.replace(/\.?(?: Nothing was (?:written|changed)\.)?$/u, '')
  const message = error.message.startsWith('Nothing was written.')
    ? `${file} cannot be updated. ${error.message}`
    : `${file} cannot be updated: ${reason}. Nothing was written.`
  return new IccError(error.code, message, {
    // The kind stands in the file, and not on the command line.
    exitCode: error.code === 'kind-unknown' ? ExitCode.failure : error.exitCode,
    hint: error.hint ?? `icc scaffold ${kind} --help`,
    cause: error,
  })
}
