import type { Json, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { isObject } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { TextUse } from '../../../manifests/placeholder.ts'

/** A text that somebody may have forgotten to fill in. */
export type FillablePlace = { text: string; use: TextUse; path: Path }

const IDENTIFIERS = new Set([
  'claimName',
  'host',
  'hosts',
  'ingressClassName',
  'nodeName',
  'secretName',
  'serviceAccountName',
  'serviceName',
  'storageClassName',
  'volumeName',
])

/** Lists and mappings in which `name` is that of a variable, a header, a metric: capitals are usual there. */
const OTHER_NAMES = new Set(['env', 'httpHeaders', 'metric', 'options'])

/** Fixed words, encoded data, and what only the server writes. */
const NOT_LOOKED_AT = new Set(['apiVersion', 'kind', 'binaryData', 'status', 'managedFields'])

/** All texts of an object that are values. The schemas in the definition of a custom resource are left out. */
export function fillablePlaces(object: KubernetesObject): FillablePlace[] {
  const { value, path, type, group } = object
  const custom = isCustom(object)
  return Object.entries(value).flatMap(([key, child]) => {
    if (NOT_LOOKED_AT.has(key) || (type === 'Secret' && key === 'data')) return []
    if (group === 'apiextensions.k8s.io' && key === 'spec') return []
    return textsIn(child, [...path, key], key, custom && key !== 'metadata')
  })
}

/** @param field the last key of the path, and `free` true where nothing is known of what fields mean */
function textsIn(value: Json, path: Path, field: string, free: boolean, holder = ''): FillablePlace[] {
  if (typeof value === 'string') {
    const use = free ? 'text' : useOf(field, holder)
    return use === undefined ? [] : [{ text: value, use, path }]
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => textsIn(item, [...path, index], field, free, holder))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, child]) =>
    NOT_LOOKED_AT.has(key) ? [] : textsIn(child, [...path, key], key, free || isFree(field), field),
  )
}

/** Mappings whose keys are anybody's own. */
function isFree(field: string): boolean {
  return ['annotations', 'labels', 'data', 'stringData', 'matchLabels', 'selector', 'nodeSelector'].includes(field)
}

/** Undefined for the names of keys and variables, which are anybody's own. */
function useOf(field: string, holder: string): TextUse | undefined {
  if (field === 'image') return 'image'
  if (field === 'namespace') return 'namespace'
  if (IDENTIFIERS.has(field)) return 'identifier'
  if (field === 'name') return OTHER_NAMES.has(holder) ? undefined : 'identifier'
  return field === 'key' ? undefined : 'text'
}
