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
  for (const key of Object.keys(value)) {
    if (NOT_LOOKED_AT.has(key) || (type === 'Secret' && key === 'data')) continue
    // The schemas in the definition of a custom resource are no values.
    if (group === 'apiextensions.k8s.io' && key === 'spec') continue
    const place: Place = { field: key, holder: '', free: custom && key !== 'metadata' }
    visitTexts(value[key], [...path, key], place, visit)
  }
}

/** `field` is the last key on the way, `holder` the one before it; `free` where nothing is known of what keys mean. */
type Place = { field: string; holder: string; free: boolean }

function visitTexts(value: Json | undefined, path: (string | number)[], place: Place, visit: Visit): void {
  if (typeof value === 'string') {
    const use = place.free ? 'text' : useOf(place)
    if (use !== undefined) visit(value, use, path)
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path.push(index)
      visitTexts(value[index], path, place, visit)
      path.pop()
    }
  } else if (typeof value === 'object' && value !== null) {
    const free = place.free || FREE.has(place.field)
    for (const key of Object.keys(value)) {
      if (NOT_LOOKED_AT.has(key)) continue
      path.push(key)
      visitTexts(value[key], path, { field: key, holder: place.field, free }, visit)
      path.pop()
    }
  }
}

/** Undefined for the names of keys and variables, which are anybody's own. */
function useOf({ field, holder }: Place): TextUse | undefined {
  if (field === 'image') return 'image'
  if (field === 'namespace') return 'namespace'
  if (IDENTIFIERS.has(field)) return 'identifier'
  if (field === 'name') return OTHER_NAMES.has(holder) ? undefined : 'identifier'
  return field === 'key' ? undefined : 'text'
}
