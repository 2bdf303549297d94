import { ExitCode, IccError } from '../../errors.ts'
import type { Kubeconfig } from '../kubeconfig/read.ts'

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

/** `context-not-set` (exit 4): nothing says in which context to work. */
export function contextNotSet({ contexts, currentContext }: Kubeconfig): IccError {
  const message =
    contexts.length === 0
      ? 'Your kubeconfig has no context: nobody is signed in anywhere.'
      : currentContext === undefined
        ? 'No context is current, so it is not clear which one is meant.'
        : `The current context "${currentContext}" does not exist.`
  return new IccError('context-not-set', message, {
    exitCode: ExitCode.signIn,
    hint: contexts.length === 0 ? 'icc login' : 'icc ctx, or sign in: icc login',
  })
}
