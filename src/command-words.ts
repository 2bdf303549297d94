import type { AnyCommand, CommandGroup, Flag, Options, ValueOption, ValueSource } from './command.ts'
import type { CommandWords, Offer, OptionWords } from './features/completion/words.ts'

/** A command as plain data: what of its declaration a shell's completion needs. */
export function commandWords(command: AnyCommand | CommandGroup): CommandWords {
  const { name, summary: text } = command
  if ('commands' in command) {
    const commands = command.commands.map(commandWords)
    return { name, text, commands, options: [], arguments: [], rest: false, formats: [] }
  }
  const { arguments: names, argumentOffers = [], formats = [] } = command
  return {
    name,
    text,
    options: optionWords(command.options),
    // JSON has no undefined in a list.
    arguments: names.map((argument, at) => argumentOffers[at] ?? offerOf(argument) ?? null),
    rest: names.some((argument) => argument.includes('...')),
    formats,
  }
}

export function optionWords(options: Options): OptionWords[] {
  return Object.entries(options).map(([name, option]) => wordsOf(name, option))
}

function wordsOf(name: string, option: Flag | ValueOption): OptionWords {
  const { short, description: text } = option
  const shared = { name, ...(short === undefined ? {} : { short }), text }
  if (option.type === 'flag') {
    const { negated } = option
    return { ...shared, takes: 'nothing', ...(negated === undefined ? {} : { negated }) }
  }
  const offer: Offer = option.choices ?? option.offers ?? offerOf(option.placeholder)
  return {
    ...shared,
    takes: option.optional ? 'after-equals' : 'value',
    ...(offer === undefined ? {} : { offer }),
    ...(option.repeatable ? { repeatable: true } : {}),
  }
}

/** What is meant everywhere by a name that help shows for a value. */
const BY_NAME: Readonly<Record<string, ValueSource>> = {
  FILE: 'file',
  PATH: 'file',
  'FILE|URL': 'file',
  '[KEY=]PATH': 'file',
  ID: 'site',
  NS: 'namespace',
  RULE: 'rule',
  'RULE,...': 'rules',
  '1.NN': 'kube-version',
  ZONE: 'time-zone',
}

/** @param shown as in help: `FILE`, `[PATH...]` */
function offerOf(shown: string): ValueSource | undefined {
  const name = shown in BY_NAME ? shown : shown.replace(/^\[?(.*?)(?:\.\.\.)?\]?$/u, '$1')
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined
}
