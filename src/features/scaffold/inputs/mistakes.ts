import { ExitCode, IccError, wrongCall } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { shellQuote } from '../files/shell-words.ts'
import type { Input, Template } from '../types.ts'
import type { Refusal } from './verdict.ts'

/** Something that was given and cannot be; `isRefused` where it is a value that a rule, or its type, does not take. */
export type Mistake = { text: string; isRefused: boolean }

/** A required input that nobody gave, with a text that would do. */
export type Missing = { input: Input; example: string }

export function mistaken(subject: string, message: string): Mistake {
  return { text: `${oneLine(subject)}: ${oneLine(message)}`, isRefused: false }
}

/** Where a text comes from, completed by the text itself; of a default nobody typed it. */
export type Subject = { subject: (text: string) => string; isDefault?: boolean }

export function refusedText({ subject, isDefault }: Subject, text: string, refusal: Refusal): Mistake {
  const { message, rule, example, conceals } = refusal
  const because = rule === undefined ? message : `${message} (${rule})`
  const given = `${subject(conceals ?? excerpt(text))}${isDefault === true ? ' (its default)' : ''}`
  return {
    text: oneLine(`${given}: ${because}${hasExample(message) ? ': ' : SUCH_AS}${subject(example)}`),
    isRefused: true,
  }
}

/** What a refusal says below a question, where the text itself stands above it. */
export function shortly({ message, rule, example }: Refusal): string {
  const because = `${message}${rule === undefined ? '' : ` (${rule})`}`
  return oneLine(hasExample(message) ? because : `${because}${SUCH_AS}${example}`)
}

const SUCH_AS = ', such as '

/** What lint's own sentence ends with is not said twice. */
function hasExample(message: string): boolean {
  return message.includes(' such as ')
}

/** As it is typed: NAME for the argument, else its flag. */
export function flagOf({ argument, name }: Pick<Input, 'argument' | 'name'>): string {
  return argument ? 'NAME' : `--${name}`
}

/** `input-refused` or `usage` (exit 2), with all that is wrong, a line for each. */
export function refusedError(
  { kind }: Template,
  mistakes: readonly Mistake[],
  missing: readonly Missing[],
): IccError {
  const lines = [
    ...new Set(mistakes.map(({ text }) => text)),
    ...missing.map(({ input }) => missingLine(input, ' is missing')),
  ]
  const code = mistakes.some(({ isRefused }) => isRefused) ? 'input-refused' : 'usage'
  return new IccError(code, `Nothing was written. What is not right:\n${indented(lines)}`, {
    exitCode: ExitCode.usage,
    hint: `icc scaffold ${kind} --help`,
  })
}

/** `usage` (exit 2), with every flag that is missing and the whole command to type. */
export function missingError(template: Template, typed: readonly string[], missing: readonly Missing[]): IccError {
  const argument = missing.find(({ input }) => input.argument)
  const flags = missing.flatMap(({ input, example }) => {
    if (input.argument || input.type === 'secret') return []
    return input.type === 'flag' ? [`--${input.name}`] : [`--${input.name} ${shellQuote(example)}`]
  })
  const words = [...(argument === undefined ? [] : [shellQuote(argument.example)]), ...typed, ...flags]
  return wrongCall(
    `Nothing was written. What is missing:\n${indented(missing.map(({ input }) => missingLine(input)))}`,
    ['icc scaffold', template.kind, ...words].join(' '),
  )
}

function missingLine(input: Input, word = ''): string {
  const how = input.type === 'secret' ? `${input.name}, on the first line of standard input` : flagOf(input)
  return `${how}${word}: ${oneLine(input.help)}`
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
