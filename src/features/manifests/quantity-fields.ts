import type { Json, JsonObject, Path } from './document.ts'
import { isObject, listAt, objectAt } from './json.ts'
import type { KubernetesObject } from './object.ts'
import { podTemplateOf } from './pod.ts'
import { remember } from './remember.ts'

/** A place where an amount stands. */
export type QuantityField = {
  path: Path
  value: Json
  /** What it is an amount of, such as `memory`; of a quota without `requests.` and `limits.`. */
  resource: string
  /** Whose it is: what a container asks for, what it may have at most, or anything else. */
  use: QuantityUse
}

export type QuantityUse = 'request' | 'limit' | 'other'

/** All amounts of an object, of the built-in kinds. */
export function quantityFields(object: KubernetesObject): QuantityField[] {
  return [...podFields(object), ...claimFields(object), ...policyFields(object)]
}

function podFields(object: KubernetesObject): QuantityField[] {
  const pod = podTemplateOf(object)
  if (pod === undefined) return []
  const containers = pod.containers.flatMap(({ value, path }) => [
    ...requirements(value['resources'], path, true),
    // Beside `resources` instead of in it, as many write them: they are amounts all the same.
    ...requirementsIn(value, path, true),
  ])
  return [
    ...containers,
    ...requirements(pod.spec['resources'], pod.specPath, true),
    ...amounts(pod.spec['overhead'], [...pod.specPath, 'overhead']),
    ...listAt(pod.spec, 'volumes').flatMap((volume, index) =>
      volumeFields(volume, [...pod.specPath, 'volumes', index]),
    ),
  ]
}

function volumeFields(volume: Json, path: Path): QuantityField[] {
  const limit = objectAt(volume, 'emptyDir')?.['sizeLimit']
  const template = ['ephemeral', 'volumeClaimTemplate', 'spec']
  const claim = objectAt(volume, ...template)?.['resources']
  return [
    ...amount(limit, [...path, 'emptyDir', 'sizeLimit'], 'storage'),
    ...requirements(claim, [...path, ...template], false),
  ]
}

function claimFields({ type, value, path }: KubernetesObject): QuantityField[] {
  if (type === 'PersistentVolumeClaim')
    return requirements(objectAt(value, 'spec')?.['resources'], [...path, 'spec'], false)
  if (type === 'PersistentVolume')
    return amounts(objectAt(value, 'spec')?.['capacity'], [...path, 'spec', 'capacity'])
  if (type !== 'apps/StatefulSet') return []
  return listAt(value, 'spec', 'volumeClaimTemplates').flatMap((claim, index) =>
    requirements(
      objectAt(claim, 'spec')?.['resources'],
      [...path, 'spec', 'volumeClaimTemplates', index, 'spec'],
      false,
    ),
  )
}

const RANGES = ['min', 'max', 'default', 'defaultRequest']

function policyFields({ type, value, path }: KubernetesObject): QuantityField[] {
  if (type === 'ResourceQuota') return amounts(objectAt(value, 'spec')?.['hard'], [...path, 'spec', 'hard'])
  if (type === 'LimitRange')
    return listAt(value, 'spec', 'limits').flatMap((item, index) =>
      RANGES.flatMap((range) =>
        isObject(item) ? amounts(item[range], [...path, 'spec', 'limits', index, range]) : [],
      ),
    )
  if (type !== 'autoscaling/HorizontalPodAutoscaler') return []
  return listAt(value, 'spec', 'metrics').flatMap((metric, index) =>
    metricFields(metric, [...path, 'spec', 'metrics', index]),
  )
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
function metricFields(metric: Json, path: Path): QuantityField[] {
  return ['resource', 'containerResource', 'pods', 'object', 'external'].flatMap((kind) => {
    const source = objectAt(metric, kind)
    const target = objectAt(source, 'target')
    if (source === undefined || target === undefined) return []
    const resource = typeof source['name'] === 'string' ? source['name'] : kind
    return ['averageValue', 'value'].flatMap((key) => amount(target[key], [...path, kind, 'target', key], resource))
  })
}

function requirements(resources: Json | undefined, holder: Path, ofContainer: boolean): QuantityField[] {
  return isObject(resources) ? requirementsIn(resources, [...holder, 'resources'], ofContainer) : []
}

function requirementsIn({ requests, limits }: JsonObject, path: Path, ofContainer: boolean): QuantityField[] {
  if (requests === undefined && limits === undefined) return []
  return [
    ...amounts(requests, [...path, 'requests'], ofContainer ? 'request' : 'other'),
    ...amounts(limits, [...path, 'limits'], ofContainer ? 'limit' : 'other'),
  ]
}

function amounts(list: Json | undefined, path: Path, use: QuantityUse = 'other'): QuantityField[] {
  if (!isObject(list)) return []
  const fields: QuantityField[] = []
  for (const key of Object.keys(list)) {
    const value = list[key] ?? null
    if (value !== null) fields.push({ path: [...path, key], value, resource: resourceOf(key), use })
  }
  return fields
}

function amount(value: Json | undefined, path: Path, resource: string, use: QuantityUse = 'other'): QuantityField[] {
  return value === undefined || value === null ? [] : [{ path, value, resource, use }]
}

/** `requests.memory`, `limits.memory` and `gold.storageclass.storage.k8s.io/requests.storage` are quotas of something. */
const resourceOf = remember((key: string): string =>
  key.replace(/^.*\.storageclass\.storage\.k8s\.io\//u, '').replace(/^(?:requests|limits)\./u, ''),
)

/** True for what is counted in bytes. */
export const isBytes = remember((resource: string): boolean =>
  /^(?:memory|storage|ephemeral-storage|hugepages-.+)$/u.test(resource),
)
