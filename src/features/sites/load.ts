import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { IccError } from '../../errors.ts'
import { faultList } from './faults.ts'
import { profileFile, profileFiles, userFolder, type SitesContext } from './layers.ts'
import { readProfile, type BrokenSite, type Site } from './profile.ts'
import { idsOf, unknownSite, winners } from './site-names.ts'

/** The sites by id: of each the profile that wins, broken ones among them. */
export function listSites(ctx: SitesContext): (Site | BrokenSite)[] {
  const all = profileFiles(ctx)
  return winners(all).map((file) => readProfile(file, all))
}

/**
 * One site's profile.
 *
 * @throws `site-unknown` (exit 2), `site-broken` (exit 1), `sites-unreadable` (exit 1)
 */
export function loadSite(ctx: SitesContext, id: string): Site {
  const all = profileFiles(ctx)
  const file = all.findLast((one) => one.id === id)
  if (!file) throw unknownSite(id, idsOf(all))
  return sound(readProfile(file, all))
}

/**
 * Checks a profile that may be anywhere, as if it were the user's own.
 *
 * @throws `file-missing`, `site-broken` (exit 1) with every fault
 */
export function checkSiteFile(ctx: SitesContext, path: string): Site {
  if (!existsSync(path)) throw new IccError('file-missing', `There is no file ${path}. Nothing was checked.`)
  const file = profileFile(path, 'user')
  if (!path.endsWith('.yaml')) {
    const message = 'the name of a profile file must end in .yaml, or icc does not find it'
    throw brokenSite({ ...file, faults: [{ file: path, line: 1, column: 1, field: '', message }] }, CORRECT)
  }
  // It is to take the place of the user's profile of that name, so it builds on the layers below that.
  const others = profileFiles(ctx).filter((one) => one.origin !== 'user' || one.id !== file.id)
  const site = readProfile(file, [...others, file])
  if ('profile' in site) return site
  throw brokenSite(site, CORRECT)
}

/** Where the check itself tells the faults, it is no help to name it. */
const CORRECT = 'correct the file, then type the same again'

/** The user's own file for a site, whether it exists or not. */
export function ownSiteFile(ctx: Pick<SitesContext, 'configDir'>, id: string): string {
  return join(userFolder(ctx), `${id}.yaml`)
}

/** The site, if its profile can be used. @throws `site-broken` (exit 1) with every fault */
export function sound(site: Site | BrokenSite): Site {
  if ('profile' in site) return site
  throw brokenSite(site)
}

/** `site-broken` (exit 1) with every fault. */
export function brokenSite(
  { id, file, faults }: Pick<BrokenSite, 'file' | 'faults'> & { id?: string },
  next?: string,
): IccError {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  const profile = id === undefined ? file : `of the site ${id}`
  const message = `The profile ${profile} has ${count}. Nothing was done.\n${faultList(faults)}`
  const check = file.startsWith('https://') ? 'tell the people who offer it there' : `icc site check ${file}`
  return new IccError('site-broken', message, { hint: next ?? check })
}
