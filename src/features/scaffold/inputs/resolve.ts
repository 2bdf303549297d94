import type { Context } from '../../../context.ts'
import type { Json } from '../../manifests/document.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { shellQuote } from '../files/shell-words.ts'
import { typed, type Word } from '../files/head.ts'
import { evaluate } from '../template/evaluate.ts'
import { isThere } from '../template/functions.ts'
import type { Input, Template, Values } from '../types.ts'
import { askInput, saidOf } from './ask.ts'
import { checkValues, exampleOf } from './check-value.ts'
import { defaultTexts } from './default-texts.ts'
import { collectGiven, type GivenInputs, type Said } from './given.ts'
import { flagOf, mistaken, missingError, refusedError, refusedText, type Mistake, type Missing } from './mistakes.ts'
import type { Around } from './verdict.ts'

export type { GivenInputs } from './given.ts'

/** What the inputs of a template are in one run. */
export type Answers = {
  /** By the names of the inputs. What is not there has no entry. */
  values: Values
  /** Every input that has a value, as one would type it; without the argument, and without secrets. */
  words: Word[]
  /** The input that is NAME, as one would type it. */
  argument: string | undefined
  /** What was answered to questions, by the names of the inputs; undefined where nothing was asked. */
  asked?: ReadonlyMap<string, readonly string[]>
}

export type ResolveContext = Pick<Context, 'cwd' | 'terminal' | 'prompt' | 'readInput'>

/**
 * The value of each input: what was given, else what is answered on a terminal, else the default. All is checked; what
 * was given wrong is told at once, before anything is asked.
 *
 * @param roots what expressions know besides inputs, such as `site`
 * @param answered what was answered before, by the names of the inputs: it is not asked again
 * @throws `input-refused` for values that a rule refuses, `usage` for what is missing or no input (exit 2); `cancelled`
 */
export async function resolveInputs(
  ctx: ResolveContext,
  template: Template,
  given: GivenInputs,
  roots: Values,
  answered: NonNullable<Answers['asked']> = new Map(),
): Promise<Answers> {
  const { said, mistakes } = collectGiven(ctx.cwd, template, given)
  for (const input of template.inputs) {
    const texts = answered.get(input.name)
    if (texts !== undefined) said.set(input.name, saidOf(input, texts))
  }
  const run: Run = {
    template,
    ctx,
    said,
    roots,
    nextLine: lineReader(() => ctx.readInput()),
    asked: new Map(answered),
  }
  // Nobody should answer questions to be told then that a flag is wrong.
  const unasked = await walk(run, { ask: false })
  fail(template, unasked, mistakes)
  const walked = unasked.hasQuestions ? await walk(run, { ask: true }) : unasked
  fail(template, walked, mistakes)
  const { values, words, argument } = walked
  return { values, words, argument, ...(run.asked.size > 0 ? { asked: run.asked } : {}) }
}

/**
 * The inputs as far as they can be told without asking anybody or reading standard input; `isWhole` is false where
 * something is missing or refused, and `questions` are what a person on a terminal would be asked.
 */
export async function inputsUnasked(
  { cwd }: Pick<Context, 'cwd'>,
  template: Template,
  given: GivenInputs,
  roots: Values,
): Promise<{ values: Values; isWhole: boolean; questions: Input[] }> {
  const terminal = { interactive: false, stdout: false, columns: undefined }
  const { said, mistakes } = collectGiven(cwd, template, given)
  const ctx: ResolveContext = { cwd, terminal, prompt: nobody, readInput: nobody }
  const run: Run = { template, ctx, said, roots, nextLine: async () => [], asked: new Map() }
  const walked = await walk(run, { ask: false })
  const faults = [...mistakes, ...walked.mistakes, ...walked.missing]
  const questions = template.inputs.filter(({ name, required }) => required && !said.has(name))
  return { values: walked.values, isWhole: faults.length === 0, questions }
}

function nobody(): never {
  throw new Error('nobody is asked here')
}

function fail(template: Template, walked: Walked, before: readonly Mistake[]): void {
  const mistakes = [...before, ...walked.mistakes]
  if (mistakes.length > 0) throw refusedError(template, mistakes, walked.missing)
  if (walked.missing.length === 0) return
  throw missingError(template, walked.typed, walked.missing)
}

type Run = {
  ctx: ResolveContext
  template: Template
  roots: Values
  said: ReadonlyMap<string, Said>
  nextLine: () => Promise<string[]>
  /** Answers so far; a secret is in nobody's memory. */
  asked: Map<string, readonly string[]>
}

