import type { Json } from '../../manifests/document.ts'
import { isObject } from '../../manifests/json.ts'
import { evaluate } from '../template/evaluate.ts'
import { isThere } from '../template/functions.ts'
import type { Input } from '../types.ts'
import { isPairs } from './pairs.ts'
import { textOf } from './texts.ts'
import type { Around } from './verdict.ts'

/** A default as one would type it; nothing where it comes to nothing. Of a list, all its items. */
export function defaultTexts(input: Input, { values }: Around): string[] {
  const value = input.default && evaluate(input.default, values)
  // False is what a switch can be; elsewhere it is nothing.
  if (value === undefined || (!isThere(value) && input.type !== 'flag')) return []
  return textsOf(input, value)
}

/** What an input offers when it is asked. */
export function offeredTexts(input: Input, { values }: Around): string[] {
  const value = input.offers && evaluate(input.offers, values)
  if (value === undefined || !isThere(value)) return []
  return [...new Set([value].flat().flatMap((item) => textOf(item) ?? []))]
}

function textsOf(input: Input, value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(input, item))
  if (isObject(value) && isPairs(input))
    return Object.entries(value).map(([key, item]) => `${key}=${textOf(item) ?? JSON.stringify(item)}`)
  // What no input can be is refused as what it looks like.
  return [textOf(value) ?? JSON.stringify(value)]
}
