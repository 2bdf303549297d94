import { Command, CommanderError, Option } from 'commander'
import {
  GLOBAL_OPTIONS,
  type AnyCommand,
  type Call,
  type CommandEntry,
  type CommandGroup,
  type GlobalWords,
  type OptionValue,
  type Options,
  type ValueOption,
} from './command.ts'
import { wrapped } from './wrapped-text.ts'
import { usageError } from './usage-error.ts'

/** What help tells besides the commands, and the columns of the terminal that shows it, if one does. */
export type Around = { version: string; topics: readonly string[]; columns?: number | undefined }

/** Columns of help where no terminal says how many it has. Longer lines are hard to read, shorter ones leave no room. */
const HELP_WIDTH = { least: 60, most: 100 }

/** What a command line asks for: a command to run, or a text (help) to print. */
export type Parsed = Call | { text: string }

/**
 * Reads a command line in full: help, mistakes with suggestions, everything `parsePlainCall` left.
 *
 * @throws `usage` (exit 2) with the nearest command or flag.
 */
export async function parseCall(
  argv: readonly string[],
  entries: readonly CommandEntry[],
  { version, topics, columns }: Around = { version: '', topics: [] },
): Promise<Parsed> {
  const commands = await Promise.all(entries.map((entry) => entry.load()))
  let call: Call | undefined
  const printed: string[] = []
  const program = createProgram(printed, { version, topics, columns })
  for (const command of commands) addCommand(program, command, (found) => (call = found))
  try {
    await program.parseAsync(withOwnValues(argv, commands), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text: printed.join('').trimEnd() }
    throw usageError(error, argv, commands)
  }
  return call ?? { text: program.helpInformation().trimEnd() }
}

function createProgram(printed: string[], { version, topics, columns = HELP_WIDTH.most }: Around): Command {
  const program = new Command('icc')
    .description('Sign in to an academic Kubernetes cloud and work in your namespace.')
    .usage('COMMAND [options]')
    .exitOverride()
    .configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => {}, outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: Math.min(Math.max(columns, HELP_WIDTH.least), HELP_WIDTH.most),
      // A value that may be left out is read after an equals sign only.
      optionTerm: (option) => (option.optional ? option.flags.replace(' [', '[=') : option.flags),
    })
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      () =>
        `\n${wrapped(`Topics: ${topics.join(', ')}`, columns)}\nicc help TOPIC, or icc COMMAND --help, tells more.`,
    )
  addOptions(program, GLOBAL_OPTIONS)
  return program
}

function addCommand(parent: Command, command: AnyCommand | CommandGroup, found: (call: Call) => void): void {
  const own = parent.command(command.name).summary(command.summary).description(describe(command)).helpCommand(false)
  own.helpOption('-h, --help', 'print this help')
  if ('commands' in command) {
    for (const one of command.commands) addCommand(own, one, found)
    return
  }
  for (const name of command.arguments) own.argument(name.startsWith('[') ? name : `<${name}>`)
  if (command.usage !== undefined) own.usage(command.usage)
  addOptions(own, command.options)
  const { helpWidth = HELP_WIDTH.most } = own.configureHelp()
  own.addHelpText('after', `${formats(command, helpWidth)}\nExamples:\n${examples(command, helpWidth)}`)
  own.action(() => {
    found({ command, args: own.args, options: given(own.opts(), command.options), globals: globalsOf(own) })
  })
}

/** What a command does, as a sentence. */
export function describe(command: AnyCommand | CommandGroup): string {
  const text = 'description' in command && command.description ? command.description : command.summary
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}

function formats({ formats: own }: AnyCommand, columns: number): string {
  if (own === undefined) return ''
  const text = `Formats of -o: human, json, ${own.join(', ')}. -o FORMAT=FILE writes one to a file, beside what stdout gets.`
  return `\n${wrapped(text, columns)}\n`
}

/** Each on a line, with what it does behind it; where that does not fit, below it, so that the command can be copied. */
function examples(command: AnyCommand, columns: number): string {
  const width = Math.max(...command.examples.map(([line]) => line.length))
  if (command.examples.some(([, meaning]) => width + meaning.length + 4 > columns)) {
    return command.examples.map(([line, meaning]) => `  ${line}\n${wrapped(`      ${meaning}`, columns)}`).join('\n')
  }
  return command.examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`).join('\n')
}

function addOptions(target: Command, options: Options): void {
  for (const [name, option] of Object.entries(options)) {
    const short = option.short === undefined ? '' : `-${option.short}, `
    if (option.type === 'flag') {
      // Two options of one attribute: absent stays undefined, and `false` is said, not assumed.
      const attribute = new Option(`${short}--${name}`, option.description)
      target.addOption(name.startsWith('no-') ? plainNegative(attribute) : attribute)
      if (option.negated !== undefined) target.addOption(new Option(`--no-${name}`, option.negated))
      continue
    }
    target.addOption(valueOption(`${short}--${name}`, option))
  }
}

function valueOption(names: string, option: ValueOption): Option {
  const placeholder = option.optional ? `[${option.placeholder}]` : `<${option.placeholder}>`
  const value = new Option(`${names} ${placeholder}`, option.description)
  if (option.choices) value.choices([...option.choices])
  if (option.optional) value.argParser((word) => word === '' || word)
  if (option.repeatable) value.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word])
  return value
}

/** Commander would take the next word for the value of `--fix`; with an empty one of its own it does not. */
function withOwnValues(argv: readonly string[], commands: readonly (AnyCommand | CommandGroup)[]): string[] {
  const all = commands.flatMap((command) => ('commands' in command ? command.commands : [command]))
  const optional = new Set(
    all.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, option]) =>
        option.type === 'value' && option.optional ? [`--${name}`] : [],
      ),
    ),
  )
  const end = argv.indexOf('--')
  return argv.map((word, at) => (optional.has(word) && (end < 0 || at < end) ? `${word}=` : word))
}

/** `--no-input` is a flag of its own here, not the negation of an `--input` that does not exist. */
function plainNegative(option: Option): Option {
  option.negate = false
  return option
}

function globalsOf(command: Command): GlobalWords {
  return given(command.optsWithGlobals(), GLOBAL_OPTIONS)
}

/** Commander's values under the names that the command declared; what was not given is left out. */
function given(values: Record<string, unknown>, options: Options): Call['options'] {
  const pairs = Object.keys(options).map((name) => [name, values[camelCase(name)]] as const)
  return Object.fromEntries(pairs.filter((pair): pair is [string, NonNullable<OptionValue>] => pair[1] !== undefined))
}

/** Commander keeps `--no-input` under `noInput`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase())
}