type Walked = {
  values: Record<string, Json>
  words: Word[]
  argument: string | undefined
  /** What somebody typed of this, quoted for a shell. */
  typed: string[]
  mistakes: Mistake[]
  missing: Missing[]
  /** Inputs of which nothing can be said yet: they were refused, or are asked for later. */
  unknown: Set<string>
  /** True if something is left for a person to be asked. */
  hasQuestions: boolean
}

/** Goes through the inputs in their order, each of which may depend on those before. */
async function walk(run: Run, { ask }: { ask: boolean }): Promise<Walked> {
  const walked: Walked = {
    values: {},
    words: [],
    argument: undefined,
    typed: [],
    mistakes: [],
    missing: [],
    unknown: new Set(),
    hasQuestions: false,
  }
  for (const input of run.template.inputs) await step(run, input, walked, ask)
  return walked
}

async function step(run: Run, input: Input, walked: Walked, ask: boolean): Promise<void> {
  const { ctx, roots, said } = run
  const around: Around = { values: { ...roots, ...walked.values }, cwd: ctx.cwd }
  const given = said.get(input.name)
  const dependsOnUnknown = isUnknown(input.when, walked)
  if (input.type === 'secret' && given !== undefined) return
  if (!dependsOnUnknown && input.when !== undefined && !isThere(evaluate(input.when, around.values))) {
    if (given !== undefined) walked.mistakes.push(notThere(input, given, around, run.template))
    return
  }
  if (given !== undefined) return settle(input, given, around, walked)
  const isUnsettled = dependsOnUnknown || isUnknown(input.default, walked)
  if (input.required && ask) {
    const answer = await askInput(ctx, input, around)
    if (input.type !== 'secret') run.asked.set(input.name, answer.texts)
    return settle(input, answer, around, walked)
  }
  // To find out whether there is a terminal takes as long as all inputs: only where one is needed.
  const isQuestion = input.required && ctx.terminal.interactive
  if (isQuestion) walked.hasQuestions = true
  if (isUnsettled || isQuestion) walked.unknown.add(input.name)
  else await settleUnasked(run, input, around, walked)
}

function isUnknown(expression: Input['when'], { unknown }: Walked): boolean {
  return expression?.names.some((name) => unknown.has(name)) === true
}

/** Without a question: the default; a secret from standard input. */
async function settleUnasked(run: Run, input: Input, around: Around, walked: Walked): Promise<void> {
  if (input.type === 'secret' && !input.required) return
  const texts = input.type === 'secret' ? await run.nextLine() : defaultTexts(input, around)
  if (texts.length > 0)
    return settle(
      input,
      { texts, subject: (text) => `${flagOf(input)} ${shellQuote(text)}`, isDefault: true },
      around,
      walked,
    )
  if (!input.required) return
  walked.missing.push({ input, example: exampleOf(input, around) })
  walked.unknown.add(input.name)
}

function settle(input: Input, { texts, subject, isDefault }: Said, around: Around, walked: Walked): void {
  // Choices that depend on what is not known yet would be others than in the end.
  const known = isUnknown(input.choices, walked) ? { ...input, choices: undefined } : input
  const checked = checkValues(known, texts, around)
  if ('refused' in checked) {
    for (const { text, refusal } of checked.refused)
      walked.mistakes.push(refusedText({ subject, isDefault }, text, refusal))
    walked.unknown.add(input.name)
    return
  }
  walked.values[input.name] = checked.value
  if (input.type === 'secret') return
  const words = input.type === 'flag' ? [checked.value === true] : texts
  if (input.argument) walked.argument = texts[0]
  else walked.words.push(...words.map((value) => ({ flag: input.name, value })))
  if (isDefault === true) return
  if (input.argument) walked.typed.unshift(...texts.map(shellQuote))
  else walked.typed.push(...words.map((value) => typed({ flag: input.name, value })))
}

/** Why something that was given does not exist in this run: by what it depends on. */
function notThere(input: Input, { texts, subject }: Said, { values }: Around, { inputs }: Template): Mistake {
  const reasons = (input.when?.names ?? []).map((name) => {
    const other = inputs.find((one) => one.name === name)
    if (other === undefined) return `what is known of ${name}`
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) return `${flagOf(other)}, which is not given`
    return `${flagOf(other)}, which is ${typeof value === 'object' ? 'given' : excerpt(String(value))}`
  })
  return mistaken(
    subject(excerpt(texts[0] ?? '')),
    `this does not exist here; that depends on ${reasons.join(', and on ')}`,
  )
}

/** The lines of standard input, one at each call; nothing once there are no more. */
function lineReader(readInput: ResolveContext['readInput']): () => Promise<string[]> {
  let lines: string[] | undefined
  return async () => {
    lines ??= (await readInput()).split(/\r?\n/u)
    const line = lines.shift() ?? ''
    return line.trim() === '' ? [] : [line]
  }
}
