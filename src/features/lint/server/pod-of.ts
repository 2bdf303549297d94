import type { JsonObject, Path } from '../../manifests/document.ts'
import { listAt, objectAt, textAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import { podTemplateOf } from '../../manifests/pod.ts'

/** A pod as an object makes it; `path` leads to where its `metadata` and `spec` stand in the object. */
export type MadePod = { pod: JsonObject; path: Path }

/** The pod that an object makes, or is; undefined for kinds that make none. */
export function podOf(object: KubernetesObject): MadePod | undefined {
  const template = podTemplateOf(object)
  if (template === undefined) return undefined
  const path = template.path.slice(object.path.length)
  if (path.length === 0) return { pod: object.value, path }
  const { labels, annotations } = objectAt(object.value, ...path, 'metadata') ?? {}
  return {
    path,
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: `${(object.name ?? 'pod').slice(0, 50)}-`,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
      },
      spec: { ...template.spec, ...claimVolumes(object, template.spec) },
    },
  }
}

/** A StatefulSet gives each pod volumes for its claims. */
function claimVolumes(object: KubernetesObject, spec: JsonObject): JsonObject {
  if (object.type !== 'apps/StatefulSet') return {}
  const names = listAt(object.value, 'spec', 'volumeClaimTemplates').flatMap(
    (template) => textAt(template, 'metadata', 'name') ?? [],
  )
  const others = listAt(spec, 'volumes').filter((volume) => !names.includes(textAt(volume, 'name') ?? ''))
  const own = names.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${object.name ?? 'pod'}-0` },
  }))
  return names.length === 0 ? {} : { volumes: [...others, ...own] }
}
