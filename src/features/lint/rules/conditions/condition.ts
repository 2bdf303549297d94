import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'

/**
 * Tells that the API server refuses what stands at a path, from the object on.
 *
 * @param says completes the name of the field: `has more than one source`
 * @param hint what to do
 * @param at what it is about, where that is not the value, or of a mapping the key
 */
export type Tell = (path: Path, says: string, hint: string, at?: 'key') => void

export type Asked = {
  object: KubernetesObject
  /** The minor version of Kubernetes that is meant. */
  minor: number
  tell: Tell
}

/** What the API server asks of a mapping; `path` leads to it from the object on. */
export type Condition = (value: JsonObject, path: Path, asked: Asked) => void

/** A text at a path, unless another program is still to fill in a part of it. */
export function filledText(value: Json | undefined, ...path: Path): string | undefined {
  const text = textAt(value, ...path)
  return text === undefined || hasVariable(text) ? undefined : text
}

/** Those of the fields that are there. */
export function present(value: Json | undefined, fields: readonly string[]): string[] {
  return fields.filter((field) => has(value, field))
}

/** Fields that exclude each other: `a and b`, `a, b and c`. */
export function inWords(fields: readonly string[]): string {
  return fields.length < 2 ? fields.join('') : `${fields.slice(0, -1).join(', ')} and ${fields.at(-1) ?? ''}`
}

/** Why the API server would not take a text as a path below a folder of its own; undefined where it would. */
export function relativePathFault(text: string): string | undefined {
  if (text.startsWith('/')) return 'has to be a relative path'
  return climbs(text) ? 'may not have ".."' : undefined
}

export function climbs(text: string): boolean {
  return text.split('/').includes('..')
}
