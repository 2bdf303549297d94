import { at, has, objectAt } from '../../../manifests/json.ts'
import type { Edit } from '../../../manifests/edit.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'

/** From the groups extensions and apps before v1. Undefined where the template has no labels to take for a selector. */
export function workloadEdits({ value, path }: KubernetesObject): Edit[] | undefined {
  const spec = [...path, 'spec']
  const edits: Edit[] = ['rollbackTo', 'templateGeneration'].flatMap((field) =>
    at(value, 'spec', field) === undefined ? [] : [{ kind: 'remove', path: [...spec, field] }],
  )
  if (has(value, 'spec', 'selector')) return edits
  const labels = objectAt(value, 'spec', 'template', 'metadata', 'labels')
  if (labels === undefined || Object.keys(labels).length === 0) return undefined
  return [...edits, { kind: 'add', path: spec, key: 'selector', value: { matchLabels: labels }, before: 'template' }]
}
