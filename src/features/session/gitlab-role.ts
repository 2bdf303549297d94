import type { Right } from './rights.ts'
import type { Binding } from './role-bindings.ts'

/**
 * A role at the campus's GitLab. `binding`: the RoleBinding that says so. Null: it is what the rights look like, since no
 * RoleBinding that can be read names one.
 */
export type GitLabRole = { role: 'maintainer' | 'developer' | 'reporter' | 'guest'; binding: string | null }

/** From the highest to the lowest. Master is what Maintainer was called; an Owner counts as one. */
const RANKS = ['maintainer', 'developer', 'reporter', 'guest'] as const

/**
 * The highest role that the RoleBindings of gitlab-k8s-integrator give: it names ClusterRoles
 * `gitlab-group-master`, `gitlab-project-developer` and so on. Undefined where there is none of these.
 */
export function roleByBindings(bindings: readonly Binding[]): GitLabRole | undefined {
  const found = bindings.flatMap(({ name, role }): GitLabRole[] => {
    const level = /^gitlab-(?:group|project)-(master|maintainer|developer|reporter|guest)$/u.exec(role)?.[1]
    const rank = RANKS.find((one) => one === (level === 'master' ? 'maintainer' : level))
    return rank === undefined ? [] : [{ role: rank, binding: name }]
  })
  return found.toSorted((one, other) => RANKS.indexOf(one.role) - RANKS.indexOf(other.role))[0]
}

/**
 * The role that rights look like, by what the integrator's readme recommends: a Maintainer deploys, a Developer runs
 * commands in pods, a Reporter reads.
 */
export function roleByRights(rights: readonly Right[]): GitLabRole {
  const may = (verb: string, wanted: readonly string[]): boolean =>
    rights.some(
      ({ resource, names, verbs }) =>
        names.length === 0 &&
        (resource === '*' || wanted.includes(resource)) &&
        (verbs.includes(verb) || verbs.includes('*')),
    )
  if (may('create', ['deployments.apps', '*.apps'])) return { role: 'maintainer', binding: null }
  if (may('create', ['pods/exec', 'pods/portforward'])) return { role: 'developer', binding: null }
  return { role: may('get', ['pods', 'deployments.apps']) ? 'reporter' : 'guest', binding: null }
}
