import type { Context } from '../../context.ts'

/** Milliseconds for everything that is asked of hosts, programs and the keyring together: nobody waits three seconds. */
export const LIMIT = 2000

/** Why the questions were ended. */
export class TimeIsUp extends Error {
  constructor() {
    super(`no answer within ${LIMIT / 1000} seconds`)
  }
}

/** One moment at which all questions end, or earlier when the user ends the command. */
export function startDeadline(ctx: Pick<Context, 'clock' | 'signal'>): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const ended = new AbortController()
  const signal = AbortSignal.any([controller.signal, ctx.signal])
  ctx.clock.sleep(LIMIT, AbortSignal.any([ended.signal, ctx.signal])).then(
    () => controller.abort(new TimeIsUp()),
    // All was answered, or the user has had enough, which the signal says as well.
    () => undefined,
  )
  return {
    signal,
    end() {
      ended.abort()
      // A question that nobody waits for any more would keep the process alive.
      controller.abort(new TimeIsUp())
    },
  }
}

/** Waits for something until the signal ends that. @throws the signal's reason */
export async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // Nobody asks any more what becomes of it.
  if (signal.aborted) work.catch(() => undefined)
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const end = (): void => reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}
