import type { Context } from '../../context.ts'
import type { ReadContext } from '../kubeconfig/read.ts'
import { isOver } from './session-file.ts'
import { timeLeft, whereabouts } from './whereabouts.ts'

/**
 * The JSON contract of `icc status`. `session` is `active` or `over`; `none` where icc wrote the context and knows no
 * session any more; `foreign` where icc did not write the context, so that it can tell nothing about the sign-in.
 * `sessionEndsAt` is RFC 3339, UTC; it and `secondsLeft` are null where there is no session.
 */
export type Status = {
  site: string | null
  context: string
  namespace: string
  username: string | null
  session: 'active' | 'over' | 'none' | 'foreign'
  sessionEndsAt: string | null
  secondsLeft: number | null
}

/**
 * Where the user is and for how long, from files of this computer alone.
 *
 * @throws `not-signed-in`, `context-not-set` (exit 4), and what reading the kubeconfig throws (exit 1)
 */
export async function status(ctx: ReadContext & Pick<Context, 'siteFlag' | 'stateDir'>): Promise<Status> {
  const { context, namespace, site, session } = await whereabouts(ctx)
  const place = { site: site ?? null, context, namespace }
  if (session === undefined) {
    const state = site === undefined ? 'foreign' : 'none'
    return { ...place, username: null, session: state, sessionEndsAt: null, secondsLeft: null }
  }
  const now = ctx.clock.now()
  return {
    ...place,
    username: session.username,
    session: isOver(session, now) ? 'over' : 'active',
    sessionEndsAt: session.endsAt,
    secondsLeft: Math.max(0, Math.floor(timeLeft(session, now) / 1000)),
  }
}
