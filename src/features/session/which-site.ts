import type { Context } from '../../context.ts'
import { readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { resolveSite, type SiteHints } from '../sites/resolve.ts'
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

/** What kubeconfig and sessions say about the site that is meant. */
export async function siteHints(ctx: ReadContext & Pick<Context, 'stateDir'>): Promise<SiteHints> {
  const { contexts, currentContext } = await readKubeconfig(ctx)
  const marker = contexts.find((context) => context.name === currentContext)?.site
  return { marker, inUse: sitesInUse(ctx) }
}
