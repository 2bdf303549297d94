import confirm from '@inquirer/confirm'
import search from '@inquirer/search'
import { createKeyWatch, type PromptStreams } from './key-watch.ts'
import { displayed, matching, pageSize } from './prompt-choices.ts'
import { askSecret, askText } from './prompt-text.ts'
import type { Prompt, TextQuestion } from '../context.ts'
import { cancelled, IccError } from '../errors.ts'
import { oneLine } from '../output.ts'
import { wrapped } from '../wrapped-text.ts'

/**
 * Questions on a terminal. Everything is drawn on stderr: stdout carries the answer of a command and nothing else.
 *
 * Throws `cancelled` (exit 130) on Ctrl-C, Ctrl-D, Escape, at the end of the input and when `signal` is aborted.
 */
export function createPrompt(signal: AbortSignal, streams: PromptStreams): Prompt {
  // The library breaks lines at the last column, also within a word.
  const question = (message: string): string => {
    const { columns } = streams.output
    return wrapped(oneLine(message), columns === undefined ? undefined : columns - BESIDE)
  }
  return {
    pick: (message, choices, current) => {
      const shown = displayed(choices, current)
      const config = {
        message: question(message),
        pageSize: pageSize(streams.output.rows),
        source: (term: string | undefined) => matching(shown, term ?? '', current),
        // The library asks whether the key is there, so it must not be there without a value.
        ...(current === undefined ? {} : { default: current }),
      }
      return answer(signal, streams, (context) => search<string>(config, { ...context, clearPromptOnDone: true }))
    },
    confirm: (message, initial) =>
      answer(signal, streams, (context) => confirm({ message: question(message), default: initial }, context)),
    text: (message, options = {}) => {
      const config = { ...textConfig(options), message: question(message), pageSize: pageSize(streams.output.rows) }
      return answer(signal, streams, (context) => askText(config, context))
    },
    secret: (message) => answer(signal, streams, (context) => askSecret({ message: question(message) }, context)),
    keys: () => createKeyWatch(signal, streams.input),
  }
}

/** Columns that a mark before a question and words behind it take, such as `(nothing is shown)`. */
const BESIDE = 22

/** Without offers there is no list, not even of the initial text. */
function textConfig({ initial, validate, offers = [] }: TextQuestion) {
  const first = initial === undefined || offers.length === 0 ? [] : [initial]
  const all = [...new Set([...first, ...offers])].map((value) => ({ value, label: value }))
  const shown = displayed(all, undefined)
  const offered = (typed: string) => matching(shown, typed, undefined).flatMap((one) => ('value' in one ? [one] : []))
  return { initial, validate, offered }
}

type Asked = { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal }

/** Asks one question that the keys for "leave" and the end of the input can end, which the library does not do. */
async function answer<T>(
  signal: AbortSignal,
  { input, output }: PromptStreams,
  ask: (context: Asked) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw endedBy(signal)
  const left = new AbortController()
  const leave = (): void => left.abort()
  const onKey = (_text: string | undefined, key: { name?: string; ctrl?: boolean }): void => {
    if (key.name === 'escape' || (key.ctrl === true && key.name === 'd')) leave()
  }
  input.on('keypress', onKey).once('end', leave)
  try {
    return await ask({ input, output, signal: AbortSignal.any([signal, left.signal]) })
  } catch (error) {
    // The library's classes live in a package of its own; it documents these names for telling them apart.
    const name = error instanceof Error ? error.name : ''
    if (name === 'AbortPromptError') throw endedBy(signal)
    if (name === 'ExitPromptError') throw cancelled()
    throw error
  } finally {
    input.removeListener('keypress', onKey).removeListener('end', leave)
  }
}

function endedBy(signal: AbortSignal): IccError {
  return signal.reason instanceof IccError ? signal.reason : cancelled()
}
