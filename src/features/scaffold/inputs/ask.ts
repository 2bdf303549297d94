import type { Context, Prompt } from '../../../context.ts'
import { shellQuote } from '../files/shell-words.ts'
import type { Input } from '../types.ts'
import { checkValues } from './check-value.ts'
import { defaultTexts, offeredTexts } from './default-texts.ts'
import type { Said } from './given.ts'
import { flagOf, shortly } from './mistakes.ts'
import { choicesOf } from './texts.ts'
import type { Around } from './verdict.ts'

/**
 * Asks for an input until the answer is accepted; a refused one is told below the question.
 *
 * @throws `cancelled` (exit 130)
 */
export async function askInput(ctx: Pick<Context, 'prompt'>, input: Input, around: Around): Promise<Said> {
  const prompt = await ctx.prompt()
  return saidOf(input, input.list ? await askList(prompt, input, around) : [await askOne(prompt, input, around)])
}

/** What was answered, as if it had been typed. */
export function saidOf(input: Input, texts: readonly string[]): Said {
  return { texts, subject: (text) => `${flagOf(input)} ${shellQuote(text)}` }
}

function askOne(prompt: Prompt, input: Input, around: Around): Promise<string> {
  const [initial] = defaultTexts(input, around)
  const message = questionOf(input)
  const choices = choicesOf(input, around)
  if (input.type === 'secret') return askSecret(prompt, message)
  if (input.type === 'flag') return prompt.confirm(message, initial === 'true').then(String)
  if (choices !== undefined)
    return prompt.pick(
      message,
      choices.map(({ text }) => ({ value: text, label: text })),
      choices.some(({ text }) => text === initial) ? initial : undefined,
    )
  return askText(prompt, input, around, [])
}

/** One after the other; nothing ends the list once there is something in it. */
async function askList(prompt: Prompt, input: Input, around: Around): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const text = await askText(prompt, input, around, texts)
    if (text === '' && texts.length > 0) return texts
    texts.push(text)
  }
}

async function askText(prompt: Prompt, input: Input, around: Around, before: readonly string[]): Promise<string> {
  const isMore = before.length > 0
  const initial = isMore ? undefined : defaultTexts(input, around)[0]
  const offers = offeredTexts(input, around).filter((text) => faultOf(input, [...before, text], around) === undefined)
  const answer = await prompt.text(`${questionOf(input)}${isMore ? ' - another one, or nothing' : ''}`, {
    ...(initial === undefined ? {} : { initial }),
    ...(offers.length === 0 ? {} : { offers }),
    validate: (text) => (text.trim() === '' && isMore ? undefined : faultOf(input, [...before, text.trim()], around)),
  })
  return answer.trim()
}

function faultOf(input: Input, texts: readonly string[], around: Around): string | undefined {
  const checked = checkValues(input, texts, around)
  const last = 'refused' in checked ? checked.refused.at(-1) : undefined
  return last === undefined ? undefined : shortly(last.refusal)
}

async function askSecret(prompt: Prompt, message: string): Promise<string> {
  for (let again = ''; ; again = ' - there was nothing') {
    const secret = await prompt.secret(`${message}${again}`)
    if (secret.trim() !== '') return secret
  }
}

function questionOf(input: Input): string {
  const { help } = input
  const flag = input.type === 'secret' ? '' : ` (${flagOf(input)})`
  return `${help.charAt(0).toUpperCase()}${help.slice(1)}${flag}`
}
