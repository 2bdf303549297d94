import type { JsonObject } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { objectName, type KubernetesObject } from '../../../manifests/object.ts'
import type { Project } from '../../project.ts'
import type { Lint } from '../../rule.ts'

/** What a namespace may have in all, by the names of a ResourceQuota. */
export type Quota = { title: string; hard: JsonObject }

/** What a container must state, by the names of a ResourceQuota. */
export type Statement = 'requests.cpu' | 'requests.memory' | 'limits.cpu' | 'limits.memory'

/** Where an object goes, as far as that is known. */
export function namespaceOf({ namespace }: KubernetesObject, { facts }: Pick<Lint, 'facts'>): string | undefined {
  return namespace ?? facts.namespace
}

/** The quotas of a namespace: that of the site, and those in the project. */
export function quotasOf(namespace: string | undefined, lint: Lint): readonly Quota[] {
  const { site } = lint.facts
  const quota = site?.profile.resources?.quota
  const own = site === undefined || quota === undefined ? [] : [{ title: `the quota at ${site.id}`, hard: quota }]
  return [...own, ...(admissionOf(lint).get(namespace)?.quotas ?? [])]
}

/** What containers that do not state it are given by a LimitRange of the project. */
export function givenByLimitRange(namespace: string | undefined, lint: Lint): ReadonlySet<string> {
  return admissionOf(lint).get(namespace)?.given ?? new Set()
}

/** A quota with scopes is for some pods only; which ones is not looked at. */
export function isScoped({ value }: KubernetesObject): boolean {
  return has(value, 'spec', 'scopes', 0) || has(value, 'spec', 'scopeSelector')
}

export const QUOTA_TYPES = ['ResourceQuota', 'hnc.x-k8s.io/HierarchicalResourceQuota'] as const

type Admission = { quotas: Quota[]; given: Set<string> }

const known = new WeakMap<Project, Map<string | undefined, Admission>>()

function admissionOf(lint: Lint): Map<string | undefined, Admission> {
  const { project } = lint
  const before = known.get(project)
  if (before !== undefined) return before
  const byNamespace = new Map<string | undefined, Admission>()
  const admission = (object: KubernetesObject): Admission => {
    const namespace = namespaceOf(object, lint)
    const found = byNamespace.get(namespace) ?? { quotas: [], given: new Set() }
    byNamespace.set(namespace, found)
    return found
  }
  for (const object of QUOTA_TYPES.flatMap((type) => project.ofType(type)))
    if (!isScoped(object))
      admission(object).quotas.push({
        title: excerpt(objectName(object)),
        hard: objectAt(object.value, 'spec', 'hard') ?? {},
      })
  for (const object of project.ofType('LimitRange'))
    for (const statement of statementsGiven(object)) admission(object).given.add(statement)
  known.set(project, byNamespace)
  return byNamespace
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
