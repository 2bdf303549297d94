import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import type { Profile } from '../sites/schema.ts'
import type { Place } from './place.ts'

export type SiteContext = Pick<Context, 'assets' | 'configDir' | 'systemDir' | 'env' | 'platform' | 'siteFlag'>

/** The site that a context belongs to: the one named for this call, else the one icc wrote the context for. */
export function contextSite(ctx: SiteContext, place: Place): string | undefined {
  return ctx.siteFlag ?? (ctx.env['ICC_SITE'] || place.site)
}

/** The address of the GitLab of a context's site; undefined where nothing says it. */
export async function siteGitLab(ctx: SiteContext, place: Place): Promise<string | undefined> {
  const site = contextSite(ctx, place)
  try {
    return site === undefined ? undefined : (await siteProfile(ctx, site)).ci?.gitlab
  } catch (error) {
    // What is wrong with the profile is told when its rule is wanted.
    if (error instanceof IccError) return undefined
    throw error
  }
}

/**
 * What the profile of a site says. Loading profiles costs more than a switch, so only who needs one calls this.
 *
 * @throws `site-unknown` (exit 2), `site-broken`, `sites-unreadable` (exit 1)
 */
export async function siteProfile(ctx: SiteContext, id: string): Promise<Profile> {
  const { findSite } = await import('../sites/find-site.ts')
  return (await findSite(ctx, id)).profile
}
