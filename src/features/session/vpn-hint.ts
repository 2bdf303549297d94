import { IccError } from '../../errors.ts'
import { loadSite } from '../sites/load.ts'
import type { SitesContext } from '../sites/layers.ts'

/**
 * The failure of a question to a cluster, with what the site's profile says about reaching it from outside.
 *
 * @param site the site that the context was written for; without one there is nothing to add
 */
export function withVpnHint(ctx: SitesContext, site: string | undefined, error: unknown): unknown {
  if (!(error instanceof IccError) || error.code !== 'api-unreachable' || site === undefined) return error
  const hint = vpnHint(ctx, site)
  if (hint === undefined) return error
  return new IccError(error.code, `${error.message} ${hint}`, {
    exitCode: error.exitCode,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  })
}

function vpnHint(ctx: SitesContext, site: string): string | undefined {
  try {
    return loadSite(ctx, site).profile.network?.vpnHint
  } catch (error) {
    // The cluster is what the user asked for: a faulty or missing profile must not take the place of its failure.
    if (error instanceof IccError) return undefined
    throw error
  }
}
