import type { Path } from '../../../manifests/document.ts'
import { at, has, listAt, textPairsAt } from '../../../manifests/json.ts'
import type { Edit } from '../../../manifests/edit.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Facts } from '../../facts.ts'

/** From v1beta1: where backends lead to, and a type for each path. */
export function ingressEdits(ingress: KubernetesObject, facts: Facts): Edit[] {
  const { value, path } = ingress
  const edits: Edit[] = []
  if (has(value, 'spec', 'backend') && !has(value, 'spec', 'defaultBackend'))
    edits.push(
      { kind: 'rename', path: [...path, 'spec', 'backend'], key: 'defaultBackend' },
      ...backendEdits(at(value, 'spec', 'backend'), [...path, 'spec', 'defaultBackend']),
    )
  const type = pathTypeOf(ingress, facts)
  for (const [rule, written] of listAt(value, 'spec', 'rules').entries())
    for (const [index, entry] of listAt(written, 'http', 'paths').entries()) {
      const place = [...path, 'spec', 'rules', rule, 'http', 'paths', index]
      if (!has(entry, 'pathType')) {
        const where = has(entry, 'path') ? { after: 'path' } : { before: 'backend' }
        edits.push({ kind: 'add', path: place, key: 'pathType', value: type, ...where })
      }
      edits.push(...backendEdits(at(entry, 'backend'), [...place, 'backend']))
    }
  return edits
}

function backendEdits(backend: KubernetesObject['value'][string] | undefined, path: Path): Edit[] {
  const port = at(backend, 'servicePort')
  const edits: Edit[] = []
  if (has(backend, 'serviceName'))
    edits.push({ kind: 'move', from: [...path, 'serviceName'], to: [...path, 'service', 'name'] })
  if (typeof port === 'string' || typeof port === 'number') {
    const key = typeof port === 'number' ? 'number' : 'name'
    edits.push({ kind: 'move', from: [...path, 'servicePort'], to: [...path, 'service', 'port', key] })
  }
  return edits
}

/** The old behaviour was the controller's own, which expressions and rewrites rely on; else the site's, else Prefix. */
function pathTypeOf({ value }: KubernetesObject, { site }: Facts): string {
  const annotations = textPairsAt(value, 'metadata', 'annotations')
  if (annotations.some(([key]) => /\/(?:use-regex|rewrite-target|app-root)$/u.test(key)))
    return 'ImplementationSpecific'
  return site?.profile.ingress?.pathType ?? 'Prefix'
}
