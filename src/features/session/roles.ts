import type { Context, Identity, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { findSite } from '../sites/find-site.ts'
import type { SitesContext } from '../sites/layers.ts'
import { roleByBindings, roleByRights, type GitLabRole } from './gitlab-role.ts'
import { rightsOf, type Right } from './rights.ts'
import { bindingFor, type Binding } from './role-bindings.ts'

/**
 * What the user may do in a namespace: part of the JSON contract of `icc whoami --roles`.
 *
 * `incomplete` is the server's own word: it may allow more than it lists. `bindings` is null where RoleBindings may not
 * be read; `gitlab` where the site does not give rights by roles of its GitLab.
 */
export type Roles = {
  namespace: string
  rules: Right[]
  incomplete: boolean
  bindings: Binding[] | null
  gitlab: GitLabRole | null
}

/**
 * Asks the cluster what the user may do in a namespace, which rights come from which RoleBinding, and what role at the
 * campus's GitLab that is. What the server says counts: sources on what a GitLab role allows contradict each other.
 *
 * @throws what `Kube.rules` and `Kube.list` throw
 */
export async function rolesIn(
  ctx: SitesContext & Pick<Context, 'output'>,
  kube: Kube,
  {
    namespace,
    site,
    identity,
  }: { namespace: string; site: string | undefined; identity: Pick<Identity, 'username' | 'groups'> },
): Promise<Roles> {
  const resource = { groupVersion: 'rbac.authorization.k8s.io/v1', plural: 'rolebindings' }
  const [review, found] = await Promise.all([kube.rules(namespace), kube.list({ resource, namespace })])
  const rules = rightsOf(review.rules)
  const bindings = typeof found === 'string' ? null : found.flatMap((object) => bindingFor(object, identity))
  const isByGitLab = site !== undefined && (await mappingOf(ctx, site)) === 'gitlab-integrator'
  const gitlab = isByGitLab ? (roleByBindings(bindings ?? []) ?? roleByRights(rules)) : null
  return { namespace, rules, incomplete: review.incomplete, bindings, gitlab }
}

async function mappingOf(ctx: SitesContext & Pick<Context, 'output'>, site: string): Promise<string | undefined> {
  try {
    return (await findSite(ctx, site)).profile.namespace?.mapping
  } catch (error) {
    // The rights are what was asked for: a faulty or missing profile must not take their place.
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(error.message)
    return undefined
  }
}
