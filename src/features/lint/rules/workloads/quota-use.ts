import type { Json } from '../../../manifests/document.ts'
import { listAt, numberAt, textAt, at } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podAmount, statedAmount, type Side } from '../../../manifests/pod-resources.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import { ONE, parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import { podsAtOnce } from '../../../manifests/replicas.ts'
import type { Lint } from '../../rule.ts'
import { leastReplicas } from './autoscalers.ts'

/** An object and the pods that it makes, if any. */
export type Consumer = { object: KubernetesObject; pod: PodTemplate | undefined }

const NATIVE = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/u
const OF_CLASS = /^(.+)\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/u

/** Objects that a quota counts by names without `count/`. */
const COUNTED: Readonly<Record<string, string>> = {
  services: 'Service',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  replicationcontrollers: 'ReplicationController',
  resourcequotas: 'ResourceQuota',
}

/**
 * How much an object takes of what a ResourceQuota counts under a name, at least; nothing for what is not known.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function quotaUse(consumer: Consumer, name: string, lint: Lint): Quantity {
  const { object, pod } = consumer
  const [, side, resource] = /^(?:(requests|limits)\.)?(.+)$/u.exec(name) ?? []
  if (resource !== undefined && isComputed(side, resource))
    return pod === undefined
      ? 0n
      : pods(object, lint) * amountOfPod(pod, (side ?? 'requests') as Side, resource, lint)
  if (name === 'pods' || name === 'count/pods') return pod === undefined ? 0n : pods(object, lint) * ONE
  const [, storageClass, measure = name] = OF_CLASS.exec(name) ?? []
  if (measure === 'requests.storage' || measure === 'persistentvolumeclaims')
    return storageUse(object, measure, storageClass, lint)
  if (name.startsWith('services.')) return portUse(object, name)
  return COUNTED[name] === object.type || name === countName(object) ? ONE : 0n
}

function isComputed(side: string | undefined, resource: string): boolean {
  if (NATIVE.test(resource)) return true
  return side === 'requests' && resource.includes('/')
}

/** Of a Pod template: as many as run at the same time. */
function pods(object: KubernetesObject, { project }: Lint): bigint {
  return BigInt(leastReplicas(object, project) ?? podsAtOnce(object))
}

/** What a container does not state, the site gives it. */
function amountOfPod(pod: PodTemplate, side: Side, resource: string, { facts }: Lint): Quantity {
  const defaults = facts.site?.profile.resources?.defaults
  const limit = defaults?.limits?.[resource]
  const given = parseQuantity(side === 'limits' ? limit : (defaults?.requests?.[resource] ?? limit)) ?? 0n
  return podAmount(pod, side, resource, ({ value }) => statedAmount(value, side, resource) ?? given)
}

/** Claims, and the templates that a StatefulSet makes one claim each from for every replica. */
function storageUse(
  object: KubernetesObject,
  measure: string,
  storageClass: string | undefined,
  lint: Lint,
): Quantity {
  const { type, value } = object
  const claims = type === 'PersistentVolumeClaim' ? [value] : type === 'apps/StatefulSet' ? templates(value) : []
  const counted = claims.filter(
    (claim) => storageClass === undefined || textAt(claim, 'spec', 'storageClassName') === storageClass,
  )
  const each = counted.map((claim) =>
    measure === 'persistentvolumeclaims'
      ? ONE
      : (parseQuantity(at(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0n),
  )
  const times = type === 'apps/StatefulSet' ? pods(object, lint) : 1n
  return times * each.reduce((sum, one) => sum + one, 0n)
}

function templates(value: Json): readonly Json[] {
  return listAt(value, 'spec', 'volumeClaimTemplates')
}

/** A load balancer takes node ports too, but may be told not to. */
function portUse({ type, value }: KubernetesObject, name: string): Quantity {
  const serviceType = type === 'Service' ? textAt(value, 'spec', 'type') : undefined
  if (name === 'services.loadbalancers') return serviceType === 'LoadBalancer' ? ONE : 0n
  if (name !== 'services.nodeports' || serviceType !== 'NodePort') return 0n
  return BigInt(listAt(value, 'spec', 'ports').length) * ONE
}

/** As in `count/deployments.apps`. */
function countName({ kind, group }: KubernetesObject): string {
  const word = kind.toLowerCase()
  const plural = /[sxz]$/u.test(word)
    ? `${word}es`
    : /[^aeiou]y$/u.test(word)
      ? `${word.slice(0, -1)}ies`
      : `${word}s`
  return `count/${plural}${group === '' ? '' : `.${group}`}`
}

/** Where it stands in an object, from the object on, how much it takes of what is counted under a name. */
export function amountPath({ object, pod }: Consumer, name: string): (string | number)[] {
  const { type, value } = object
  if (name.startsWith('count/') || name.startsWith('services.') || name in COUNTED) return ['kind']
  if (type === 'PersistentVolumeClaim') return ['spec', 'resources', 'requests', 'storage']
  if (type === 'batch/Job' && numberAt(value, 'spec', 'parallelism') !== undefined) return ['spec', 'parallelism']
  if (numberAt(value, 'spec', 'replicas') !== undefined) return ['spec', 'replicas']
  const first = pod?.containers[0]
  return first === undefined ? ['kind'] : [...first.path.slice(object.path.length), 'resources']
}
