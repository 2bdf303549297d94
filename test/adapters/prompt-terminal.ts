import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { createPrompt } from '../../src/adapters/prompt.ts'

/** What a promise rejects with; awaited later, so that nothing is unhandled in between. */
export const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

/** A prompt on streams that look like a terminal. */
export function onTerminal(signal = new AbortController().signal) {
  const rawModes: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (mode: boolean) => rawModes.push(mode),
  })
  const output = Object.assign(new PassThrough(), { isTTY: true, rows: 24, columns: 80 })
  const screen = collect(output)
  /** Types and waits until the program has drawn something (that holds `shown`) in answer. */
  const type = async (keys: string, shown = '') => {
    screen.clear()
    input.write(keys)
    await screen.shows(shown)
  }
  return { prompt: createPrompt(signal, { input, output }), input, screen, type, rawModes }
}

/** What a stream has given, without what steers a terminal. */
export function collect(stream: NodeJS.ReadableStream) {
  let raw = ''
  const text = () => stripVTControlCharacters(raw)
  const waiting = new Set<() => void>()
  stream.on('data', (chunk: Buffer) => {
    raw += chunk.toString()
    for (const check of waiting) check()
  })
  const shows = (wanted: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (raw === '' || !text().toLowerCase().includes(wanted.toLowerCase())) return
        waiting.delete(check)
        setImmediate(resolve)
      }
      waiting.add(check)
      check()
    })
  return { text, raw: () => raw, clear: () => (raw = ''), shows }
}
