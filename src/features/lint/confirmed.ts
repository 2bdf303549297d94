import type { Facts } from './facts.ts'
import type { Severity } from './rule.ts'

/**
 * How much it weighs that a manifest is against a field of the profile, by its dotted path: what no operator vouches for
 * refuses nothing.
 */
export function weightOf({ site }: Pick<Facts, 'site'>, field: string): Severity {
  return site?.profile.unconfirmed?.includes(field) === true ? 'warning' : 'error'
}
