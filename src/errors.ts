/**
 * What the process exits with.
 *
 * - `ok` 0: done.
 * - `failure` 1: an expected failure, or findings.
 * - `usage` 2: the call was wrong; nothing was tried.
 * - `signIn` 4: a sign-in is needed.
 * - `bug` 70: a fault of icc itself (`EX_SOFTWARE` of sysexits).
 * - `cancelled` 130: ended by the user (128 + SIGINT).
 */
export const ExitCode = { ok: 0, failure: 1, usage: 2, signIn: 4, bug: 70, cancelled: 130 } as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export type IccErrorOptions = { exitCode?: ExitCode; hint?: string; cause?: unknown }

/**
 * Every failure that icc expects.
 *
 * `code` is a stable kebab-case string that scripts may match; `message` says what happened and what was left
 * untouched; `hint` is the next command to type. Whatever else is thrown is a bug of icc (exit 70).
 */
export class IccError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly hint: string | undefined

  constructor(code: string, message: string, options: IccErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'IccError'
    this.code = code
    this.exitCode = options.exitCode ?? ExitCode.failure
    this.hint = options.hint
  }
}

/** The options of a failure that only a sign-in mends. */
export const SIGN_IN: IccErrorOptions = { exitCode: ExitCode.signIn, hint: 'icc login' }

/** The user ended the command: Ctrl-C, or a prompt left without an answer. */
export function cancelled(message = 'Cancelled. Nothing was changed.'): IccError {
  return new IccError('cancelled', message, { exitCode: ExitCode.cancelled })
}

/** `usage` (exit 2): the call was wrong, and nothing was tried. */
export function wrongCall(message: string, hint?: string): IccError {
  return new IccError('usage', message, { exitCode: ExitCode.usage, ...(hint !== undefined && { hint }) })
}

/** The `code` of a system call's error (`ENOENT`, `EACCES`, ...), of other values `undefined`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What a look at the system finds; undefined where it is not there, or not for us to see. */
export function ifThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof IccError || systemCode(error) !== undefined) return undefined
    throw error
  }
}
