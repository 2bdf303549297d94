import type { Json, JsonObject } from '../../manifests/document.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { isObject, textAt } from '../../manifests/json.ts'
import type { Input } from '../types.ts'
import { offeredTexts } from './default-texts.ts'
import { isPairs } from './pairs.ts'
import { MOST_BYTES, tooLarge } from './read-file.ts'
import { choicesOf, chosen } from './texts.ts'
import { TYPES } from './types.ts'
import { refuse, type Around, type Refusal, type Verdict } from './verdict.ts'

/** The value that a text stands for, by the rules of `icc lint`; or why it cannot be one. */
export function checkValue(input: Input, text: string, around: Around): Verdict {
  const verdict = TYPES[input.type].check(text, input, around)
  const choices = choicesOf(input, around)
  return choices === undefined || 'conceals' in verdict ? verdict : chosen(text, choices)
}

/** A text that is accepted for an input: one that would be offered, if there is one. */
export function exampleOf(input: Input, around: Around): string {
  const [choice] = choicesOf(input, around) ?? []
  const offer = offeredTexts(input, around).find((text) => 'value' in checkValue(input, text, around))
  return choice?.text ?? offer ?? TYPES[input.type].example(input, around)
}

/** A text that was refused, and why. */
export type Refused = { text: string; refusal: Refusal }

/** The value of an input that may be given several times: a list, or a mapping of pairs. */
export function checkValues(
  input: Input,
  texts: readonly string[],
  around: Around,
): { value: Json } | { refused: Refused[] } {
  const checked = texts.map((text) => ({ text, verdict: checkValue(input, text, around) }))
  const refused = checked.flatMap(({ text, verdict }) => ('value' in verdict ? [] : [{ text, refusal: verdict }]))
  const good = checked.flatMap(({ text, verdict }) => ('value' in verdict ? [{ text, value: verdict.value }] : []))
  refused.push(...repeated(input, good), ...tooLargeTogether(input, good))
  if (refused.length > 0) return { refused }
  const values = good.map(({ value }) => value)
  if (!input.list) return { value: values[0] ?? null }
  return { value: isPairs(input) ? merged(values) : values }
}

type Good = { text: string; value: Json }

function merged(values: readonly Json[]): JsonObject {
  return Object.fromEntries(values.flatMap((value) => (isObject(value) ? Object.entries(value) : [])))
}

/** Those of which another one before has a key. */
function repeated(input: Input, all: readonly Good[]): Refused[] {
  const seen = new Set<string>()
  return all.flatMap(({ text, value }) => {
    const keys = keysOf(input, value)
    const key = keys.find((one) => seen.has(one))
    for (const one of keys) seen.add(one)
    if (key === undefined) return []
    const rule = input.type === 'environment' ? 'env-duplicate' : undefined
    const example = input.type === 'env-file' ? text : `${key}2=${text.slice(text.indexOf('=') + 1)}`
    return [{ text, refusal: refuse(rule, `the key "${excerpt(key)}" was given before`, example) }]
  })
}

function keysOf(input: Input, value: Json): string[] {
  if (isPairs(input)) return isObject(value) ? Object.keys(value) : []
  return input.type === 'file' ? [textAt(value, 'key') ?? ''] : []
}

/** The first file with which all together are too many bytes. */
function tooLargeTogether(input: Input, all: readonly Good[]): Refused[] {
  if (input.type !== 'file') return []
  let bytes = 0
  for (const { text, value } of all) {
    bytes +=
      Buffer.byteLength(textAt(value, 'text') ?? '') + Buffer.byteLength(textAt(value, 'base64') ?? '', 'base64')
    if (bytes > MOST_BYTES) return [{ text, refusal: refuse(undefined, `with this, ${tooLarge(bytes)}`, text) }]
  }
  return []
}
