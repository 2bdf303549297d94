import type { Json, JsonObject, Path } from './document.ts'
import type { Edit } from './edit.ts'

/**
 * The edit after which a mapping has a pair: a new one, or the value in place of the old one.
 *
 * @param mapping what stands at the path
 * @param before the key that a new pair goes before; at the end without it
 */
export function pairEdit(mapping: JsonObject, path: Path, key: string, value: Json, before?: string): Edit {
  if (Object.hasOwn(mapping, key)) return { kind: 'set', path: [...path, key], value }
  return { kind: 'add', path, key, value, ...(before !== undefined && { before }) }
}
