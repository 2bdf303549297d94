import type { Json, JsonObject, Path } from './document.ts'
import type { Edit } from './edit.ts'
import { isObject } from './json.ts'

/**
 * The edits after which the mapping at a path has at least the wanted pairs. What is there already stays as it is;
 * undefined where something else stands in place of a mapping.
 *
 * @param value what stands at the path
 */
export function additions(value: JsonObject, path: Path, wanted: JsonObject): Edit[] | undefined {
  const edits: Edit[] = []
  for (const [key, want] of Object.entries(wanted)) {
    const there: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined
    if (there === undefined) edits.push({ kind: 'add', path, key, value: want })
    else if (there === null) edits.push({ kind: 'set', path: [...path, key], value: want })
    else if (isObject(want)) {
      const inner = isObject(there) ? additions(there, [...path, key], want) : undefined
      if (inner === undefined) return undefined
      edits.push(...inner)
    }
  }
  return edits
}
