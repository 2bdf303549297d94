import type { Json, JsonObject, Path } from './document.ts'
import type { Edit } from './edit.ts'
import { isObject } from './json.ts'

/**
 * The edits after which the mapping at a path has at least the wanted pairs. What is there already stays as it is.
 *
 * @param value what stands at the path
 */
export function additions(value: JsonObject, path: Path, wanted: JsonObject): Edit[] {
  return Object.entries(wanted).flatMap(([key, want]): Edit[] => {
    const there: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined
    if (there === undefined) return [{ kind: 'add', path, key, value: want }]
    if (there === null) return [{ kind: 'set', path: [...path, key], value: want }]
    return isObject(there) && isObject(want) ? additions(there, [...path, key], want) : []
  })
}
