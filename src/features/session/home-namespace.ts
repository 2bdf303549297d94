import type { Context, Kube } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { personalNamespace } from '../sites/personal-namespace.ts'
import type { Site } from '../sites/profile.ts'
import type { Claimed } from './claims.ts'

type NamespaceContext = Pick<Context, 'output'>

/**
 * The namespace that the new context starts in: the wanted one, else the user's personal one by the site's rule. Asks
 * the cluster whether the user may work in it; what is wrong with it is a warning, since the sign-in itself worked.
 *
 * @throws `token-not-accepted`, `api-untrusted` (exit 1): with these the kubeconfig would be of no use
 */
export async function startingNamespace(
  ctx: NamespaceContext,
  site: Site,
  user: Claimed & { claims: Readonly<Record<string, unknown>> },
  ask: () => Promise<Kube>,
  wanted: string | undefined,
): Promise<string | undefined> {
  const namespace = wanted ?? ownNamespace(ctx, site, user)
  await checkAccess(ctx, site, ask, namespace)
  return namespace
}

/** The personal namespace by the site's rule; a name that the rule does not fit is told and left out. */
export function ownNamespace(
  ctx: Pick<Context, 'output'>,
  site: Site,
  user: Claimed & { claims: Readonly<Record<string, unknown>> },
): string | undefined {
  const found = personalNamespace(site.profile, user.claims, user.username)
  if (!found) return undefined
  if ('namespace' in found) return found.namespace
  ctx.output.warn(
    `Your user name gives no personal namespace at ${site.id}: ${found.problem}. Choose one: icc ns NAME`,
  )
  return undefined
}

const PASSING = new Set(['api-unreachable', 'api-invalid-answer', 'api-forbidden'])

/** Warns where the user may not work in a namespace, or where that cannot be learned. `ask` leads to the cluster. */
export async function checkAccess(
  ctx: NamespaceContext,
  site: Site,
  ask: () => Promise<Kube>,
  namespace: string | undefined,
): Promise<void> {
  try {
    const kube = await ask()
    const question = { namespace: namespace ?? 'default', verb: 'list', group: '', resource: 'pods' }
    if ((await kube.canI(question)) || namespace === undefined) return
    const advice = site.profile.namespace?.missingHint ?? 'Ask your campus, or choose another one: icc ns NAME'
    ctx.output.warn(`You have no rights in the namespace ${namespace} yet. ${advice}`)
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    if (error.code === 'token-rejected') throw notAccepted(site, error)
    if (error.code === 'api-untrusted') throw notTrusted(site, error)
    // The rest says nothing about the sign-in; a cluster that forbids the question has taken the token.
    if (!PASSING.has(error.code)) throw error
    const vpn = site.profile.network?.vpnHint
    ctx.output.warn(`${error.message}${vpn === undefined ? '' : ` ${vpn}`} You are signed in all the same.`)
  }
}

function notAccepted(site: Site, cause: IccError): IccError {
  return new IccError(
    'token-not-accepted',
    `The identity provider signed you in, but the cluster of ${site.id} does not accept its token. Nothing was written.`,
    {
      hint: `login.oidc (issuer, clientId) or api.server of the profile do not belong together: icc site show ${site.id}`,
      cause,
    },
  )
}

function notTrusted(site: Site, cause: IccError): IccError {
  return new IccError('api-untrusted', `${cause.message} Nothing was written.`, {
    hint: `if the cluster has a certificate authority of its own, api.ca of the profile must name it: icc site show ${site.id}`,
    cause,
  })
}
