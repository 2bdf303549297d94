import type { Json, JsonObject } from './document.ts'

type Collection = JsonObject | Json[]

/** More different blocks than most projects have; beyond that the memory begins anew. */
const MOST_BLOCKS = 2000
const MOST_CHARACTERS = 1500

/** The values of blocks by their text. */
const known = new Map<string, Collection>()

/** Values of blocks that were met again. */
const shared = new WeakSet<object>()

// Two lines to 24: larger blocks are hardly ever the same in two places. All begin with the indentation of the first, which
// in a list at the column of its key is followed by a dash or a blank; between and behind them may be comments and empty
// lines. What stands in blocks of text (`|`, `>`) may depend on more than these lines.
const DEEPER = /( +)[^\s#|>][^\n|>]*\n(?:(?:\1[^\n|>]*| *(?:#[^\n]*)?\r?)(?:\n|$)){1,23}(?!\1| *(?:#|\r?\n))/y
const LIST = /( *)- [^\n|>]*\n(?:(?:\1[ -] [^\n|>]*| *(?:#[^\n]*)?\r?)(?:\n|$)){1,23}(?!\1[ -] | *(?:#|\r?\n))/y

/** How often the lines below a key were looked for, and found. */
type Luck = { tried: number; found: number }

const luck = new Map<string, Luck>()

/** What stands below most keys (`metadata`, `spec`) is hardly ever the same: after so many tries they are let be. */
const ENOUGH_TRIES = 8

function luckOf(key: string): Luck {
  const own = luck.get(key) ?? { tried: 0, found: 0 }
  if (own.tried === 0) luck.set(key, own)
  own.tried += 1
  return own
}

/** What is below a key: the value that the same lines had elsewhere, or else the text by which it is to be remembered. */
export type Below = { value: Json; end: number } | { text: string }

/**
 * Looks whether the lines below a key were read before. Undefined where nothing can be said of them: they are many, or
 * something else has a say in what they mean.
 *
 * @param start where the line behind the key's begins
 * @param column that of the key
 */
export function below(key: string, text: string, start: number, column: number): Below | undefined {
  const own = luckOf(key)
  if (own.tried > ENOUGH_TRIES && own.found * 4 < own.tried) return undefined
  const end = endOfBlock(text, start, column)
  if (end === undefined) return undefined
  const block = text.slice(start, end)
  const value = known.get(block)
  if (value === undefined) return { text: block }
  own.found += 1
  shared.add(value)
  return { value, end }
}

function endOfBlock(text: string, start: number, column: number): number | undefined {
  const isList = text.startsWith('- ', start + column)
  if (!isList && text.charCodeAt(start + column) !== SPACE) return undefined
  const pattern = isList ? LIST : DEEPER
  pattern.lastIndex = start
  return pattern.test(text) && pattern.lastIndex - start <= MOST_CHARACTERS ? pattern.lastIndex : undefined
}

export function rememberBlock(text: string, value: Collection): void {
  if (known.size === MOST_BLOCKS) known.clear()
  known.set(text, value)
}

/** True for a mapping or list that stands in several places: what was found out about it at one holds for all. */
export function isShared(value: object): boolean {
  return shared.has(value)
}

const SPACE = 0x20
