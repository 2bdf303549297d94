import { shellQuote } from '../files/shell-words.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { nearest } from '../../../nearest-names.ts'
import type { Input, Template } from '../types.ts'
import { flagOf, mistaken, type Mistake, type Subject } from './mistakes.ts'
import { readValuesFile } from './values-file.ts'

/** What the command line says: the flags by the names of their inputs; `--set KEY=VALUE`; the file of `--values`. */
export type GivenInputs = {
  argument?: string | undefined
  flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  set: readonly string[]
  valuesFile?: string | undefined
}

/** What was given for one input. `subject` says where, and is completed by a text. */
export type Said = Subject & { texts: readonly string[] }

/** What was given for each input, by its name: the argument and flags first, then `--set`, then the file. */
export function collectGiven(
  cwd: string,
  template: Template,
  given: GivenInputs,
): { said: Map<string, Said>; mistakes: Mistake[] } {
  const collected: Collected = { said: new Map(), mistakes: [], inputs: new Map() }
  for (const input of template.inputs) collected.inputs.set(input.name, input)
  takeFlags(template, given, collected)
  takeSet(given.set, collected)
  if (given.valuesFile !== undefined) takeFile(cwd, given.valuesFile, collected)
  return collected
}

type Collected = { said: Map<string, Said>; mistakes: Mistake[]; inputs: Map<string, Input> }

function takeFlags({ kind, inputs }: Template, { argument, flags }: GivenInputs, collected: Collected): void {
  const named = inputs.find((input) => input.argument)
  if (argument !== undefined && named === undefined)
    collected.mistakes.push(mistaken(argument, `icc scaffold ${kind} takes no NAME`))
  for (const input of inputs) {
    const written = Object.hasOwn(flags, input.name) ? flags[input.name] : undefined
    const flag = `--${input.name}`
    if (input === named && argument !== undefined) {
      if (written !== undefined)
        collected.mistakes.push(mistaken(flag, `the NAME is ${excerpt(argument)} already; give one of the two`))
      take(input, [argument], (text) => `NAME ${shellQuote(text)}`, collected)
    } else if (typeof written === 'boolean') {
      take(input, [String(written)], () => (written ? flag : `--no-${input.name}`), collected)
    } else if (written !== undefined) {
      take(input, [written].flat(), (text) => `${flag} ${shellQuote(text)}`, collected)
    }
  }
}

function takeSet(set: readonly string[], collected: Collected): void {
  const texts = new Map<string, string[]>()
  for (const one of set) {
    const at = one.indexOf('=')
    const name = one.slice(0, Math.max(at, 0))
    if (at < 0) collected.mistakes.push(mistaken('--set', 'this is written KEY=VALUE'))
    else if (!collected.inputs.has(name)) collected.mistakes.push(mistaken(`--set ${name}`, unknown(name, collected)))
    else texts.set(name, [...(texts.get(name) ?? []), one.slice(at + 1)])
  }
  for (const [name, all] of texts)
    take(collected.inputs.get(name), all, (text) => `--set ${shellQuote(`${name}=${text}`)}`, collected)
}

function takeFile(cwd: string, path: string, collected: Collected): void {
  const { entries, faults } = readValuesFile(cwd, path)
  for (const { line, message } of faults)
    collected.mistakes.push(mistaken(line === undefined ? path : `${path}:${line}`, message))
  for (const { name, texts, line } of entries) {
    const input = collected.inputs.get(name)
    if (input === undefined) collected.mistakes.push(mistaken(`${path}:${line}`, unknown(name, collected)))
    else take(input, texts, (text) => `${path}:${line}: ${name}: ${text}`, collected)
  }
}

function take(
  input: Input | undefined,
  texts: readonly string[],
  subject: Subject['subject'],
  { said, mistakes }: Collected,
): void {
  if (input === undefined || said.has(input.name) || texts.length === 0) return
  said.set(input.name, { texts, subject })
  if (input.type === 'secret')
    mistakes.push(
      mistaken(
        subject('...'),
        'a secret is asked for, or read from the first line of standard input, never written down',
      ),
    )
  else if (!input.list && texts.length > 1)
    mistakes.push(mistaken(flagOf(input), `it was given ${texts.length} times, and takes one value`))
}

function unknown(name: string, { inputs }: Collected): string {
  const near = nearest(name, inputs.keys())
  const hint = near === undefined ? `there is ${[...inputs.keys()].join(', ')}` : `did you mean ${near}?`
  return `there is no input of the name ${name}; ${hint}`
}
