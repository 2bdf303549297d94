import type { Context } from '../../context.ts'
import { readSession } from '../session/session-file.ts'
import type { Place } from './place.ts'

/** The user's own namespace: of the session at the site that the context was written for. At most one. */
export function personalNamespaces(ctx: Pick<Context, 'stateDir'>, place: Place): string[] {
  const personal = place.site === undefined ? undefined : readSession(ctx, place.site)?.personalNamespace
  return personal === undefined ? [] : [personal]
}
