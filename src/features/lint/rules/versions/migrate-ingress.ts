import type { Path } from '../../../manifests/document.ts'
import { at, has, isObject, listAt } from '../../../manifests/json.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { pathTypeEdits, pathTypeFor } from '../../../manifests/ingress-path.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Facts } from '../../facts.ts'

/** From v1beta1: where backends lead to, and for each path the type that it had. */
export function ingressEdits(ingress: KubernetesObject, facts: Facts): Edit[] {
  const { value, path } = ingress
  const edits: Edit[] = []
  if (has(value, 'spec', 'backend') && !has(value, 'spec', 'defaultBackend'))
    edits.push(
      { kind: 'rename', path: [...path, 'spec', 'backend'], key: 'defaultBackend' },
      ...backendEdits(at(value, 'spec', 'backend'), [...path, 'spec', 'defaultBackend']),
    )
  const usual = facts.site?.profile.ingress?.pathType ?? 'Prefix'
  for (const [rule, written] of listAt(value, 'spec', 'rules').entries())
    for (const [index, entry] of listAt(written, 'http', 'paths').entries()) {
      const place = [...path, 'spec', 'rules', rule, 'http', 'paths', index]
      if (isObject(entry) && !has(entry, 'pathType'))
        edits.push(...pathTypeEdits(place, entry, pathTypeFor(ingress, entry, usual)))
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
