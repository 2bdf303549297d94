import type { Json } from './document.ts'
import { isObject, textAt } from './json.ts'

/** What keeps pods off a node. What is not known of it is left out, and taken to fit. */
export type Taint = { key: string; value?: string | undefined; effect?: string | undefined }

/**
 * Does a toleration of a pod let it onto a node with this taint? As the scheduler sees it: no effect stands for all,
 * `Exists` without a key for every taint, and no operator for `Equal`.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#concepts
 */
export function tolerates(toleration: Json, taint: Taint): boolean {
  if (!isObject(toleration)) return false
  const key = textAt(toleration, 'key') ?? ''
  const effect = textAt(toleration, 'effect') ?? ''
  const operator = textAt(toleration, 'operator') ?? 'Equal'
  if (effect !== '' && taint.effect !== undefined && effect !== taint.effect) return false
  if (key === '') return operator === 'Exists'
  if (key !== taint.key) return false
  // Any other operator compares with the taint's value in a way that its name must tell.
  return operator !== 'Equal' || taint.value === undefined || (textAt(toleration, 'value') ?? '') === taint.value
}
