import { commandsFor } from '../../src/cli.ts'
import { GLOBAL_OPTIONS, type AnyCommand, type CommandGroup, type Flag, type ValueOption } from '../../src/command.ts'
import { makeWords } from '../../src/completion-words-make.ts'
import type { Assets } from '../../src/context.ts'
import { helpTopic, helpTopics } from '../../src/help-topics.ts'
import { describe } from '../../src/program.ts'
import type { About } from './about.ts'
import { withoutAnybody } from './words.ts'

/**
 * The manual page icc(1), made of the declarations that the parser and the help texts are made of.
 *
 * @param date of the sources, `YYYY-MM-DD`: the same commit gives the same bytes
 * @see man(7)
 */
export async function manPage(assets: Assets, { version, description }: About, date: string): Promise<string> {
  const ctx = withoutAnybody(assets)
  const commands = await Promise.all(commandsFor(ctx, []).map((one) => one.load()))
  const kinds = await makeWords(ctx, commandsFor).kinds()
  return [
    '.\\" Made of the declarations of the commands: do not edit.',
    `.TH ICC 1 ${date} "icc ${version}" "User Commands"`,
    '.SH NAME',
    `icc \\- ${text(description)}`,
    '.SH SYNOPSIS',
    `${bold('icc')} ${italic('COMMAND')} [${italic('OPTIONS')}]`,
    '.SH DESCRIPTION',
    'The one command you need next to',
    '.BR kubectl (1)',
    'on an academic Kubernetes cloud: it signs you in, writes your kubeconfig without breaking what is in it, switches contexts',
    'and namespaces, and writes and checks manifests by the rules of your campus.',
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, 'icc')),
    '.SS Kinds of icc scaffold',
    ...kinds.flatMap((kind) => entry(bold(kind.name), kind.text)),
    '.SH OPTIONS OF EVERY COMMAND',
    ...Object.entries(GLOBAL_OPTIONS).flatMap(([name, option]) => optionEntries(name, option)),
    ...entry(`${bold('-h')}, ${bold('--help')}`, 'print what a command does, its options, and examples'),
    ...entry(`${bold('-V')}, ${bold('--version')}`, 'print version, commit and runtime'),
    ...topic(assets, 'EXIT STATUS', 'exit-codes'),
    ...topic(assets, 'ENVIRONMENT', 'environment'),
    ...topic(assets, 'FILES', 'files'),
    '.SH TOPICS',
    `${bold('icc help')} ${italic('TOPIC')} tells of more than icc itself:`,
    ...helpTopics(assets).flatMap(({ name, title }) => entry(bold(name), title)),
    '.SH SEE ALSO',
    '.BR kubectl (1)',
    '',
  ].join('\n')
}

function section(command: AnyCommand | CommandGroup, before: string): string[] {
  const called = `${before} ${command.name}`
  if ('commands' in command) return command.commands.flatMap((one) => section(one, called))
  const { options, formats, examples } = command
  return [
    `.SS ${[called, ...command.arguments].map(text).join(' ')}`,
    text(describe(command)),
    ...Object.entries(options).flatMap(([name, option]) => optionEntries(name, option)),
    ...(formats === undefined
      ? []
      : ['.PP', text(`Formats of -o: human, json, ${formats.join(', ')}. -o FORMAT=FILE writes one to a file.`)]),
    '.PP',
    'Examples:',
    ...examples.flatMap(([line, meaning]) => entry(bold(line), meaning)),
  ]
}

function optionEntries(name: string, option: Flag | ValueOption): string[] {
  const short = option.short === undefined ? '' : `${bold(`-${option.short}`)}, `
  if (option.type === 'value') {
    const value = option.optional ? `[=${italic(option.placeholder)}]` : ` ${italic(option.placeholder)}`
    const choices = option.choices === undefined ? '' : ` (${option.choices.join(', ')})`
    return entry(`${short}${bold(`--${name}`)}${value}`, `${option.description}${choices}`)
  }
  const negated = option.negated === undefined ? [] : entry(bold(`--no-${name}`), option.negated)
  return [...entry(`${short}${bold(`--${name}`)}`, option.description), ...negated]
}

/** What stands at the margin, already in roff, and the text beside or below it. */
function entry(term: string, meaning: string): string[] {
  return ['.TP', term, text(meaning)]
}

/** A help topic as it is printed, its own headline as a sentence. */
function topic(assets: Assets, title: string, name: string): string[] {
  const [headline = '', , ...lines] = (helpTopic(assets, name) ?? '').split('\n')
  return [`.SH ${title}`, text(headline), '.PP', '.nf', ...lines.map((line) => text(line) || '.PP'), '.fi']
}

function bold(word: string): string {
  return `\\fB${text(word)}\\fR`
}

function italic(word: string): string {
  return `\\fI${text(word)}\\fR`
}

/** How characters are typed that roff shows as others, or takes for its own. @see groff_char(7) */
const CHARACTERS: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '~': '\\(ti',
  '^': '\\(ha',
}

/** A text as it is typed; a dot at its beginning is no macro. */
function text(plain: string): string {
  return plain.replace(/[\\\-'`~^]/gu, (character) => CHARACTERS[character] ?? character).replace(/^\./u, '\\&.')
}
