import { IccError } from '../../../errors.ts'
import { readSettings, type Settings } from '../../sites/settings.ts'
import { settingsFile } from '../../sites/settings-file.ts'
import { ok, problem, unlessSkipped, warning, type Check } from '../check.ts'
import type { DoctorContext } from '../facts.ts'
import { TimeIsUp, until } from '../time-limit.ts'

/** Refresh tokens can be kept where only the user's own programs find them. */
export const keyring: Check = {
  id: 'keyring',
  async run(facts) {
    const { ctx, deadline } = facts
    if (settingsOf(ctx).secrets === 'file') return ok('not used: your settings keep refresh tokens in a file')
    try {
      await until(
        deadline,
        ctx.keyring().then((open) => open.get('doctor')),
      )
      return ok('can be used')
    } catch (error) {
      const why = whyNot(error)
      const session = await facts.session().catch(unlessSkipped)
      if (session?.refreshToken === 'keyring')
        return problem(
          `${why} The refresh token of ${session.site} is in it`,
          'unlock it, or sign in again: icc login',
        )
      return warning(
        `${why} icc keeps refresh tokens in a file that you alone can read`,
        `unlock it, or be content with the file: write "secrets: file" into ${settingsFile(ctx)}`,
      )
    }
  },
}

function settingsOf(ctx: DoctorContext): Settings {
  try {
    return readSettings(ctx)
  } catch (error) {
    // Told by the check of the settings.
    if (error instanceof IccError) return {}
    throw error
  }
}

function whyNot(error: unknown): string {
  if (error instanceof TimeIsUp) return 'The keyring does not answer.'
  if (error instanceof IccError) return error.message
  throw error
}
