import type { Json, JsonObject } from '../document.ts'
import { at, isObject, listAt, objectAt, textAt } from '../json.ts'
import { brokenLimits, readLimits } from './limits.ts'
import { compilePattern, type Pattern } from './pattern.ts'

/** A condition of a custom resource's schema on a value; `undefined` where icc cannot tell. */
export type Condition = { word: string; holds: false | undefined }

/** The conditions that a value breaks, or that nobody here can judge. @param node as the definition has it */
export function unmetConditions(value: Json, node: JsonObject): Condition[] {
  return CONDITIONS.flatMap((word) => {
    const holds = node[word] === undefined ? true : judgeWord(value, word, node)
    return holds === true ? [] : [{ word, holds }]
  })
}

/** What a condition says, where that is plain: a pattern, or which fields have to be there. */
export function wantedBy(word: string, node: JsonObject): string | undefined {
  if (word === 'pattern') return textAt(node, word)
  const lists = listAt(node, word).map((part) => requiredBy(part).join(' and '))
  return lists.length === 0 || lists.includes('') ? undefined : lists.join(', ')
}

function requiredBy(node: Json): string[] {
  return listAt(node, 'required').filter((name) => typeof name === 'string')
}

/** True if a schema says more of a value than its type, its fields and its bounds. */
export function hasConditions(node: JsonObject): boolean {
  return CONDITIONS.some((word) => node[word] !== undefined)
}

const CONDITIONS = ['pattern', 'format', 'multipleOf', 'allOf', 'anyOf', 'oneOf', 'not', 'x-kubernetes-validations']

/** Of three values: true, false, and not known. */
type Verdict = boolean | undefined

function all(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true
}

function judgeWord(value: Json, word: string, node: JsonObject): Verdict {
  const parts = listAt(node, word).map((part) => (isObject(part) ? judge(value, part) : undefined))
  switch (word) {
    case 'pattern':
      return typeof value === 'string' ? patternOf(textAt(node, word) ?? '')?.(value) : true
    case 'format':
      return typeof value === 'string' && JUDGED_FORMATS.has(textAt(node, word) ?? '') ? undefined : true
    case 'allOf':
      return all(parts)
    case 'anyOf':
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false
    case 'oneOf':
      if (parts.filter((part) => part === true).length > 1) return false
      return parts.includes(undefined) ? undefined : parts.includes(true)
    case 'not': {
      const verdict = isObject(node[word]) ? judge(value, node[word]) : undefined
      return verdict === undefined ? undefined : !verdict
    }
    case 'multipleOf':
      return isMultiple(value, node[word])
    default:
      return undefined
  }
}

function isMultiple(value: Json, of: Json | undefined): Verdict {
  if (typeof value !== 'number') return true
  return Number.isInteger(value) && Number.isInteger(of) ? value % Number(of) === 0 : undefined
}

/** What API servers judge by its format; others are for the reader alone. */
const JUDGED_FORMATS = new Set(
  'byte cidr date date-time datetime duration email hexcolor hostname ipv4 ipv6 mac rgbcolor uri uuid uuid3 uuid4 uuid5'.split(
    ' ',
  ),
)

const patterns = new Map<string, Pattern | undefined>()

function patternOf(source: string): Pattern | undefined {
  if (!patterns.has(source)) patterns.set(source, compilePattern(source))
  return patterns.get(source)
}

/** A schema within a condition: what it says counts, and what it does not say is free. */
function judge(value: Json, node: JsonObject): Verdict {
  const values = listAt(node, 'enum')
  return all([
    isOfType(value, textAt(node, 'type')),
    values.length === 0 || values.some((one) => JSON.stringify(one) === JSON.stringify(value)),
    brokenLimits(value, readLimits(node) ?? {}).length === 0,
    !isObject(value) || requiredBy(node).every((name) => Object.hasOwn(value, name)),
    ...Object.entries(objectAt(node, 'properties') ?? {}).map(([name, inner]) => judgePart(at(value, name), inner)),
    ...(Array.isArray(value) ? value.map((item) => judgePart(item, node['items'])) : []),
    ...unmetConditions(value, node).map(({ holds }) => holds),
  ])
}

function judgePart(value: Json | undefined, node: Json | undefined): Verdict {
  return value === undefined || !isObject(node) ? true : judge(value, node)
}

function isOfType(value: Json, type = ''): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    default:
      return true
  }
}
