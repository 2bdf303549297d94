import { isObject } from '../manifests/json.ts'
import { profileFiles, type ProfileFile, type SitesContext } from './layers.ts'
import type { Site } from './profile.ts'
import type { Profile } from './schema.ts'
import { SESSION_HOURS } from './session-length.ts'
import { usualMapping } from './usual-mapping.ts'

/**
 * What `loadSite` gives, for commands that have to be quick: a profile that comes with icc is not checked again, and the
 * validator is loaded for others only.
 *
 * @throws `site-unknown` (exit 2), `site-broken`, `sites-unreadable` (exit 1)
 */
export async function findSite(ctx: SitesContext, id: string): Promise<Site> {
  const file = profileFiles(ctx).findLast((one) => one.id === id)
  const site = file?.origin === 'built-in' ? readBuiltIn(file) : undefined
  return site ?? (await import('./load.ts')).loadSite(ctx, id)
}

/** Undefined for a profile that builds on another one. */
export function readBuiltIn(file: ProfileFile): Site | undefined {
  const read = file.read()
  const value = 'text' in read ? usualMapping(read.text) : undefined
  if (value === undefined || 'extends' in value || !isObject(value['login'] ?? null)) return undefined
  const login = { sessionHours: SESSION_HOURS, ...(value['login'] as object) }
  // The tests hold every built-in profile, read in this way, to what the schema makes of it.
  const profile = { ...value, login } as unknown as Profile
  return { id: file.id, origin: file.origin, file: file.file, basedOn: [], profile }
}
