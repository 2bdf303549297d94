import { ExitCode, IccError } from '../../errors.ts'

/** `not-signed-in` (exit 4): there is no session at the site. */
export function notSignedIn(site: string): IccError {
  return new IccError('not-signed-in', `You are not signed in at ${site}.`, {
    exitCode: ExitCode.signIn,
    hint: `icc login --site ${site}`,
  })
}

/** `session-over` (exit 4): there was one. */
export function sessionOver(site: string): IccError {
  return new IccError('session-over', `Your session at ${site} is over.`, {
    exitCode: ExitCode.signIn,
    hint: `icc login --site ${site}`,
  })
}
