import { ExitCode, IccError } from '../../errors.ts'
import { members, parseJson } from '../../unknown-json.ts'

/**
 * A failed refresh in one line, for those who wait for it: fifty calls that each wait ten seconds for a silent provider,
 * one after the other, would take minutes. What ended the session, or this process alone, is none of theirs: undefined.
 */
export function failureNote(error: unknown): string | undefined {
  if (!(error instanceof IccError) || error.exitCode !== ExitCode.failure || error.code === 'lock-lost')
    return undefined
  const { code, message, hint } = error
  return JSON.stringify({ code, message, hint })
}

/** Throws the failure of a note; what is none, such as one whose writer was killed at it, means nothing. */
export function heedFailure(note: string): void {
  const { code, message, hint } = members(parseJson(note))
  if (typeof code !== 'string' || typeof message !== 'string') return
  throw new IccError(code, message, typeof hint === 'string' ? { hint } : {})
}
