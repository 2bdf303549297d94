import type { Context } from '../../context.ts'

/** Milliseconds that a timer of the runtime can hold; a longer one goes off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1

/**
 * A signal that is aborted at a moment, or earlier when the user ends the command. `cancel` stops the clock.
 *
 * @param deadline milliseconds since the epoch; what lies further away than `LONGEST_TIMER` counts as that
 * @param reason what the signal then carries
 */
export function endAt(
  ctx: Pick<Context, 'clock' | 'signal'>,
  deadline: number,
  reason?: Error,
): { signal: AbortSignal; cancel(): void } {
  const ending = new AbortController()
  const cancelling = new AbortController()
  const left = Math.min(LONGEST_TIMER, Math.max(0, deadline - ctx.clock.now()))
  ctx.clock
    .sleep(left, cancelling.signal)
    .then(() => ending.abort(reason))
    // Cancelled: what was waited for came before the deadline.
    .catch(() => undefined)
  return { signal: AbortSignal.any([ending.signal, ctx.signal]), cancel: () => cancelling.abort() }
}
