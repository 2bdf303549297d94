import { emitKeypressEvents } from 'node:readline'
import type { KeyWatch } from '../context.ts'
import { cancelled } from '../errors.ts'

/** Where questions are asked: a terminal's two sides. */
export type PromptStreams = {
  input: NodeJS.ReadableStream & { isRaw?: boolean; setRawMode?(mode: boolean): unknown }
  output: NodeJS.WritableStream & { rows?: number; columns?: number }
}

type Key = { name?: string; ctrl?: boolean; meta?: boolean }

/**
 * Listens for single keys: in raw mode, because a terminal else hands over whole lines only.
 *
 * Keys pressed while nobody waits are kept for the next call. In raw mode Ctrl-C is a character like any other and no
 * signal, so it ends the watch here: every wait rejects with `cancelled` (exit 130) from then on, likewise after the
 * end of the input, and with the signal's own reason when that is aborted. `close` gives the terminal back as it was; a
 * wait that is under way then stays open for good, so that closing is no failure for whoever raced against it.
 */
export function createKeyWatch(signal: AbortSignal, input: PromptStreams['input']): KeyWatch {
  const keys = createQueue()
  const wasRaw = input.isRaw ?? false
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    keys.forget()
    input.removeListener('keypress', onKey).removeListener('end', onEnd)
    signal.removeEventListener('abort', onAbort)
    input.setRawMode?.(wasRaw)
    // A paused terminal no longer keeps the process alive.
    input.pause()
  }
  const end = (reason: unknown): void => {
    keys.end(reason)
    close()
  }
  const onKey = (text: string | undefined, key: Key): void => {
    if (key.ctrl === true && key.name === 'c') return end(cancelled())
    const name = nameOf(text, key)
    if (name !== undefined) keys.add(name)
  }
  const onEnd = (): void => end(cancelled())
  const onAbort = (): void => end(signal.reason)

  emitKeypressEvents(input)
  input.setRawMode?.(true)
  input.on('keypress', onKey).once('end', onEnd)
  signal.addEventListener('abort', onAbort)
  input.resume()
  if (signal.aborted) onAbort()
  return { next: keys.next, close }
}

/** Keys in the order they were pressed, for one waiter at a time. */
function createQueue() {
  const pressed: string[] = []
  let waiting: { resolve(key: string): void; reject(reason: unknown): void } | undefined
  let ended: { reason: unknown } | undefined
  return {
    add(key: string): void {
      if (waiting) waiting.resolve(key)
      else pressed.push(key)
      waiting = undefined
    },
    end(reason: unknown): void {
      ended ??= { reason }
      pressed.length = 0
      waiting?.reject(reason)
      waiting = undefined
    },
    forget(): void {
      waiting = undefined
    },
    next: (): Promise<string> =>
      new Promise((resolve, reject) => {
        const key = pressed.shift()
        if (key !== undefined) resolve(key)
        else if (ended) reject(ended.reason)
        else waiting = { resolve, reject }
      }),
  }
}

/** `enter`, `escape` or the character; other keys (arrows, function keys, Ctrl-X) are not for callers. */
function nameOf(text: string | undefined, key: Key): string | undefined {
  if (key.name === 'return' || key.name === 'enter') return 'enter'
  if (key.name === 'escape') return 'escape'
  if (key.ctrl || key.meta || text === undefined) return undefined
  return /^\P{C}$/u.test(text) ? text : undefined
}
