import type { Edit } from './edit.ts'
import { at, isObject, objectAt, textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { pairEdit } from './pair-edit.ts'

/** True for a Deployment whose update starts a new pod before an old one is gone; it may say that it does not. */
export function startsNewPodFirst({ type, value }: KubernetesObject): boolean {
  if (type !== 'apps/Deployment') return false
  if ((textAt(value, 'spec', 'strategy', 'type') ?? 'RollingUpdate') !== 'RollingUpdate') return false
  const surge = at(value, 'spec', 'strategy', 'rollingUpdate', 'maxSurge')
  return surge !== 0 && !(typeof surge === 'string' && /^0+%$/u.test(surge))
}

/**
 * The edits that make a Deployment stop its old pods before it starts new ones; undefined where there is no place
 * for that.
 */
export function recreate({ value, path }: KubernetesObject): Edit[] | undefined {
  const spec = objectAt(value, 'spec')
  if (spec === undefined) return undefined
  const place = [...path, 'spec', 'strategy']
  const strategy = at(spec, 'strategy') ?? undefined
  if (strategy !== undefined && !isObject(strategy)) return undefined
  const edits: Edit[] =
    strategy === undefined
      ? [pairEdit(spec, [...path, 'spec'], 'strategy', { type: 'Recreate' }, 'template')]
      : [pairEdit(strategy, place, 'type', 'Recreate')]
  // Beside Recreate the API server refuses it.
  if (at(strategy, 'rollingUpdate') !== undefined) edits.push({ kind: 'remove', path: [...place, 'rollingUpdate'] })
  return edits
}
