import type { JsonObject } from '../src/features/manifests/document.ts'
import { at, objectAt } from '../src/features/manifests/json.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../src/features/manifests/quantity.ts'
import type { ObjectStore } from './kubernetes-objects.ts'
import { violations } from './kubernetes-pod-security.ts'
import { containersIn, podIn, type PodIn } from './kubernetes-pods.ts'
import { StatusError } from './kubernetes-status.ts'

/** What is about to be created or changed in a namespace. */
export type Admission = { kind: string; namespace: string; name: string; object: JsonObject; isNew: boolean }

/** What a webhook of the operators says of an object: why it is refused, or nothing. */
export type Policy = (wanted: Admission, pod: PodIn | undefined) => string | undefined

/**
 * What an API server asks beside the rules for each object: Pod Security of the namespace, quotas for new pods, and
 * the operators' policies.
 *
 * @returns warnings
 * @throws {StatusError} `Forbidden`, in the words of the plugins
 */
export function admit(store: ObjectStore, wanted: Admission, policies: readonly Policy[] = []): string[] {
  const pod = podIn(wanted.kind, wanted.object)
  for (const policy of policies) {
    const why = policy(wanted, pod)
    if (why !== undefined)
      throw new StatusError('Forbidden', `admission webhook "campus" denied the request: ${why}`, {})
  }
  if (pod === undefined) return []
  const warnings = admitByPodSecurity(store, wanted, pod)
  if (wanted.kind === 'Pod' && wanted.isNew) admitByQuotas(store, wanted, pod)
  return warnings
}

const LEVEL = 'pod-security.kubernetes.io'

/** Pods are refused; of what makes pods only a warning says what will become of them. */
function admitByPodSecurity(store: ObjectStore, { kind, namespace, name }: Admission, pod: PodIn): string[] {
  const labels = store.get('', 'namespaces', namespace, namespace)?.metadata.labels ?? {}
  const [enforced, warned] = ['enforce', 'warn'].map((mode) => labels[`${LEVEL}/${mode}`] ?? 'privileged')
  const refused = violations(pod, enforced ?? '')
  if (kind === 'Pod' && refused.length > 0)
    throw forbidden(name, `violates PodSecurity "${enforced}:latest": ${refused.join(', ')}`)
  const warnings = violations(pod, warned ?? '')
  return warnings.length > 0 ? [`would violate PodSecurity "${warned}:latest": ${warnings.join(', ')}`] : []
}

function admitByQuotas(store: ObjectStore, { namespace, name }: Admission, pod: PodIn): void {
  for (const quota of store.list('', 'resourcequotas', namespace)) {
    const hard = Object.entries(objectAt(quota['spec'] as JsonObject, 'hard') ?? {}).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    )
    const title = quota.metadata.name
    const unstated = hard.flatMap(([resource]) => {
      const without = containersIn(pod).filter(({ value }) => amount(value as JsonObject, resource) === undefined)
      return without.length > 0 && /\.(cpu|memory)$/.test(resource)
        ? [`${resource} for: ${without.map((container) => container.name).join(',')}`]
        : []
    })
    if (unstated.length > 0) throw forbidden(name, `failed quota: ${title}: must specify ${unstated.join('; ')}`)
    const others = store.list('', 'pods', namespace).flatMap((one) => podIn('Pod', one as JsonObject) ?? [])
    const over = hard.flatMap(([resource, written]) => {
      const asked = sum([pod], resource)
      const used = sum(others, resource)
      const limit = parseQuantity(written) ?? 0n
      return asked + used > limit ? [{ resource, asked, used, limit }] : []
    })
    if (over.length === 0) continue
    const each = (read: (one: (typeof over)[number]) => Quantity): string =>
      over.map((one) => `${one.resource}=${formatQuantity(read(one), unitOf(one.resource))}`).join(',')
    throw forbidden(
      name,
      `exceeded quota: ${title}, requested: ${each(({ asked }) => asked)}, used: ${each(({ used }) => used)}, limited: ${each(({ limit }) => limit)}`,
    )
  }
}

function sum(pods: readonly PodIn[], resource: string): Quantity {
  const amounts = pods.flatMap((pod) =>
    containersIn(pod).map(({ value }) => amount(value as JsonObject, resource) ?? 0n),
  )
  return amounts.reduce((total, one) => total + one, 0n)
}

/** @param resource `requests.cpu`; what is not requested is requested as far as it is limited */
function amount(container: JsonObject, resource: string): Quantity | undefined {
  const [, side = '', name = ''] = /^(requests|limits)\.(.*)$/.exec(resource) ?? []
  const limit = at(container, 'resources', 'limits', name)
  return parseQuantity(side === 'limits' ? limit : (at(container, 'resources', 'requests', name) ?? limit))
}

function unitOf(resource: string): 'bytes' | 'cores' {
  return resource.endsWith('memory') ? 'bytes' : 'cores'
}

function forbidden(name: string, why: string): StatusError {
  return new StatusError('Forbidden', `pods "${name}" is forbidden: ${why}`, { name, kind: 'pods' })
}
