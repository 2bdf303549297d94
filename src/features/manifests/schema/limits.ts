import type { Json, JsonObject } from '../document.ts'
import { isObject, numberAt } from '../json.ts'
import type { Limit, Limits } from './model.ts'

const LIMITS: readonly Limit[] = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']

/** The bounds that a custom resource's schema sets. */
export function readLimits(node: JsonObject): Limits | undefined {
  const limits: Limits = {}
  for (const name of LIMITS) addLimit(limits, name, numberAt(node, name))
  // In OpenAPI 3.0, "exclusive" is a mark of the bound, not a bound.
  addLimit(limits, node['exclusiveMinimum'] === true ? 'exclusiveMinimum' : 'minimum', numberAt(node, 'minimum'))
  addLimit(limits, node['exclusiveMaximum'] === true ? 'exclusiveMaximum' : 'maximum', numberAt(node, 'maximum'))
  return Object.keys(limits).length > 0 ? limits : undefined
}

function addLimit(limits: Limits, name: Limit, bound: number | undefined): void {
  if (bound !== undefined) limits[name] = bound
}

/** Which bounds a value breaks, with the number that does. @see OpenAPI 3.0, "Schema Object" */
export function brokenLimits(value: Json, limits: Limits): { limit: Limit; bound: number; found: number }[] {
  return (Object.entries(limits) as [Limit, number][]).flatMap(([limit, bound]) => {
    const found = measure(value, limit)
    return found === undefined || isWithin(found, limit, bound) ? [] : [{ limit, bound, found }]
  })
}

function measure(value: Json, limit: Limit): number | undefined {
  switch (limit) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return typeof value === 'number' ? value : undefined
    case 'minLength':
    case 'maxLength':
      // Characters, not UTF-16 units.
      return typeof value === 'string' ? Array.from(value).length : undefined
    case 'minItems':
    case 'maxItems':
      return Array.isArray(value) ? value.length : undefined
    case 'minProperties':
    case 'maxProperties':
      return isObject(value) ? Object.keys(value).length : undefined
  }
}

function isWithin(found: number, limit: Limit, bound: number): boolean {
  switch (limit) {
    case 'minimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return found >= bound
    case 'maximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return found <= bound
    case 'exclusiveMinimum':
      return found > bound
    case 'exclusiveMaximum':
      return found < bound
  }
}
