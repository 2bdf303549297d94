import type { Context } from '../../context.ts'
import { readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { IccError, SIGN_IN } from '../../errors.ts'
import { chosenSite, resolveSite, type SiteHints } from '../sites/resolve.ts'
import { sitesInUse } from './sites-in-use.ts'

/**
 * The site that a command is about: the one named, the current context's, the settings', the only one in use, or the
 * one the user picks. Throws `site-not-chosen` (exit 2) where nobody can be asked.
 */
export async function siteInUse(
  ctx: Parameters<typeof resolveSite>[0] & ReadContext & Pick<Context, 'stateDir'>,
): Promise<string> {
  return resolveSite(ctx, await siteHints(ctx))
}

/**
 * The site of a session that is to be used or ended: as `siteInUse`, but where nobody is signed in anywhere and nothing
 * names a site, none is asked for, and only those with a session are offered.
 *
 * @throws `not-signed-in` (exit 4)
 */
export async function siteSignedIn(ctx: Parameters<typeof siteInUse>[0]): Promise<string> {
  const hints = await siteHints(ctx)
  if (hints.inUse?.length === 0 && (await chosenSite(ctx, hints)) === undefined)
    throw new IccError('not-signed-in', 'You are not signed in anywhere.', SIGN_IN)
  return resolveSite(ctx, hints, hints.inUse)
}

/** What kubeconfig and sessions say about the site that is meant. */
export async function siteHints(ctx: ReadContext & Pick<Context, 'stateDir'>): Promise<SiteHints> {
  const { contexts, currentContext } = await readKubeconfig(ctx)
  const marker = contexts.find((context) => context.name === currentContext)?.site
  return { marker, inUse: sitesInUse(ctx) }
}
