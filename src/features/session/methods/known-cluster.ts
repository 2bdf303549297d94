import { IccError } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import { clusterOf } from '../../kubeconfig/cluster-of.ts'
import { contextOfSite, readKubeconfig } from '../../kubeconfig/read.ts'
import { need } from '../../sites/need.ts'
import type { Site } from '../../sites/profile.ts'
import { placeOf, type Place } from '../login-write.ts'
import type { SignInContext } from './method.ts'

/**
 * Where the cluster of a site is, for a sign-in service that hands out nothing but a token: by the profile, else by
 * the kubeconfig's context of this site, else by its current context, once the user has agreed: the token would let
 * whoever runs that cluster act as the user at the site's.
 *
 * @throws `site-incomplete`, `cluster-insecure`, and what reading the kubeconfig throws (exit 1), `cancelled` (exit 130)
 */
export async function knownCluster(ctx: SignInContext, site: Site): Promise<Place> {
  const { server } = site.profile.api ?? {}
  if (server !== undefined) return placeOf(site, server)
  const kubeconfig = await readKubeconfig(ctx)
  const { contexts, currentContext } = kubeconfig
  const own = contextOfSite(kubeconfig, site.id)
  const current = contexts.find(({ name, site: other }) => name === currentContext && other === undefined)
  const source = own ?? current
  // Nothing to go by: this names whom to ask.
  if (source === undefined) return placeOf(site, need(ctx, site, 'api.server'))
  const place = await placeIn(ctx, site, source.name)
  if (own === undefined) await agree(ctx, site, source.name, place)
  return place
}

async function placeIn(ctx: SignInContext, site: Site, context: string): Promise<Place> {
  const { target } = await clusterOf(ctx, context)
  const { server, ca, tlsServerName, proxyUrl, insecureSkipTlsVerify } = target
  const url = URL.parse(server)
  const isSecure = url?.protocol === 'https:' && url.username === '' && url.password === ''
  if (isSecure && !insecureSkipTlsVerify) return { server, ca, tlsServerName, proxyUrl }
  const why = isSecure ? 'does not check its certificate' : 'is no plain https address'
  throw new IccError(
    'cluster-insecure',
    `The profile ${site.id} does not say api.server, and the cluster of your context ${oneLine(context)} (${oneLine(server)}) ${why}: your token could be read there. Nothing was sent, and nothing was changed.`,
    { hint: `write api.server and api.ca into the profile: icc site show ${site.id}` },
  )
}

async function agree(ctx: SignInContext, site: Site, context: string, { server }: Place): Promise<void> {
  const found = `your current context ${oneLine(context)} leads to ${oneLine(server)}`
  if (!ctx.terminal.interactive)
    throw new IccError(
      'site-incomplete',
      `The profile ${site.id} does not say api.server. Whether ${found} because that is its cluster, nobody here can be asked. Nothing was changed.`,
      { hint: `sign in on a terminal once, or write api.server into the profile: icc site show ${site.id}` },
    )
  ctx.output.notice(`The profile ${site.id} does not say where its cluster is; ${found}.`)
  if (await (await ctx.prompt()).confirm(`Is that the cluster of ${site.id}, to which your token may go?`, false))
    return
  // The same as where there is no such context.
  need(ctx, site, 'api.server')
}
