import type { KeyWatch } from '../../../context.ts'
import { cancelled } from '../../../errors.ts'
import type { SignInContext } from './method.ts'

/**
 * Waits for something and for keys at once: Enter calls `onEnter`, Ctrl-C ends both. Without keys it only waits.
 *
 * @param wait gets the signal that ends it
 */
export async function whileWatching<T>(
  ctx: Pick<SignInContext, 'signal'>,
  keys: KeyWatch | undefined,
  onEnter: () => Promise<void>,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const watching = async (watch: KeyWatch): Promise<never> => {
    for (;;) if ((await watch.next()) === 'enter') await onEnter()
  }
  const waiting = wait(AbortSignal.any([ctx.signal, ended.signal]))
  try {
    return await (keys ? Promise.race([waiting, watching(keys)]) : waiting)
  } finally {
    ended.abort(cancelled('Cancelled. Nothing was written.'))
    // Ctrl-C won the race: what was waited for ends with the signal just sent, and has nothing more to tell.
    waiting.catch(() => undefined)
  }
}
