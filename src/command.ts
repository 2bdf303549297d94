import type { Context } from './context.ts'
import type { ExitCode } from './errors.ts'
import type { OutputFormat } from './output.ts'

/**
 * What a value is taken from, so that a shell can complete it: files, names that this computer knows, or what icc is made
 * of. `renaming` is a context or `NEW=CONTEXT`, `rules` a list with commas, `input` one of `icc scaffold KIND` with `=`.
 */
export type ValueSource =
  | 'file'
  | 'site'
  | 'context'
  | 'renaming'
  | 'namespace'
  | 'rule'
  | 'rules'
  | 'kind'
  | 'input'
  | 'format'
  | 'kube-version'
  | 'time-zone'
  | 'page'
  | 'topic'

/** An option without a value. `negated` adds `--no-NAME` and describes it. */
export type Flag = { type: 'flag'; short?: string; description: string; negated?: string }

/** An option with a value; `placeholder` names it in the help text. */
export type ValueOption = {
  type: 'value'
  short?: string
  placeholder: string
  description: string
  choices?: readonly string[]
  /** What a shell offers: a source, or words of which others are taken too. Without it the placeholder tells. */
  offers?: ValueSource | readonly string[]
  /** May be given several times; its values come as a list. */
  repeatable?: true
  /** May stand without a value, which then is `true`; one is given as `--name=value` only. */
  optional?: true
}

export type Options = Record<string, Flag | ValueOption>

/** What the options of a call hold: `true`/`false` for flags, text for the others, absent where not given. */
export type OptionValues<O extends Options> = {
  [Name in keyof O]?: O[Name] extends Flag
    ? boolean
    : O[Name] extends { repeatable: true }
      ? string[]
      : O[Name] extends { optional: true }
        ? string | true
        : O[Name] extends { choices: readonly (infer Choice)[] }
          ? Choice
          : string
}

/** What a parser reads for one option. */
export type OptionValue = string | boolean | string[] | undefined

/** A command is data: flags and help text, and one function that calls one feature and phrases the answer. */
export type CommandSpec<O extends Options = Options> = {
  name: string
  summary: string
  /** Longer help text, if the summary does not say it all. */
  description?: string
  /** Names of the arguments as help shows them: `NAME` required, `[NAME]` optional, `[NAME...]` any number. */
  arguments: readonly string[]
  /** What a shell offers for each of the arguments, where their names do not tell. */
  argumentOffers?: readonly (ValueSource | readonly string[])[]
  /** How help shows what follows the name, where the arguments do not say it: `deployment [NAME] [options]`. */
  usage?: string
  options: O
  /**
   * Options that people look for here, such as `--namespace`, with a sentence about what there is instead; the empty name
   * is for words where none belongs.
   */
  instead?: Readonly<Record<string, string>>
  /** At least two: a command line and what it does. */
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Formats of `-o` besides human and json; each, these two included, may also be written to a file: `-o FORMAT=FILE`. */
  formats?: readonly string[]
  /** @returns what the process exits with, where that is not 0 although the command did what it was asked */
  run(
    ctx: Context,
    call: { args: string[]; options: OptionValues<O>; outputs: readonly OutputChoice[] },
  ): Promise<ExitCode | void>
}

/** The line that shows the help of a command. */
export function helpLine({ name, usage = '' }: Pick<CommandSpec, 'name' | 'usage'>): string {
  const words = usage.split(' ').filter((word) => /^[^[<]/u.test(word))
  return ['icc', name, ...words, '--help'].join(' ')
}

/** A command whose options are known to the type system only inside it. */
export type AnyCommand = Omit<CommandSpec, 'run'> & {
  run(
    ctx: Context,
    call: { args: string[]; options: Record<string, OptionValue>; outputs: readonly OutputChoice[] },
  ): Promise<ExitCode | void>
}

/** A format with the file it is written to; without one it is what stdout gets. */
export type OutputChoice = { format: string; file: string | undefined }

/** A name with the module behind it, loaded when the command is called. */
export type CommandEntry = { name: string; load(): Promise<AnyCommand | CommandGroup> }

/** Commands under a common word: `icc site list`. */
export type CommandGroup = { name: string; summary: string; commands: readonly AnyCommand[] }

/** Declares a command; the options' types reach `run` by inference. */
export function defineCommand<const O extends Options>(spec: CommandSpec<O>): AnyCommand {
  // `run` is contravariant in its options; the parser fills exactly the declared ones, so widening here is sound.
  return spec as unknown as AnyCommand
}

/** Whether a list to choose from may take the place of an answer: one in JSON, or into a pipe, is for a program. */
export function mayAsk({ terminal, output }: Pick<Context, 'terminal' | 'output'>): boolean {
  return terminal.interactive && terminal.stdout && output.format !== 'json'
}

/** The options that every command takes. */
export const GLOBAL_OPTIONS = {
  output: {
    type: 'value',
    short: 'o',
    placeholder: 'FORMAT',
    description: 'how to print: human or json',
    offers: 'format',
    repeatable: true,
  },
  kubeconfig: { type: 'value', placeholder: 'FILE', description: 'use this kubeconfig file only' },
  site: { type: 'value', placeholder: 'ID', description: 'which campus (see: icc site list)' },
  'no-input': { type: 'flag', description: 'never ask; fail and name the missing flag instead' },
  'no-color': { type: 'flag', description: 'print without colours' },
  verbose: { type: 'flag', short: 'v', description: 'say on stderr what is asked of whom (never a secret)' },
} as const satisfies Options

/** The global options as read; `output` is chosen from its words by `chooseOutputs`. */
export type GlobalWords = OptionValues<typeof GLOBAL_OPTIONS>

/** The global options as the Context is made from them. */
export type GlobalValues = Omit<GlobalWords, 'output'> & { output?: OutputFormat }

/** A command line that was understood. */
export type Call = {
  command: AnyCommand
  args: string[]
  options: Record<string, OptionValue>
  globals: GlobalWords
}
