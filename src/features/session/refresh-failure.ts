import { ExitCode, IccError } from '../../errors.ts'

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

/** Throws the failure of a note; what is none, half-written perhaps, means nothing. */
export function heedFailure(note: string): void {
  const { code, message, hint } = parse(note)
  if (typeof code !== 'string' || typeof message !== 'string') return
  throw new IccError(code, message, typeof hint === 'string' ? { hint } : {})
}

function parse(note: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(note)
    return typeof found === 'object' && found !== null ? { ...found } : {}
  } catch {
    // Its writer was killed at it.
    return {}
  }
}
