import { GLOBAL_OPTIONS, type AnyCommand, type Call, type CommandEntry, type OptionValue } from './command.ts'

/**
 * Reads the command lines people and kubectl type all day without loading the full parser, which costs as much as the
 * runtime's own start. It accepts a plain subset (`--name value`, `--name=value`, `-n value`, flags one by one); for
 * everything else (help, mistakes, several short flags in one word) it answers undefined and the full parser decides.
 */
export async function parsePlainCall(
  argv: readonly string[],
  commands: readonly CommandEntry[],
): Promise<Call | undefined> {
  const reader = { argv, position: 0, globals: {} as Values }
  while (reader.argv[reader.position]?.startsWith('-')) if (!readOption(reader, {}, {})) return undefined
  const name = argv[reader.position]
  const loaded = await commands.find((entry) => entry.name === name)?.load()
  if (!loaded) return undefined
  reader.position += 1
  const command = 'commands' in loaded ? loaded.commands.find((one) => one.name === argv[reader.position]) : loaded
  if (!command) return undefined
  if ('commands' in loaded) reader.position += 1
  return readCall(reader, command)
}

type Values = Record<string, OptionValue>
type Reader = { argv: readonly string[]; position: number; globals: Values }

function readCall(reader: Reader, command: AnyCommand): Call | undefined {
  const args: string[] = []
  const options: Values = {}
  while (reader.position < reader.argv.length) {
    const word = reader.argv[reader.position] ?? ''
    if (word.startsWith('-') && word !== '-') {
      if (!readOption(reader, command.options, options)) return undefined
    } else {
      args.push(word)
      reader.position += 1
    }
  }
  if (!fits(args.length, command.arguments)) return undefined
  return { command, args, options, globals: reader.globals }
}

/** Reads one option with its value; false if it is not plainly one of those known. */
function readOption(reader: Reader, options: AnyCommand['options'], values: Values): boolean {
  const word = reader.argv[reader.position] ?? ''
  const [written, inline] = word.startsWith('--') ? splitAtEquals(word) : [word, undefined]
  const known = find(written, options, values) ?? find(written, GLOBAL_OPTIONS, reader.globals)
  if (!known || (known.name in known.into && !isRepeatable(known.option))) return false
  reader.position += 1
  if (known.option.type === 'flag') {
    if (inline !== undefined) return false
    known.into[known.name] = known.value
    return true
  }
  if (known.option.optional) {
    if (inline === '') return false
    known.into[known.name] = inline ?? true
    return true
  }
  const value = inline ?? reader.argv[reader.position]
  if (value === undefined || value === '') return false
  // A dash alone means standard input or output.
  if (inline === undefined && value.startsWith('-') && value !== '-') return false
  if (known.option.choices && !known.option.choices.includes(value)) return false
  if (inline === undefined) reader.position += 1
  known.into[known.name] = known.option.repeatable ? [...asList(known.into[known.name]), value] : value
  return true
}

function isRepeatable(option: AnyCommand['options'][string]): boolean {
  return option.type === 'value' && option.repeatable === true
}

function asList(value: OptionValue): string[] {
  return Array.isArray(value) ? value : []
}

type Known = { name: string; option: AnyCommand['options'][string]; value: boolean; into: Values }

function find(written: string, options: AnyCommand['options'], into: Values): Known | undefined {
  for (const [name, option] of Object.entries(options)) {
    if (written === `--${name}` || (option.short !== undefined && written === `-${option.short}`))
      return { name, option, value: true, into }
    if (option.type === 'flag' && option.negated !== undefined && written === `--no-${name}`)
      return { name, option, value: false, into }
  }
  return undefined
}

function splitAtEquals(word: string): [string, string | undefined] {
  const equals = word.indexOf('=')
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

function fits(count: number, names: readonly string[]): boolean {
  const required = names.filter((name) => !name.startsWith('[')).length
  const open = names.some((name) => name.includes('...'))
  return count >= required && (open || count <= names.length)
}
