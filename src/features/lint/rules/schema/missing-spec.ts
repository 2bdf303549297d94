import type { Path } from '../../../manifests/document.ts'
import { has, listAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Lint } from '../../rule.ts'

/** What the server's own validation wants besides the schema: one of several fields, or a field of certain types only. */
export function checkDemanded(object: KubernetesObject, lint: Lint): void {
  if (!has(object.value, 'spec')) return
  for (const { field, path } of demanded(object))
    lint.report('missing-spec', {
      object,
      path: [...object.path, ...path],
      at: 'key',
      message: `The API server refuses this ${object.kind} without ${field}.`,
      hint: `add ${field}`,
    })
}

function demanded({ type, value }: KubernetesObject): { path: Path; field: string }[] {
  switch (type) {
    case 'PersistentVolumeClaim':
      return has(value, 'spec', 'resources', 'requests') && !has(value, 'spec', 'resources', 'requests', 'storage')
        ? [{ path: ['spec', 'resources', 'requests'], field: 'storage' }]
        : []
    case 'Service':
      return needsPorts(value) ? [{ path: ['spec'], field: 'ports' }] : []
    case 'networking.k8s.io/Ingress':
      return has(value, 'spec', 'rules') || has(value, 'spec', 'defaultBackend')
        ? []
        : [{ path: ['spec'], field: 'rules or a defaultBackend' }]
    default:
      return []
  }
}

/** @see https://kubernetes.io/docs/concepts/services-networking/service/#headless-services */
function needsPorts(value: KubernetesObject['value']): boolean {
  return (
    listAt(value, 'spec', 'ports').length === 0 &&
    textAt(value, 'spec', 'type') !== 'ExternalName' &&
    textAt(value, 'spec', 'clusterIP') !== 'None'
  )
}
