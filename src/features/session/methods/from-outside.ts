import { IccError } from '../../../errors.ts'
import type { Site } from '../../sites/profile.ts'
import { withMore } from '../explain-failure.ts'

/** Of what lies inside a campus besides the cluster: a sign-in service, an access node. */
const UNREACHABLE = new Set(['server-unreachable', 'ssh-unreachable', 'ssh-lost'])

/** A failure to reach something of a site, with what its profile says about reaching it from outside. */
export function seenFromOutside({ profile }: Site, error: unknown): unknown {
  if (!(error instanceof IccError) || !UNREACHABLE.has(error.code)) return error
  return withMore(error, profile.network?.vpnHint)
}
