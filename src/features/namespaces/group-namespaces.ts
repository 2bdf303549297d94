import { IccError } from '../../errors.ts'
import { readSession } from '../session/session-file.ts'
import type { Context } from '../../context.ts'
import { mapGitLabPath } from './gitlab-path.ts'
import type { Place } from './place.ts'
import { siteProfile, type SiteContext } from './site.ts'

/** How many groups are looked at: each costs a question to the cluster. */
const MOST = 30

type GroupsContext = SiteContext & Pick<Context, 'stateDir' | 'output'>

/**
 * The namespaces that the user's GitLab groups should have by the site's rule: candidates, of which the cluster has to
 * say whether they are there. None where the site has no such rule.
 */
export async function groupNamespaces(ctx: GroupsContext, place: Place): Promise<string[]> {
  const mapped = (await groupPaths(ctx, place)).slice(0, MOST).map(mapGitLabPath)
  return [...new Set(mapped.filter(({ problem }) => problem === undefined).map(({ namespace: name }) => name))]
}

/** The paths of the user's GitLab groups, as the sign-in told them; none where the site's namespaces are not GitLab's. */
export async function groupPaths(ctx: GroupsContext, place: Place): Promise<string[]> {
  const session = place.site === undefined ? undefined : readSession(ctx, place.site)
  if (!session || session.groups.length === 0) return []
  try {
    const { namespace, login } = await siteProfile(ctx, session.site)
    if (namespace?.mapping !== 'gitlab-integrator') return []
    const prefix = login.oidc?.groupsPrefix ?? ''
    return session.groups.map((group) => (group.startsWith(prefix) ? group.slice(prefix.length) : group))
  } catch (error) {
    // The list tells about a faulty profile itself; here it only means that there is no rule.
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(error.message)
    return []
  }
}
