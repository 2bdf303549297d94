import type { Json, JsonObject } from '../../manifests/document.ts'
import { isObject } from '../../manifests/json.ts'

/**
 * A copy of a value with something else at a path; `*` stands for all items of a list. What is not changed is shared.
 *
 * @param create whether mappings that are not there are made on the way
 */
export function changedAt(
  value: Json,
  [step, ...rest]: readonly string[],
  change: (found: Json | undefined) => Json | undefined,
  create: boolean,
): Json {
  if (step === undefined) return change(value) ?? value
  if (step === '*') return Array.isArray(value) ? value.map((item) => changedAt(item, rest, change, create)) : value
  if (!isObject(value)) return value
  const found = Object.hasOwn(value, step) ? value[step] : undefined
  if (rest.length === 0) {
    const made = found === undefined && !create ? undefined : change(found)
    return made === undefined ? value : { ...value, [step]: made }
  }
  if (found === undefined || found === null) {
    if (!create || rest.includes('*')) return value
    return { ...value, [step]: changedAt({}, rest, change, create) }
  }
  return { ...value, [step]: changedAt(found, rest, change, create) }
}

/** Puts pairs into the mapping at a path. */
export function withPairs(
  value: JsonObject,
  path: readonly string[],
  pairs: readonly [string, string][],
  create: boolean,
): JsonObject {
  const add = (found: Json | undefined): Json | undefined => {
    if (found !== undefined && found !== null && !isObject(found)) return undefined
    return { ...found, ...Object.fromEntries(pairs) }
  }
  return changedAt(value, path, add, create) as JsonObject
}
