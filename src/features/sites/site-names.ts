import { ExitCode, IccError } from '../../errors.ts'
import { profileFiles, type ProfileFile, type SitesContext } from './layers.ts'
import { nearest } from '../../nearest-names.ts'

/** The ids alone, sorted: no profile is read. */
export function siteIds(ctx: SitesContext): string[] {
  return idsOf(profileFiles(ctx))
}

/** Of each site the file that wins, sorted by id. */
export function winners(all: readonly ProfileFile[]): ProfileFile[] {
  return [...new Map(all.map((file) => [file.id, file])).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

export function idsOf(all: readonly ProfileFile[]): string[] {
  return winners(all).map((file) => file.id)
}

/**
 * The error `site-unknown` (exit 2) with what there is and the nearest name. `said` is who named the site, where that was
 * not the command line.
 */
export function unknownSite(id: string, known: readonly string[], said?: string): IccError {
  const near = nearest(id, known)
  const meant = near === undefined ? '' : ` Did you mean ${near}?`
  const message = `${said === undefined ? '' : `${said}: `}There is no site "${id}".${meant} There are: ${known.join(', ')}.`
  return new IccError('site-unknown', message, { exitCode: ExitCode.usage, hint: 'icc site list' })
}
