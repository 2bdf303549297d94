import { ExitCode, IccError } from '../../../errors.ts'
import type { Site } from '../../sites/profile.ts'

/** Why an imported kubeconfig is not taken. */
export type Refusal =
  | 'import-not-readable'
  | 'import-not-kubeconfig'
  | 'import-incomplete'
  | 'import-insecure'
  | 'import-other-server'
  | 'import-credential'
  | 'import-expired'
  | 'import-rejected'

/** The failure of an import; `what` is a sentence that begins with the file's name. */
export function refused(code: Refusal, what: string, hint: string, cause?: unknown): IccError {
  const ended = code === 'import-expired' || code === 'import-rejected'
  return new IccError(code, `${what} Nothing was changed.`, {
    exitCode: ended ? ExitCode.signIn : ExitCode.failure,
    hint,
    cause,
  })
}

/** Where a good file comes from, and what to do with it. */
export function fetchAgain(site: Site): string {
  const url = site.profile.login.portal?.url
  const from = url === undefined ? 'get a new file from your campus' : `download a new file at ${url}`
  return `${from}, then: icc login --site ${site.id} --import FILE`
}
