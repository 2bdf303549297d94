import type { CommanderError } from 'commander'
import { GLOBAL_OPTIONS, helpLine, type AnyCommand, type CommandGroup, type Options } from './command.ts'
import { wrongCall, type IccError } from './errors.ts'

type Command = AnyCommand | CommandGroup

/**
 * Commander's word on a wrong command line in icc's own: what is wrong, the nearest right word, and whose help to read.
 *
 * @param commands all there are; the one that the line names decides whose help is told
 */
export function usageError(error: CommanderError, argv: readonly string[], commands: readonly Command[]): IccError {
  const named = firstNamed(argv, commands)
  const group = named && 'commands' in named ? named : undefined
  const sub = group && firstNamed(argv, group.commands)
  const own = named && 'options' in named ? named : sub
  const hint = named
    ? sub
      ? `icc ${named.name} ${helpLine(sub).slice('icc '.length)}`
      : helpLine(named)
    : 'icc --help'
  const said = (text: string): IccError => wrongCall(text, hint)

  const { flag = '' } = /unknown option '(?<flag>[^'=]*)/u.exec(error.message)?.groups ?? {}
  const instead = own?.instead?.[flag]
  if (instead !== undefined && flag !== '') return said(`There is no option ${flag} here. ${instead}`)
  if (isFlag(flag, { ...GLOBAL_OPTIONS, ...own?.options })) return said(`The option ${flag} takes no value.`)
  if (named === undefined && argv[0] === 'version')
    return wrongCall('There is no command "version". The version is an option.', 'icc --version')
  // Commander's answer to `icc site` alone: a word is missing.
  if (error.code === 'commander.help') return said('This needs one more word.')
  const more = error.code === 'commander.excessArguments' && instead !== undefined ? ` ${instead}` : ''
  return said(`${inOwnWords(withoutValues(error.message.replace(/^error: /u, '')))}${more}`)
}

/** The command of the first word that is the name of one. */
function firstNamed<T extends Command>(argv: readonly string[], commands: readonly T[]): T | undefined {
  return argv.map((word) => commands.find(({ name }) => name === word)).find((command) => command !== undefined)
}

/** Commander calls an option unknown that was given a value and takes none. */
function isFlag(written: string, options: Options): boolean {
  return Object.entries(options).some(
    ([name, option]) =>
      option.type === 'flag' &&
      (written === `--${name}` || (option.negated !== undefined && written === `--no-${name}`)),
  )
}

/** What stands where nothing belongs may be a password or token: it is not repeated. */
function withoutValues(message: string): string {
  return message
    .replace(/(unknown option '[^'=]*)=.*?'(?=$|[ \n])/su, "$1'")
    .replace(/(Expected \d+ arguments? but got \d+): .*$/su, '$1')
}

/** The sentences that icc has for the same faults elsewhere. What is not known here is left as it is, as a sentence. */
function inOwnWords(message: string): string {
  const own = message
    .replace(/^unknown command '(.*?)'(?=$|\n)/su, 'There is no command "$1".')
    .replace(/^unknown option '(.*?)'(?=$|\n)/su, 'There is no option $1.')
    .replace(/^option '(?:-\w, )?(--[\w-]+).*?' argument missing$/su, 'The option $1 needs a value.')
    .replace(
      /^option '(?:-\w, )?(--[\w-]+) .*?' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/su,
      '$1 "$2" is none of its values. There are $3.',
    )
    .replace(/^missing required argument '(.*)'$/su, '$1 is missing.')
    .replace(/\n\((Did you mean .*\?)\)$/su, ' $1')
    .replaceAll('\n', ' ')
  return `${own.charAt(0).toUpperCase()}${own.slice(1)}${/[.)?]$/u.test(own) ? '' : '.'}`
}
