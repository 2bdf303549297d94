import { IccError } from '../../../errors.ts'
import { isOver } from '../../session/session-file.ts'
import { ok, problem, unlessSkipped, warning, type Check } from '../check.ts'

/** The API server takes the credential of the context. */
export const token: Check = {
  id: 'token',
  async run(facts) {
    const session = await facts.session().catch(unlessSkipped)
    const signIn = session === undefined ? 'icc login' : `icc login --site ${session.site}`
    try {
      const identity = await facts.identity()
      return ok(identity === 'not-served' ? 'the cluster takes it' : `the cluster takes you for ${identity.username}`)
    } catch (error) {
      if (!(error instanceof IccError)) throw error
      if (error.code !== 'token-rejected') return warning(error.message, error.hint ?? signIn)
      const runs = session !== undefined && !isOver(session, facts.ctx.clock.now())
      const although = runs
        ? `, although your session at ${session.site} goes on: it was ended there, or the cluster changed`
        : ''
      return problem(`the cluster does not accept your token${although}`, signIn)
    }
  },
}
