import { IccError } from '../../../errors.ts'
import { loadSite } from '../../sites/load.ts'
import { missingFields } from '../../sites/missing.ts'
import type { Profile } from '../../sites/schema.ts'
import { ok, problem, warning, type Check } from '../check.ts'

/** The profile of the site is there, whole, and not one of the past. */
export const siteProfile: Check = {
  id: 'site',
  async run({ ctx, siteId }) {
    const id = await siteId()
    if (id === undefined) return warning('nothing says which campus is meant', 'icc site use ID (see: icc site list)')
    let profile: Profile
    try {
      profile = loadSite(ctx, id).profile
    } catch (error) {
      if (!(error instanceof IccError)) throw error
      return problem(error.message, error.hint ?? 'icc site list')
    }
    const { validTo } = profile
    if (validTo !== undefined && endOf(validTo) <= ctx.clock.now())
      return warning(
        `the profile of ${id} held until ${validTo}: what it says may be wrong by now`,
        'ask your campus for a newer one (icc site show says whom)',
      )
    const missing = missingFields(profile).filter(({ path }) => /^(?:login|api)\b/u.test(path))
    if (missing.length > 0)
      return warning(
        `the profile of ${id} does not say ${missing.map(({ what }) => what).join(', ')}`,
        'icc site show',
      )
    return ok(`${id}: ${profile.title}`)
  },
}

/** The first moment after `2026`, `2026-03` or `2026-03-31`, in milliseconds since the epoch. */
function endOf(date: string): number {
  const [year = 0, month, day] = date.split('-').map(Number)
  if (month === undefined) return Date.UTC(year + 1, 0, 1)
  return day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1)
}
