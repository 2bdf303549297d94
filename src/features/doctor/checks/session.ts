import { idleEnd, isOver } from '../../session/session-file.ts'
import { ok, problem, warning, type Check } from '../check.ts'
import { durationText, idleText } from '../../../time-text.ts'

/** Milliseconds before the end at which it is worth a word. */
const SOON = 15 * 60_000

/** The session goes on, by the clock alone; what the server says is another check's. */
export const session: Check = {
  id: 'session',
  async run(facts) {
    const found = await facts.session()
    const { site, endsAt, tokenExpiresAt, credential, clockDrift, refreshToken } = found
    const now = facts.ctx.clock.now()
    const signIn = `icc login --site ${site}`
    const left = (moment: string): number => Date.parse(moment) - now - clockDrift
    const idle = idleEnd(found)
    if (isOver(found, now))
      return problem(`your session at ${site} is over; it ended ${durationText(-left(idle ?? endsAt))} ago`, signIn)
    if (credential === 'inline' && left(tokenExpiresAt) <= 0)
      return problem(`the token in the kubeconfig has expired, before the session at ${site} ends`, signIn)
    if (credential === 'exec' && refreshToken === 'none' && left(tokenExpiresAt) <= 0)
      return problem(`the token has expired, and there is no refresh token to get another one with`, signIn)
    if (left(endsAt) < SOON) return warning(`your session at ${site} ends in ${durationText(left(endsAt))}`, signIn)
    const assumed = found.endIsAssumed === true ? ' (assumed: the credential does not say)' : ''
    const unused = idleText(idle ?? null, now)
    return ok(`at ${site}, ${durationText(left(endsAt))} left${assumed}${unused}`)
  },
}
