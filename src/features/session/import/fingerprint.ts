import { createHash } from 'node:crypto'

/** By which a credential is known again without being kept: of a secret with this much chance nothing can be guessed. */
export function fingerprintOf(credential: string): string {
  return `sha256:${createHash('sha256').update(credential).digest('hex')}`
}
