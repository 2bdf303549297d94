import type { Json, JsonObject, Path } from './document.ts'

// Manifests come from people: anything may stand anywhere. These look without assuming, and answer undefined.

/** The value at a path below `value`; undefined where there is none. */
export function at(value: Json | undefined, ...path: Path): Json | undefined {
  return follow(value, path)
}

function follow(value: Json | undefined, path: Path): Json | undefined {
  let here = value
  for (let index = 0; index < path.length; index += 1) {
    if (typeof here !== 'object' || here === null) return undefined
    const step = path[index] as string
    const next: unknown = (here as JsonObject)[step]
    // Methods, and the one object that all have, are there though nobody wrote them.
    if ((typeof next === 'function' || step === '__proto__') && !Object.hasOwn(here, step)) return undefined
    here = next as Json | undefined
  }
  return here
}

/** The mapping at a path; undefined if something else, or nothing, stands there. */
export function objectAt(value: Json | undefined, ...path: Path): JsonObject | undefined {
  const found = follow(value, path)
  return isObject(found) ? found : undefined
}

/** The list at a path; empty if something else, or nothing, stands there. */
export function listAt(value: Json | undefined, ...path: Path): readonly Json[] {
  const found = follow(value, path)
  return Array.isArray(found) ? found : []
}

/** The text at a path; undefined if something else, or nothing, stands there. */
export function textAt(value: Json | undefined, ...path: Path): string | undefined {
  const found = follow(value, path)
  return typeof found === 'string' ? found : undefined
}

/** The number at a path; undefined if something else, or nothing, stands there. */
export function numberAt(value: Json | undefined, ...path: Path): number | undefined {
  const found = follow(value, path)
  return typeof found === 'number' ? found : undefined
}

/** True if the path leads somewhere; `null` counts as nothing, as the API server takes it. */
export function has(value: Json | undefined, ...path: Path): boolean {
  const found = follow(value, path)
  return found !== undefined && found !== null
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The pairs of the mapping at a path whose values are texts, such as labels; others are left out. */
export function textPairsAt(value: Json | undefined, ...path: Path): [string, string][] {
  const found = follow(value, path)
  if (!isObject(found)) return []
  return Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
}

/** A value as a message shows it: a text as it is, anything else as JSON. */
export function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
