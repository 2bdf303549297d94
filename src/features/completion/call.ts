import type { CommandWords, OptionWords, Words } from './words.ts'

/** How far a command line has come before the word at the cursor. */
export type PartialCall = {
  /** The commands that may come next; undefined once there is one that takes arguments. */
  next: readonly CommandWords[] | undefined
  command: CommandWords | undefined
  args: string[]
  /** Options as given so far, by their names; those without a value have empty texts. */
  given: Map<string, string[]>
  options: readonly OptionWords[]
  /** The option that the next word is the value of. */
  pending: OptionWords | undefined
  /** True after `--`. */
  onlyArguments: boolean
}

/**
 * Reads the words before the cursor as the parser would, but puts up with what is not a command line yet. Words that are
 * no options are taken for arguments, options that nobody knows for ones without a value.
 */
export async function readPartialCall(words: Words, line: readonly string[]): Promise<PartialCall> {
  const call: PartialCall = {
    next: [...(await words.commands()), HELP],
    command: undefined,
    args: [],
    given: new Map(),
    options: await words.globals(),
    pending: undefined,
    onlyArguments: false,
  }
  for (const word of line) {
    if (call.pending) {
      add(call, call.pending, word)
      call.pending = undefined
    } else if (!call.onlyArguments && word.startsWith('-') && word !== '-') {
      readOption(call, word)
    } else {
      await readWord(words, call, word)
    }
  }
  return call
}

/** `icc help` is no command of the parser's list: it prints what the others have to say. */
const HELP: CommandWords = {
  name: 'help',
  text: 'help on a command or a topic',
  options: [],
  arguments: ['topic'],
  rest: false,
  formats: [],
}

function readOption(call: PartialCall, word: string): void {
  if (word === '--') {
    call.onlyArguments = true
    return
  }
  const [written, inline] = splitAtEquals(word)
  const option = findOption(call.options, written)
  if (!option) return
  if (inline === undefined && option.takes === 'value') call.pending = option
  else add(call, option, inline ?? '')
}

async function readWord(words: Words, call: PartialCall, word: string): Promise<void> {
  if (call.next === undefined) {
    call.args.push(word)
    const kind = call.command?.name === 'scaffold' && call.args.length === 1 ? await words.kind(word) : undefined
    if (kind) enter(call, { ...kind, name: 'scaffold', arguments: ['kind', ...kind.arguments.slice(1)] })
    return
  }
  const found = call.next.find(({ name }) => name === word)
  // Nothing can be said of what follows a command that there is not.
  call.next = found?.commands ?? (found === undefined ? [] : undefined)
  if (found !== undefined) enter(call, found)
}

function enter(call: PartialCall, command: CommandWords): void {
  const own = new Set(command.options.map(({ name }) => name))
  const before = call.options.filter(
    ({ name }) => !own.has(name) && !call.command?.options.some((one) => one.name === name),
  )
  call.command = command
  call.options = [...command.options, ...before]
}

function add(call: PartialCall, { name }: OptionWords, value: string): void {
  call.given.set(name, [...(call.given.get(name) ?? []), value])
}

/** `--name=value` in two; the value is undefined where there is no `=`. */
export function splitAtEquals(word: string): [name: string, value: string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

export function findOption(options: readonly OptionWords[], written: string): OptionWords | undefined {
  return options.find(
    ({ name, short, negated }) =>
      written === `--${name}` ||
      (short !== undefined && written === `-${short}`) ||
      (negated !== undefined && written === `--no-${name}`),
  )
}
