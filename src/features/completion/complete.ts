import { printable } from '../../output.ts'
import { findOption, readPartialCall, splitAtEquals, type PartialCall } from './call.ts'
import { namesFrom, type LocalNames } from './sources.ts'
import type { Offer, OptionWords, Words } from './words.ts'

/** A word that may stand at the cursor, in full, and what it means. */
export type Candidate = { word: string; text?: string | undefined }

/**
 * What may stand at the cursor. `files`: names of files, which every shell knows best itself. `unfinished`: more belongs
 * to the same word, so that no blank may follow.
 */
export type Completion = { kind: 'words'; candidates: readonly Candidate[]; unfinished: boolean } | { kind: 'files' }

const NOTHING: Completion = { kind: 'words', candidates: [], unfinished: false }

/**
 * The words that may stand at the cursor. Nothing but files of this computer is read.
 *
 * @param line the words after `icc` and before the one at the cursor, as the shell would hand them over
 * @param current the word at the cursor as far as it is written
 */
export async function complete(
  words: Words,
  local: LocalNames,
  line: readonly string[],
  current: string,
): Promise<Completion> {
  const call = await readPartialCall(words, line)
  const found = await offered({ words, local, call }, current)
  if (found.kind === 'files') return found
  // A name with a control character can be typed in no shell, and might steer the terminal that shows it.
  const typable = found.candidates.filter(({ word }) => printable(word) === word && !word.includes('\n'))
  return { ...found, candidates: typable }
}

type Asked = { words: Words; local: LocalNames; call: PartialCall }

async function offered(asked: Asked, current: string): Promise<Completion> {
  const { call } = asked
  if (call.pending) return valuesOf(asked, call.pending.offer, '', current)
  if (!call.onlyArguments && current.startsWith('-')) {
    const [written, value] = splitAtEquals(current)
    if (value === undefined) return optionsOf(call)
    const option = findOption(call.options, written)
    return option ? valuesOf(asked, option.offer, `${written}=`, value) : NOTHING
  }
  if (call.next !== undefined) return candidates(call.next.map(({ name, text }) => ({ word: name, text })))
  return argumentsOf(asked, current)
}

async function argumentsOf(asked: Asked, current: string): Promise<Completion> {
  const { args, command } = asked.call
  if (command === undefined) return NOTHING
  const { arguments: offers, rest } = command
  const offer = offers[rest ? Math.min(args.length, offers.length - 1) : args.length]
  const found = await valuesOf(asked, offer ?? undefined, '', current)
  // What is given already is not given twice: `icc ctx --delete one other`.
  if (found.kind === 'files' || !rest) return found
  return { ...found, candidates: found.candidates.filter(({ word }) => !args.includes(word)) }
}

function optionsOf({ options, given, command }: PartialCall): Completion {
  const open = options.filter(({ name, repeatable }) => repeatable === true || !given.has(name))
  const version = { word: '--version', text: 'print the version' }
  return candidates([
    ...open.flatMap(namesOf),
    { word: '--help', text: 'print this help' },
    ...(command === undefined ? [version] : []),
  ])
}

function namesOf({ name, text, negated }: OptionWords): Candidate[] {
  const plain = { word: `--${name}`, text }
  return negated === undefined ? [plain] : [plain, { word: `--no-${name}`, text: negated }]
}

/** The values for what is written of one after `prefix`, as whole words. */
async function valuesOf(asked: Asked, offer: Offer, prefix: string, written: string): Promise<Completion> {
  if (offer === undefined) return NOTHING
  if (offer === 'file') return { kind: 'files' }
  if (typeof offer !== 'string') return candidates(offer.map((word) => ({ word: `${prefix}${word}` })))
  // `-o sarif=FILE` names a file.
  if (offer === 'format' && written.includes('=')) return { kind: 'files' }
  const names = await namesFrom(asked, offer)
  // A context may hold `=` in its name, too.
  const isName = offer === 'renaming' && names.some(({ name }) => name.startsWith(written))
  const before = `${prefix}${isName ? '' : partBefore(offer, written)}`
  const given = new Set(offer === 'rules' ? written.split(',').slice(0, -1) : [])
  const found = names.filter(({ name }) => !given.has(name))
  const unfinished = offer === 'input'
  return candidates(
    found.map(({ name, text }) => ({ word: `${before}${name}`, text })),
    unfinished,
  )
}

/** What of a value is not up for completion: rules before the last comma, the new name in `icc ctx NEW=OLD`. */
function partBefore(offer: Offer, written: string): string {
  const separator = offer === 'rules' ? ',' : offer === 'renaming' ? '=' : undefined
  return separator === undefined ? '' : written.slice(0, written.lastIndexOf(separator) + 1)
}

function candidates(found: readonly Candidate[], unfinished = false): Completion {
  return { kind: 'words', candidates: found, unfinished }
}
