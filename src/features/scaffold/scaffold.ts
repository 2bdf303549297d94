import { relative, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import type { Json, Source } from '../manifests/document.ts'
import { clusterWish } from './around/cluster-wish.ts'
import { folderFacts } from './around/folder.ts'
import { runs } from './around/runs.ts'
import type { Destination } from './destination.ts'
import { writeHead, type Run } from './files/head.ts'
import { kindsOf } from './files/kinds.ts'
import { checkNamespace } from './namespaced.ts'
import { resolveInputs, type Answers, type GivenInputs } from './inputs/resolve.ts'
import { refusal, type Fault, type InspectedFile } from './refuse.ts'
import { evaluateFacts, renderManifests, type Rendered } from './render.ts'
import { evaluate, renderText } from './template/evaluate.ts'
import { isThere } from './template/functions.ts'
import type { Template, Values } from './types.ts'

/** What is known of the campus and the project before anything is asked. */
export type Surroundings = {
  facts: {
    site: { id: string; profile: object } | undefined
    target: { minor: number }
    namespace: string | undefined
  }
  sources: readonly Source[]
  /** What lint would find in files, if they stood in the folder. */
  find: (files: readonly Source[]) => Promise<readonly Fault[]>
  /**
   * What the cluster has; nothing where it was not asked. Called at most once, and only if a template wants it.
   *
   * @param isMissed why it was not asked is worth a word
   */
  cluster: (isMissed: boolean) => Promise<Json | undefined>
}

export type ScaffoldRequest = {
  given: GivenInputs
  minimal: boolean
  comments: boolean
  /** What objects are to name. */
  namespace?: string | undefined
  out: Destination
}

/** A file as it is to be. */
export type MadeFile = { path: string; text: string; kinds: string[] }

export type Made = {
  files: MadeFile[]
  /** What to do next, for people. */
  next: string[]
  run: Run
}

type ScaffoldContext = Pick<Context, 'cwd' | 'terminal' | 'prompt' | 'readInput' | 'clock' | 'output'>

/**
 * What a run of a template gives. Nothing is written. Lint has looked at it: what it would fault is refused.
 *
 * @throws `usage`, `input-refused`, `scaffold-refused` (exit 2; 1 where the template is to blame), `cancelled` (exit 130)
 */
export async function scaffold(
  ctx: ScaffoldContext,
  template: Template,
  request: ScaffoldRequest,
  around: Surroundings,
): Promise<Made> {
  if (request.namespace !== undefined) checkNamespace(request.namespace)
  refuseHere(template, around)
  const roots = await rootsOf(ctx, template, around, request)
  const { answers, facts, run, made } = await settle(ctx, template, { roots, request, around })
  const [first] = made
  const file =
    made.length > 1 && typeof request.out === 'object' && 'folder' in request.out ? request.out.folder : first?.path
  const known = {
    ...roots,
    ...facts,
    ...answers.values,
    ...(file === undefined || request.out === 'cluster' ? {} : { file }),
    ...runsOf(ctx, answers.values),
  }
  const next = template.next
    .filter(({ when }) => when === undefined || isThere(evaluate(when, known)))
    .map(({ text }) => renderText(text, known).trimEnd())
  return { files: made.map(({ path, text, kinds }) => ({ path, text, kinds })), next, run }
}

/** What cannot be at this campus is told before anything is asked. */
function refuseHere({ kind, refuse }: Template, around: Surroundings): void {
  const known = knownBefore(around)
  const reason = refuse.find(({ when }) => when === undefined || isThere(evaluate(when, known)))
  if (reason === undefined) return
  const message = `icc makes no ${kind} here: ${renderText(reason.text, known).trimEnd()} Nothing was written.`
  throw new IccError('scaffold-refused', message, { hint: 'icc scaffold --list' })
}

function knownBefore({ facts: { site, target, namespace } }: Surroundings): Values {
  return {
    kubernetes: target.minor,
    // A profile is what its schema made of YAML: JSON.
    ...(site === undefined ? {} : { site: site.profile as Json }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

type Settled = { answers: Answers; facts: Values; run: Run; made: MadeParts[] }

/** Makes what is asked for. Where lint would fault what was answered to a question, that is asked once more. */
async function settle(
  ctx: ScaffoldContext,
  template: Template,
  { roots, request, around }: { roots: Values; request: ScaffoldRequest; around: Surroundings },
): Promise<Settled> {
  let kept: Answers['asked']
  let before: Answers['asked']
  for (;;) {
    const answers = await resolveInputs(ctx, template, request.given, roots, kept)
    const facts = evaluateFacts(template, { ...roots, ...answers.values })
    const run = runOf(template, { answers, facts, request, around })
    const made = filesOf(ctx, template, { run, answers, request })
    const files = made.map(({ inspected }) => inspected)
    const faults = (await around.find(files)).filter(({ rule }) => counts(rule, request))
    if (faults.length === 0) return { answers, facts, run, made }
    const { error, lines, mendable } = refusal(template, files, faults, answers.asked)
    // The same answer once more: there is no other, or it is the template that is to blame.
    const isInsisted = mendable.every((name) => isDeepStrictEqual(answers.asked?.get(name), before?.get(name)))
    if (isInsisted) throw error
    ctx.output.notice(['icc lint would find fault with it:', ...lines].join('\n'))
    before = answers.asked
    kept = new Map([...(answers.asked ?? [])].filter(([name]) => !mendable.includes(name)))
  }
}

/** What is only printed, or sent, stands beside no other file; and who says a namespace means another one than usual. */
function counts(rule: string, { out, namespace }: ScaffoldRequest): boolean {
  if (rule === 'namespace-mismatch') return namespace === undefined
  return typeof out !== 'string' || rule !== 'duplicate-object'
}

type RootsRequest = Pick<ScaffoldRequest, 'minimal' | 'out' | 'namespace'> & Partial<Pick<ScaffoldRequest, 'given'>>

/** What expressions begin from. The folder and the cluster are looked at only where a template asks for them. */
export async function rootsOf(
  ctx: Pick<Context, 'cwd'>,
  template: Template,
  around: Surroundings,
  { minimal, out, namespace = around.facts.namespace, given }: RootsRequest,
): Promise<Values> {
  const wanted = namesIn(template)
  const roots = {
    ...knownBefore(around),
    minimal,
    ...(namespace === undefined ? {} : { namespace }),
    ...(wanted.has('folder')
      ? { folder: folderFacts(ctx.cwd, othersThan(written(ctx, template, out), around)) }
      : {}),
  }
  if (!wanted.has('cluster')) return roots
  const wish = given === undefined ? 'inputs' : await clusterWish(ctx, template, given, roots)
  const cluster = wish === undefined ? undefined : await around.cluster(wish === 'inputs')
  return cluster === undefined ? roots : { ...roots, cluster }
}

/** The names of the files that a run would write: what stands in them now is not there afterwards. */
function written({ cwd }: Pick<Context, 'cwd'>, { manifests, fileName }: Template, out: Destination): Set<string> {
  // What is printed is what would be written.
  const paths = out === 'stdout' ? [fileName] : pathsOf({ manifests }, out)
  return new Set(paths.map((path) => nameIn(cwd, path)))
}

/** The files that a run may write, as they were typed. */
export function pathsOf({ manifests }: Pick<Template, 'manifests'>, out: Destination): string[] {
  if (typeof out === 'string') return []
  return 'file' in out ? [out.file] : manifests.map(({ file }) => inFolder(out.folder, file))
}

function othersThan(names: ReadonlySet<string>, { sources }: Surroundings): Source[] {
  return sources.filter(({ name }) => !names.has(name))
}

function inFolder(folder: string, file: string): string {
  return `${folder.replace(/[/\\]+$/u, '')}/${file}`
}

function namesIn({ inputs, facts, next }: Template): Set<string> {
  const expressions = [
    ...inputs.flatMap((input) => [input.default, input.offers, input.choices, input.when]),
    ...facts.map(({ expression }) => expression),
    ...next.flatMap(({ when, text }) => [when, text]),
  ]
  return new Set(expressions.flatMap((expression) => expression?.names ?? []))
}

function runsOf({ clock }: ScaffoldContext, { schedule, 'time-zone': zone }: Values): Values {
  if (typeof schedule !== 'string') return {}
  return { runs: runs(schedule, typeof zone === 'string' ? zone : undefined, new Date(clock.now())) }
}

function runOf(
  template: Template,
  given: { answers: Answers; facts: Values; request: ScaffoldRequest; around: Surroundings },
): Run {
  const { answers, facts, request, around } = given
  const { site, target } = around.facts
  return {
    kind: template.kind,
    version: template.version,
    manifests: [],
    argument: answers.argument,
    words: answers.words,
    options: {
      site: site?.id,
      kubeVersion: `1.${target.minor}`,
      minimal: request.minimal,
      comments: request.comments,
      ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
    },
    facts,
  }
}

/** With the text as lint is asked about it. */
type MadeParts = MadeFile & { inspected: InspectedFile & Source }

/** All manifests in one file, in the order in which they are applied; into a folder, each in its own. */
function filesOf(
  ctx: ScaffoldContext,
  template: Template,
  { run, answers, request }: { run: Run; answers: Answers; request: ScaffoldRequest },
): MadeParts[] {
  const { minimal, comments, namespace, out } = request
  const kubernetes = Number(run.options.kubeVersion.slice('1.'.length))
  const rendered = renderManifests(template, {
    inputs: answers.values,
    facts: run.facts,
    minimal,
    comments,
    kubernetes,
    namespace,
  })
  if (typeof out === 'string') return [fileOf(ctx, template.fileName, run, rendered)]
  if ('file' in out) return [fileOf(ctx, out.file, run, rendered)]
  return rendered.map((one) => fileOf(ctx, inFolder(out.folder, one.file), run, [one]))
}

function fileOf({ cwd }: Pick<Context, 'cwd'>, path: string, run: Run, rendered: readonly Rendered[]): MadeParts {
  const lines = writeHead({ ...run, manifests: rendered.map(({ file }) => file) })
  const parts = rendered.map((one, at) => {
    if (at > 0) lines.push('---')
    const firstLine = lines.length + 1
    lines.push(...one.lines.map(({ text }) => text))
    return { rendered: one, firstLine }
  })
  const text = `${lines.join('\n')}\n`
  const inspected = { name: nameIn(cwd, path), text, parts }
  return { path, text, kinds: kindsOf(inspected), inspected }
}

/** The name that lint gives a file: relative to where icc was started. */
export function nameIn(cwd: string, path: string): string {
  return relative(cwd, resolve(cwd, path))
}
