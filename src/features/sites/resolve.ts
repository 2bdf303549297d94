import type { Context } from '../../context.ts'
import { ExitCode, IccError } from '../../errors.ts'
import type { SitesContext } from './layers.ts'
import { settingsFile, siteInSettings } from './settings-file.ts'
import { siteIds, unknownSite } from './site-names.ts'

/** What the caller knows: the site that the current context is marked with, and all sites that were signed in to. */
export type SiteHints = { marker?: string | undefined; inUse?: readonly string[] }

/** Who chose a site, from the strongest to the weakest. */
export type ChosenBy = 'flag' | 'environment' | 'context' | 'settings' | 'only'

type ChoosingContext = SitesContext & Pick<Context, 'siteFlag'>

/**
 * The id of the site that a command is about, without asking anybody and without reading a profile: `--site`, `ICC_SITE`,
 * the current context's mark, `site` of the settings, the only site in use. Undefined if none of them says one.
 *
 * @throws `settings-broken` (exit 1)
 */
export async function chosenSite(
  ctx: ChoosingContext,
  hints: SiteHints = {},
): Promise<{ id: string; by: ChosenBy } | undefined> {
  if (ctx.siteFlag !== undefined) return { id: ctx.siteFlag, by: 'flag' }
  const fromEnvironment = ctx.env['ICC_SITE']
  if (fromEnvironment) return { id: fromEnvironment, by: 'environment' }
  if (hints.marker !== undefined) return { id: hints.marker, by: 'context' }
  const site = await siteInSettings(ctx)
  if (site !== undefined) return { id: site, by: 'settings' }
  const [only, ...others] = new Set(hints.inUse)
  return only !== undefined && others.length === 0 ? { id: only, by: 'only' } : undefined
}

/**
 * The id of the site that a command is about; on a terminal the user is asked if nothing says which. A site that was
 * signed in to may have no profile any more, and signing out of it must still work: so only a name that somebody wrote
 * down, in `ICC_SITE` or the settings, is looked up here. Whoever needs the profile calls `loadSite` with the id.
 *
 * @param among what may be meant, if not all: it may hold names that have no profile any more
 * @throws `site-not-chosen`, `site-unknown` (exit 2), `settings-broken` (exit 1), `cancelled` (exit 130)
 */
export async function resolveSite(
  ctx: ChoosingContext & Pick<Context, 'terminal' | 'prompt'>,
  hints: SiteHints = {},
  among?: readonly string[],
): Promise<string> {
  const chosen = await chosenSite(ctx, hints)
  if (chosen) return checked(ctx, chosen)
  if (!ctx.terminal.interactive) throw notChosen(among ?? siteIds(ctx))
  const { listSites } = await import('./load.ts')
  const known = listSites(ctx).flatMap((site) =>
    'profile' in site ? [{ value: site.id, label: site.id, hint: site.profile.title }] : [],
  )
  const choices = among?.map((id) => known.find(({ value }) => value === id) ?? { value: id, label: id }) ?? known
  return (await ctx.prompt()).pick('Which site?', choices, undefined)
}

function checked(ctx: SitesContext, { id, by }: { id: string; by: ChosenBy }): string {
  if (by !== 'environment' && by !== 'settings') return id
  const known = siteIds(ctx)
  if (known.includes(id)) return id
  throw unknownSite(id, known, by === 'environment' ? 'ICC_SITE' : settingsFile(ctx))
}

function notChosen(among: readonly string[]): IccError {
  const message = `Nothing says which site is meant. There are: ${among.join(', ')}.`
  return new IccError('site-not-chosen', message, {
    exitCode: ExitCode.usage,
    hint: 'icc site use ID, or --site ID for this command only',
  })
}
