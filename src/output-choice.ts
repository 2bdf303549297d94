import { helpLine, type AnyCommand, type OutputChoice } from './command.ts'
import { wrongCall } from './errors.ts'
import { oneLine, type OutputFormat } from './output.ts'

/** What the words of `-o` ask of a command: the format of its remarks and errors, and every output wanted. */
export type ChosenOutputs = { stdout: OutputFormat; all: readonly OutputChoice[] }

/**
 * Reads the words of `-o`: a format for stdout (human where none is said) and, where the command has formats of its own,
 * any number of `FORMAT=FILE` beside it.
 *
 * @throws `usage` (exit 2) for an unknown format, a file where the command writes none, or two formats for stdout
 */
export function chooseOutputs(words: readonly string[], command: AnyCommand): ChosenOutputs {
  const choices = words.map((word) => readWord(word, command))
  const [format = 'human', second] = new Set(
    choices.filter(({ file }) => file === undefined).map((one) => one.format),
  )
  if (second !== undefined)
    throw wrongCall(
      `Both ${format} and ${second} are asked for on stdout.`,
      'write one of them to a file: -o FORMAT=FILE',
    )
  const files = choices.filter(({ file }) => file !== undefined)
  return { stdout: format === 'json' ? 'json' : 'human', all: [...files, { format, file: undefined }] }
}

function readWord(word: string, command: AnyCommand): OutputChoice {
  const { formats } = command
  const equals = formats === undefined ? -1 : word.indexOf('=')
  const format = equals < 0 ? word : word.slice(0, equals)
  const file = equals < 0 ? undefined : word.slice(equals + 1)
  const known = ['human', 'json', ...(formats ?? [])]
  if (!known.includes(format))
    throw wrongCall(`There is no format "${oneLine(format)}". There are ${known.join(', ')}.`, remedyFor(command))
  if (file === '') throw wrongCall(`-o ${oneLine(word)} names no file.`, `-o ${format}=FILE`)
  return { format, file }
}

/** `kubectl -o yaml` prints, and elsewhere `-o FILE` writes: here both are `--out`, where there is one. */
function remedyFor(command: AnyCommand): string {
  return 'out' in command.options ? '--out - to print it, or --out FILE' : helpLine(command)
}
