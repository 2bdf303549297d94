import type { Context } from '../../context.ts'
import { readKubeconfig, type ReadContext } from '../kubeconfig/read.ts'
import { resolveSite } from '../sites/resolve.ts'
import { sitesInUse } from './logout.ts'

/**
 * The site that a command is about: the one named, the current context's, the settings', the only one in use, or the
 * one the user picks. Throws `site-not-chosen` (exit 2) where nobody can be asked.
 */
export async function siteInUse(
  ctx: Parameters<typeof resolveSite>[0] & ReadContext & Pick<Context, 'stateDir'>,
): Promise<string> {
  const { contexts, currentContext } = await readKubeconfig(ctx)
  const marker = contexts.find((context) => context.name === currentContext)?.site
  return resolveSite(ctx, { marker, inUse: sitesInUse(ctx) })
}
