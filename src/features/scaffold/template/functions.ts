import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../manifests/document.ts'
import { coversHost, isBelow } from '../../manifests/host.ts'
import { isObject } from '../../manifests/json.ts'
import { larger, smaller, stepped, times } from './amounts.ts'

/** What an expression is worth; undefined where there is nothing. */
export type Worth = Json | undefined

/** Ends the evaluation with what is wrong. */
export type Fail = (message: string) => never

/** A function of expressions: its parameters as the documentation names them. */
export type TemplateFunction = {
  parameters: readonly string[]
  apply(fail: Fail, ...values: readonly Worth[]): Worth
}

/** All functions. None looks at anything but what it is given. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['first', { parameters: ['list'], apply: (_, list) => itemsOf(list)[0] }],
  ['count', { parameters: ['list'], apply: (_, list) => itemsOf(list).length }],
  [
    'find',
    {
      parameters: ['list', 'key', 'value'],
      apply: (_, list, key, value) => itemsOf(list).find((item) => holds(item, key, value)),
    },
  ],
  [
    'all',
    {
      parameters: ['list', 'key', 'value'],
      apply: (_, list, key, value) => itemsOf(list).filter((item) => holds(item, key, value)),
    },
  ],
  ['only', { parameters: ['list'], apply: (_, list) => (itemsOf(list).length === 1 ? itemsOf(list)[0] : undefined) }],
  [
    'has',
    { parameters: ['list', 'value'], apply: (_, list, value) => itemsOf(list).some((item) => areEqual(item, value)) },
  ],
  [
    'common',
    {
      parameters: ['list', 'other'],
      apply: (_, list, other) => itemsOf(list).filter((item) => itemsOf(other).some((one) => areEqual(item, one))),
    },
  ],
  [
    'distinct',
    {
      parameters: ['list'],
      apply: (_, list) => itemsOf(list).filter((item, at, all) => all.findIndex((one) => areEqual(one, item)) === at),
    },
  ],
  [
    'dashed',
    { parameters: ['text'], apply: (fail, text) => (text === undefined ? undefined : dashed(asText(text, fail))) },
  ],
  [
    'join',
    {
      parameters: ['list', 'text'],
      apply: (fail, list, text) =>
        itemsOf(list)
          .map((item) => asText(item, fail))
          .join(text === undefined ? '' : asText(text, fail)),
    },
  ],
  [
    'begins',
    {
      parameters: ['text', 'list'],
      apply: (_, text, list) =>
        typeof text === 'string' && itemsOf(list).some((item) => typeof item === 'string' && text.startsWith(item)),
    },
  ],
  [
    'below',
    {
      parameters: ['host', 'domains'],
      apply: (_, host, domains) =>
        typeof host === 'string' &&
        itemsOf(domains).some((domain) => typeof domain === 'string' && coversHost(`*.${domain}`, host)),
    },
  ],
  [
    'within',
    {
      parameters: ['host', 'domains'],
      apply: (_, host, domains) =>
        typeof host === 'string' &&
        itemsOf(domains).some((domain) => typeof domain === 'string' && isBelow(host, domain)),
    },
  ],
  ['json', { parameters: ['value'], apply: (_, value) => (value === undefined ? undefined : JSON.stringify(value)) }],
  [
    'basic',
    {
      parameters: ['name', 'password'],
      apply: (fail, name, password) =>
        name === undefined || password === undefined ? undefined : basic(asText(name, fail), asText(password, fail)),
    },
  ],
  ['bytes', { parameters: ['value'], apply: (_, value) => Buffer.byteLength(JSON.stringify(value ?? '')) }],
  ['larger', { parameters: ['one', 'other'], apply: (fail, one, other) => larger(one, other, fail) }],
  ['smaller', { parameters: ['one', 'other'], apply: (fail, one, other) => smaller(one, other, fail) }],
  ['times', { parameters: ['amount', 'number'], apply: (fail, amount, number) => times(amount, number, fail) }],
  ['stepped', { parameters: ['amount', 'step'], apply: (fail, amount, step) => stepped(amount, step, fail) }],
  ['entry', { parameters: ['mapping', 'key'], apply: (_, mapping, key) => held(mapping, key) }],
  [
    'entries',
    {
      parameters: ['mapping'],
      apply: (fail, mapping) => {
        if (mapping === undefined) return []
        if (!isObject(mapping)) return fail('entries() takes a mapping')
        return Object.entries(mapping).map(([key, value]) => ({ key, value }))
      },
    },
  ],
])

/** A list's items; nothing is an empty list, and what is no list counts as a list of one. */
export function itemsOf(value: Worth): readonly Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** Own properties alone: what JavaScript gives to every object is no one's value. Null counts as nothing. */
export function held(value: Worth, key: Worth): Worth {
  if (!isObject(value) || typeof key !== 'string' || !Object.hasOwn(value, key)) return undefined
  return value[key] ?? undefined
}

/** True if the value, or a list with it, stands under a key; never of a value that is not there. */
function holds(item: Json, key: Worth, value: Worth): boolean {
  if (value === undefined) return false
  const found = held(item, key)
  return areEqual(found, value) || (Array.isArray(found) && found.some((one) => areEqual(one, value)))
}

export function areEqual(one: Worth, other: Worth): boolean {
  return isDeepStrictEqual(one, other)
}

/** True for what is there: false are `false`, nothing, and an empty text, list or mapping. */
export function isThere(value: Worth): boolean {
  if (value === undefined || value === null || value === false || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** A value within a text. */
export function asText(value: Json, fail: Fail): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return fail(`A ${Array.isArray(value) ? 'list' : 'mapping'} cannot stand within a text`)
}

/** @see RFC 7617 section 2 */
function basic(name: string, password: string): string {
  return Buffer.from(`${name}:${password}`).toString('base64')
}

function dashed(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
}
