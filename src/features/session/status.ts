import type { Context } from '../../context.ts'
import type { ReadContext } from '../kubeconfig/read.ts'
import { idleEnd, isOver, type Session } from './session-file.ts'
import { timeLeft, whereabouts } from './whereabouts.ts'

/**
 * The JSON contract of `icc status`. `session` is `active` or `over`; `none` where icc wrote the context and knows no
 * session any more; `foreign` where icc did not write the context, so that it can tell nothing about the sign-in.
 * `sessionEndsAt` is RFC 3339, UTC; it and `secondsLeft` are null where there is no session. `idleEndsAt` is when it ends
 * earlier unless it is used: null where it does not.
 */
export type Status = {
  site: string | null
  context: string
  namespace: string
  username: string | null
  session: 'active' | 'over' | 'none' | 'foreign'
  sessionEndsAt: string | null
  secondsLeft: number | null
  idleEndsAt: string | null
  idleSecondsLeft: number | null
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
    return { ...place, username: null, session: state, ...NO_TIMES }
  }
  const now = ctx.clock.now()
  return {
    ...place,
    username: session.username,
    session: isOver(session, now) ? 'over' : 'active',
    ...timesOf(session, now),
  }
}

type Times = Pick<Status, 'sessionEndsAt' | 'secondsLeft' | 'idleEndsAt' | 'idleSecondsLeft'>

const NO_TIMES: Times = { sessionEndsAt: null, secondsLeft: null, idleEndsAt: null, idleSecondsLeft: null }

function timesOf(session: Session, now: number): Times {
  const seconds = (moment: string): number =>
    Math.max(0, Math.floor(timeLeft({ endsAt: moment, clockDrift: session.clockDrift }, now) / 1000))
  const idle = idleEnd(session) ?? null
  return {
    sessionEndsAt: session.endsAt,
    secondsLeft: isOver(session, now) ? 0 : seconds(session.endsAt),
    idleEndsAt: idle,
    idleSecondsLeft: idle === null ? null : seconds(idle),
  }
}
