import confirm from '@inquirer/confirm'
import search, { Separator } from '@inquirer/search'
import { createKeyWatch, type PromptStreams } from './key-watch.ts'
import type { Choice, Prompt } from '../context.ts'
import { cancelled, IccError } from '../errors.ts'
import { oneLine } from '../output.ts'

/** The library draws every choice it is given again at each key; more than a few hundred make typing sluggish. */
const MOST_SHOWN = 200

/**
 * Questions on a terminal. Everything is drawn on stderr: stdout carries the answer of a command and nothing else.
 *
 * Throws `cancelled` (exit 130) on Ctrl-C, Ctrl-D, Escape, at the end of the input and when `signal` is aborted.
 */
export function createPrompt(signal: AbortSignal, streams: PromptStreams): Prompt {
  return {
    pick: (message, choices, current) => {
      const shown = displayed(choices, current)
      const config = {
        message: oneLine(message),
        pageSize: pageSize(streams.output.rows),
        source: (term: string | undefined) => matching(shown, term ?? '', current),
        // The library asks whether the key is there, so it must not be there without a value.
        ...(current === undefined ? {} : { default: current }),
      }
      return answer(signal, streams, (context) => search<string>(config, { ...context, clearPromptOnDone: true }))
    },
    confirm: (message, initial) =>
      answer(signal, streams, (context) => confirm({ message: oneLine(message), default: initial }, context)),
    keys: () => createKeyWatch(signal, streams.input),
  }
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

/** One line of the list: what is shown of a choice, and what is compared with what was typed. */
type Shown = { value: string; name: string; short: string; label: string; text: string }

function displayed(choices: readonly Choice[], current: string | undefined): Shown[] {
  return choices.map(({ value, label, hint }) => {
    const short = oneLine(label)
    const mark = value === current ? ' (current)' : ''
    const name = `${short}${mark}${hint === undefined ? '' : `  ${oneLine(hint)}`}`
    return { value, name, short, label: short.toLowerCase(), text: name.toLowerCase() }
  })
}

/** What fits best comes first: the term in the name, in the rest of the line, its letters in this order in the name. */
function matching(shown: readonly Shown[], term: string, current: string | undefined): (Shown | Separator)[] {
  const wanted = term.trim().toLowerCase()
  const ranks: Shown[][] = [[], [], []]
  for (const one of shown) ranks[rank(one, wanted)]?.push(one)
  const found = ranks.flat()
  if (found.length <= MOST_SHOWN) return found
  const first = found.slice(0, MOST_SHOWN)
  const currentOne = wanted === '' ? found.find((one) => one.value === current) : undefined
  if (currentOne && !first.includes(currentOne)) first.unshift(currentOne)
  return [...first, new Separator(`(${found.length - first.length} more: type a part of the name)`)]
}

function rank({ label, text }: Shown, wanted: string): number {
  if (label.includes(wanted)) return 0
  if (text.includes(wanted)) return 1
  return isSubsequence(wanted, label) ? 2 : 3
}

function isSubsequence(wanted: string, text: string): boolean {
  let from = 0
  for (const letter of wanted) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + letter.length
  }
  return true
}

/** Lines of the list: what the window has beside the question, at most what an eye takes in at once. */
function pageSize(rows: number | undefined): number {
  return Math.max(3, Math.min(15, (rows ?? 24) - 5))
}
