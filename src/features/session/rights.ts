import type { ResourceRule } from '../../context.ts'

/** `resource` as kubectl writes it (`deployments.apps`, `pods/log`, `*`); `names` is empty where all objects are meant. */
export type Right = { resource: string; names: string[]; verbs: string[] }

/** Verbs in the order in which people think of them; others follow by name. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']

/** One line a resource; what everybody may (ask about themselves) is left out. */
export function rightsOf(rules: readonly ResourceRule[]): Right[] {
  const found = new Map<string, Right>()
  for (const { apiGroups, resources, resourceNames, verbs } of rules) {
    for (const group of apiGroups.filter((one) => !/^(?:authentication|authorization)\.k8s\.io$/u.test(one))) {
      for (const resource of resources) {
        const name = nameOf(resource, group)
        const key = JSON.stringify([name, resourceNames])
        const known = found.get(key) ?? { resource: name, names: resourceNames, verbs: [] }
        found.set(key, { ...known, verbs: [...new Set([...known.verbs, ...verbs])].toSorted(byUse) })
      }
    }
  }
  return [...found.values()].toSorted((one, other) => (one.resource < other.resource ? -1 : 1))
}

/** `deployments.apps`, `deployments/scale.apps`, as `kubectl auth can-i --list` writes them. */
function nameOf(resource: string, group: string): string {
  if (group === '') return resource
  return resource === '*' && group === '*' ? '*' : `${resource}.${group}`
}

function byUse(one: string, other: string): number {
  const [a, b] = [one, other].map((verb) => (VERBS.includes(verb) ? VERBS.indexOf(verb) : VERBS.length))
  return (a ?? 0) - (b ?? 0) || (one < other ? -1 : 1)
}

/**
 * True if the user can work where these rights hold: who sees pods does. Rights on what is in no namespace (storage
 * classes) are listed for every namespace, also for those of others.
 */
export function allowWork(rights: readonly Right[]): boolean {
  return rights.some(
    ({ resource, verbs }) =>
      ['pods', 'pods.*', '*'].includes(resource) && ['get', 'list', '*'].some((verb) => verbs.includes(verb)),
  )
}
