import type { Facts } from './facts.ts'

/** `problem`: something does not work, or will not soon. `skipped`: nothing can be said, and why. */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped'

/** What one check says, in a sentence or two. Never with a secret. */
export type Finding = {
  status: Status
  message: string
  /** What to do: a command to type where one does it. */
  hint?: string
  fix?: Fix
}

/** What `--fix` can do about a finding: only what cannot take anything away that somebody needs. */
export type Fix = {
  /** As an order: `make FILE readable by you only (0600)`. */
  description: string
  /** The lines of a diff that the user has to agree to first. */
  preview?: () => Promise<string[]>
  /** Looks again before it changes anything. Throws an `IccError` where it cannot. */
  apply: () => Promise<void>
}

export type Check = {
  /** Stable: scripts may match it. */
  id: string
  run(facts: Facts): Finding | Promise<Finding>
}

/** Thrown by what a check builds on, where the check has nothing to look at: the line then says why. */
export class Skip extends Error {}

/** For `catch`: undefined where there was nothing to look at. What nobody expected goes on. */
export function unlessSkipped(error: unknown): undefined {
  if (!(error instanceof Skip)) throw error
}

export function ok(message: string): Finding {
  return { status: 'ok', message }
}

export function warning(message: string, hint: string, fix?: Fix): Finding {
  return { status: 'warning', message, hint, ...(fix && { fix }) }
}

export function problem(message: string, hint: string, fix?: Fix): Finding {
  return { status: 'problem', message, hint, ...(fix && { fix }) }
}

export function skipped(why: string): Finding {
  return { status: 'skipped', message: why }
}

/** `a`, `a and b`, `a, b and 3 more`: a line stays a line with two thousand contexts. */
export function enumerate(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most)
  const rest = names.length - shown.length
  const last = rest > 0 ? `${rest} more` : shown.pop()
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`
}
