import type { JsonObject } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import { parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import type { Project } from '../../project.ts'
import type { Lint } from '../../rule.ts'

/**
 * How much a namespace may have of what a ResourceQuota counts, and whose word that is; `inForce` if the cluster said it.
 */
export type Allowance = { allowed: Quantity; title: string; inForce: boolean }

/** What a container must state, by the names of a ResourceQuota. */
export type Statement = 'requests.cpu' | 'requests.memory' | 'limits.cpu' | 'limits.memory'

/** Where an object goes, as far as that is known. */
export function namespaceOf({ namespace }: KubernetesObject, { facts }: Pick<Lint, 'facts'>): string | undefined {
  return namespace ?? facts.namespace
}

/** The least that is allowed under each name of a ResourceQuota, by the site and by the quotas of the project. */
export function allowancesOf(namespace: string | undefined, lint: Lint): ReadonlyMap<string, Allowance> {
  return admissionOf(namespace, lint).allowances
}

/** What containers that do not state it are given by a LimitRange of the project. */
export function givenByLimitRange(namespace: string | undefined, lint: Lint): ReadonlySet<string> {
  return admissionOf(namespace, lint).given
}

/** A quota with scopes is for some pods only; which ones is not looked at. */
export function isScoped({ value }: KubernetesObject): boolean {
  return has(value, 'spec', 'scopes', 0) || has(value, 'spec', 'scopeSelector')
}

export const QUOTA_TYPES = ['ResourceQuota', 'hnc.x-k8s.io/HierarchicalResourceQuota'] as const

type Admission = { allowances: Map<string, Allowance>; given: Set<string> }

const known = new WeakMap<Project, Map<string | undefined, Admission>>()

function admissionOf(namespace: string | undefined, lint: Lint): Admission {
  const byNamespace = known.get(lint.project) ?? readProject(lint)
  known.set(lint.project, byNamespace)
  const found = byNamespace.get(namespace) ?? fromOutside(namespace, lint)
  byNamespace.set(namespace, found)
  return found
}

function readProject(lint: Lint): Map<string | undefined, Admission> {
  const { project } = lint
  const byNamespace = new Map<string | undefined, Admission>()
  const admission = (object: KubernetesObject): Admission => {
    const namespace = namespaceOf(object, lint)
    const found = byNamespace.get(namespace) ?? fromOutside(namespace, lint)
    byNamespace.set(namespace, found)
    return found
  }
  for (const object of QUOTA_TYPES.flatMap((type) => project.ofType(type)))
    if (!isScoped(object))
      addQuota(admission(object), excerpt(objectName(object)), objectAt(object.value, 'spec', 'hard') ?? {})
  for (const object of project.ofType('LimitRange'))
    for (const statement of statementsGiven(object)) admission(object).given.add(statement)
  return byNamespace
}

/** What the site says of every namespace, and the cluster, where it was asked, of this one. */
function fromOutside(namespace: string | undefined, { facts: { site, quotas } }: Lint): Admission {
  const admission: Admission = { allowances: new Map(), given: new Set() }
  if (site !== undefined) addQuota(admission, `the quota at ${site.id}`, site.profile.resources?.quota ?? {})
  for (const { name, hard } of (namespace === undefined ? undefined : quotas?.get(namespace)) ?? [])
    addQuota(admission, `the quota ${excerpt(name)} of the namespace`, hard, true)
  return admission
}

function addQuota({ allowances }: Admission, title: string, hard: JsonObject, inForce = false): void {
  for (const [name, written] of Object.entries(hard)) {
    const allowed = parseQuantity(written)
    const before = allowances.get(name)?.allowed
    if (allowed !== undefined && (before === undefined || allowed < before))
      allowances.set(name, { allowed, title, inForce })
  }
}

/**
 * A request that is not given is the limit that is, or the least that is allowed; a limit the most.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
function statementsGiven({ value }: KubernetesObject): string[] {
  const sources = { requests: ['defaultRequest', 'default', 'max', 'min'], limits: ['default', 'max'] }
  return listAt(value, 'spec', 'limits')
    .filter((item) => textAt(item, 'type') === 'Container')
    .flatMap((item) =>
      Object.entries(sources).flatMap(([side, keys]) =>
        ['cpu', 'memory'].flatMap((resource) =>
          keys.some((key) => has(item, key, resource)) ? [`${side}.${resource}`] : [],
        ),
      ),
    )
}
