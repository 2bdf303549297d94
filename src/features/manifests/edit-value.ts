import type { Json, JsonObject, Path } from './document.ts'
import { isObject } from './json.ts'

// Edits on data: what an edited text must hold when it is read again. Nothing is changed in place.

/** The value with what stands at a path replaced; mappings that are missing on the way are made. */
export function replaced(value: Json | undefined, path: Path, update: (old: Json | undefined) => Json): Json {
  const [step, ...rest] = path
  if (step === undefined) return update(value)
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(step) ? replaced(item, rest, update) : item))
  const old = isObject(value) ? value : {}
  return { ...old, [step]: replaced(Object.hasOwn(old, step) ? old[step] : undefined, rest, update) }
}

/** The value without what stands at a path. */
export function without(value: Json, path: Path): Json {
  const last = path.at(-1)
  return replaced(value, path.slice(0, -1), (holder) => {
    if (Array.isArray(holder)) return holder.filter((_, index) => index !== Number(last))
    return Object.fromEntries(entriesOf(holder).filter(([key]) => key !== last))
  })
}

/** The value with the key at the end of a path renamed. */
export function renamed(value: Json, path: Path, name: string): Json {
  const last = path.at(-1)
  return replaced(value, path.slice(0, -1), (holder) =>
    Object.fromEntries(entriesOf(holder).map(([key, item]) => [key === last ? name : key, item])),
  )
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

/** The value with a new item at the end of the list at a path. */
export function appended(value: Json, path: Path, item: Json): Json {
  return replaced(value, path, (list) => [...(Array.isArray(list) ? list : []), item])
}

/** The value with a new key in the mapping at a path. */
export function added(value: Json, path: Path, key: string, item: Json): Json {
  return replaced(value, path, (mapping): JsonObject => Object.fromEntries([...entriesOf(mapping), [key, item]]))
}
