import type { Json, Path } from '../../../manifests/document.ts'
import { isCustom } from '../../../manifests/groups.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { TextUse } from '../../../manifests/placeholder.ts'

/** Is told of a text; the path changes afterwards, so what is kept is a copy. */
type Visit = (text: string, use: TextUse, path: Path) => void

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

/** Mappings whose keys are anybody's own. */
const FREE = new Set(['annotations', 'labels', 'data', 'stringData', 'matchLabels', 'selector', 'nodeSelector'])

/** Fixed words, encoded data, and what only the server writes. */
const NOT_LOOKED_AT = new Set(['apiVersion', 'kind', 'binaryData', 'status', 'managedFields'])

/** Goes through all texts of an object that somebody may have forgotten to fill in. */
export function visitFillable(object: KubernetesObject, visit: Visit): void {
  const { value, path, type, group } = object
  const custom = isCustom(object)
  for (const [key, child] of Object.entries(value)) {
    if (NOT_LOOKED_AT.has(key) || (type === 'Secret' && key === 'data')) continue
    // The schemas in the definition of a custom resource are no values.
    if (group === 'apiextensions.k8s.io' && key === 'spec') continue
    const place: Place = { path: [...path, key], field: key, holder: '', free: custom && key !== 'metadata' }
    visitTexts(child, place, visit)
  }
}

/** `field` is the last key of the path, `holder` the one before it; `free` where nothing is known of what keys mean. */
type Place = { path: (string | number)[]; field: string; holder: string; free: boolean }

function visitTexts(value: Json, { path, field, holder, free }: Place, visit: Visit): void {
  if (typeof value === 'string') {
    const use = free ? 'text' : useOf(field, holder)
    if (use !== undefined) visit(value, use, path)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      path.push(index)
      visitTexts(item, { path, field, holder, free }, visit)
      path.pop()
    }
  } else if (typeof value === 'object' && value !== null) {
    const below = free || FREE.has(field)
    for (const [key, child] of Object.entries(value)) {
      if (NOT_LOOKED_AT.has(key)) continue
      path.push(key)
      visitTexts(child, { path, field: key, holder: field, free: below }, visit)
      path.pop()
    }
  }
}

/** Undefined for the names of keys and variables, which are anybody's own. */
function useOf(field: string, holder: string): TextUse | undefined {
  if (field === 'image') return 'image'
  if (field === 'namespace') return 'namespace'
  if (IDENTIFIERS.has(field)) return 'identifier'
  if (field === 'name') return OTHER_NAMES.has(holder) ? undefined : 'identifier'
  return field === 'key' ? undefined : 'text'
}
