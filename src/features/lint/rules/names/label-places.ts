import type { Json, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { isObject, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'

/** A label, or what names one. `annotation`: only the key has a form. */
export type LabelPart =
  | { kind: 'pair' | 'annotation'; key: string; value: Json }
  | { kind: 'key' | 'value'; text: string }

/** Is told of a part; the path changes afterwards, so what is kept is a copy. */
type Visit = (part: LabelPart, path: Path) => void

type Steps = (string | number)[]

/** Fields that hold labels as a mapping, wherever they stand in a built-in kind. */
const MAPPINGS = new Set(['matchLabels', 'nodeSelector'])

/** Fields whose items have a `key` that is the key of a label. */
const REQUIREMENTS = new Set(['matchExpressions', 'tolerations'])

/** Free text that has nothing to do with labels. */
const NOT_LOOKED_INTO = new Set(['data', 'binaryData', 'stringData', 'status'])

/** Goes through all labels of an object. In custom resources and their definitions, fields have other meanings. */
export function visitLabels(object: KubernetesObject, visit: Visit): void {
  const { value, type } = object
  const path = [...object.path]
  at(path, 'metadata', () => visitMetadata(objectAt(value, 'metadata'), path, visit))
  if (isCustom(object) || object.group === 'apiextensions.k8s.io') return
  for (const [key, child] of Object.entries(value))
    if (!NOT_LOOKED_INTO.has(key) && key !== 'metadata') at(path, key, () => visitBelow(child, path, visit))
  // The selector of the kinds that have no `matchLabels` in it.
  if (type !== 'Service' && type !== 'ReplicationController') return
  const selector = objectAt(value, 'spec', 'selector')
  at(path, 'spec', () => at(path, 'selector', () => visitMapping(selector, path, visit)))
}

function at(path: Steps, step: string | number, look: () => void): void {
  path.push(step)
  look()
  path.pop()
}

function visitMetadata(metadata: Json | undefined, path: Steps, visit: Visit): void {
  at(path, 'labels', () => visitMapping(objectAt(metadata, 'labels'), path, visit))
  at(path, 'annotations', () => visitMapping(objectAt(metadata, 'annotations'), path, visit, 'annotation'))
}

function visitMapping(
  labels: Json | undefined,
  path: Steps,
  visit: Visit,
  kind: 'pair' | 'annotation' = 'pair',
): void {
  if (!isObject(labels)) return
  for (const [key, value] of Object.entries(labels)) at(path, key, () => visit({ kind, key, value }, path))
}

/** Looks for the fields at any depth: templates stand in templates, and selectors in the spec of anything. */
function visitBelow(value: Json, path: Steps, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) at(path, index, () => visitBelow(item, path, visit))
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) at(path, key, () => visitField(key, child, path, visit))
  }
}

function visitField(key: string, value: Json, path: Steps, visit: Visit): void {
  if (key === 'metadata') visitMetadata(value, path, visit)
  else if (MAPPINGS.has(key)) visitMapping(value, path, visit)
  else if (REQUIREMENTS.has(key)) visitRequirements(value, key === 'matchExpressions', path, visit)
  else if (key === 'topologySpreadConstraints') visitSpread(value, path, visit)
  // What is only preferred may be anything: it is passed over.
  else if (key === 'preference') visitPreference(value, path, visit)
  else if (key === 'topologyKey' && typeof value === 'string') visit({ kind: 'key', text: value }, path)
  else if (typeof value === 'object') visitBelow(value, path, visit)
}

/** Their `topologyKey` is taken as it is. */
function visitSpread(value: Json, path: Steps, visit: Visit): void {
  for (const [index, item] of listAt(value).entries())
    at(path, index, () =>
      at(path, 'labelSelector', () => visitBelow(objectAt(item, 'labelSelector') ?? {}, path, visit)),
    )
}

function visitPreference(value: Json, path: Steps, visit: Visit): void {
  const expressions = objectAt(value)?.['matchExpressions'] ?? null
  at(path, 'matchExpressions', () => visitRequirements(expressions, false, path, visit))
}

function visitRequirements(value: Json, withValues: boolean, path: Steps, visit: Visit): void {
  for (const [index, item] of listAt(value).entries()) {
    const key = textAt(item, 'key')
    if (key === undefined || key === '') continue
    path.push(index)
    at(path, 'key', () => visit({ kind: 'key', text: key }, path))
    for (const [position, one] of withValues ? listAt(item, 'values').entries() : [])
      if (typeof one === 'string')
        at(path, 'values', () => at(path, position, () => visit({ kind: 'value', text: one }, path)))
    path.pop()
  }
}
