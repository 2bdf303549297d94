import type { Json, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { isObject, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'

/** Where a label's key or value stands. `annotation`: only the key has a form. */
export type LabelPlace =
  | { kind: 'pair' | 'annotation'; key: string; value: Json; path: Path }
  | { kind: 'key' | 'value'; text: string; path: Path }

/** Fields that hold labels as a mapping, wherever they stand in a built-in kind. */
const MAPPINGS = new Set(['matchLabels', 'nodeSelector'])

/** Fields whose items have a `key` that is the key of a label. */
const REQUIREMENTS = new Set(['matchExpressions', 'tolerations'])

/** Free text that has nothing to do with labels. */
const NOT_LOOKED_INTO = new Set(['data', 'binaryData', 'stringData', 'status'])

/** All labels of an object. In custom resources, and in the schemas of their definitions, fields have other meanings. */
export function labelPlaces(object: KubernetesObject): LabelPlace[] {
  const metadata = objectAt(object.value, 'metadata')
  const own = metadata === undefined ? [] : metadataPlaces(metadata, [...object.path, 'metadata'])
  if (isCustom(object) || object.group === 'apiextensions.k8s.io') return own
  const below = Object.entries(object.value).flatMap(([key, value]) =>
    NOT_LOOKED_INTO.has(key) || key === 'metadata' ? [] : placesIn(value, [...object.path, key]),
  )
  return [...own, ...below, ...plainSelector(object)]
}

/** The selector of the kinds that have no `matchLabels` in it. */
function plainSelector({ type, value, path }: KubernetesObject): LabelPlace[] {
  if (type !== 'Service' && type !== 'ReplicationController') return []
  return mappingPlaces(objectAt(value, 'spec', 'selector'), [...path, 'spec', 'selector'])
}

function metadataPlaces(metadata: Json, path: Path): LabelPlace[] {
  const annotations = Object.entries(objectAt(metadata, 'annotations') ?? {})
  return [
    ...mappingPlaces(objectAt(metadata, 'labels'), [...path, 'labels']),
    ...annotations.map(([key, value]) => ({
      kind: 'annotation' as const,
      key,
      value,
      path: [...path, 'annotations', key],
    })),
  ]
}

function mappingPlaces(labels: Json | undefined, path: Path): LabelPlace[] {
  if (!isObject(labels)) return []
  return Object.entries(labels).map(([key, value]) => ({ kind: 'pair', key, value, path: [...path, key] }))
}

/** Looks for the fields at any depth: templates stand in templates, and selectors in the spec of anything. */
function placesIn(value: Json, path: Path): LabelPlace[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(item, [...path, index]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...path, key]
    if (key === 'metadata') return metadataPlaces(child, place)
    if (MAPPINGS.has(key)) return mappingPlaces(child, place)
    if (REQUIREMENTS.has(key)) return requirements(child, key, place)
    if (key === 'topologyKey' && typeof child === 'string') return [{ kind: 'key', text: child, path: place }]
    return placesIn(child, place)
  })
}

function requirements(value: Json, field: string, path: Path): LabelPlace[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item, index): LabelPlace[] => {
    const place = [...path, index]
    const key = textAt(item, 'key')
    if (key === undefined || key === '') return []
    const values = field === 'matchExpressions' ? listAt(item, 'values') : []
    return [
      { kind: 'key', text: key, path: [...place, 'key'] },
      ...values.flatMap((one, position): LabelPlace[] =>
        typeof one === 'string' ? [{ kind: 'value', text: one, path: [...place, 'values', position] }] : [],
      ),
    ]
  })
}
