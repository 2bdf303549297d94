import { IccError } from '../../../errors.ts'
import { isObject } from '../../manifests/json.ts'
import type { Json } from '../../manifests/document.ts'
import type { Values } from '../types.ts'
import { shellQuote, splitCommand } from './shell-words.ts'

/** An input as one types it: `--host web.example.org`, `--tls`, `--no-tls`. */
export type Word = { flag: string; value: string | true | false }

/** All that a file was made from: enough to make the same bytes again. */
export type Run = {
  /** Letters, digits, `.`, `_`, `-`; as are the names of manifests. */
  kind: string
  version: number
  /** The template's manifests that are in the file, one at least. */
  manifests: string[]
  /** In the order of the template. No name begins with `no-`, and none is that of an option. */
  words: Word[]
  argument?: string
  options: { site?: string; namespace?: string; kubeVersion: string; minimal: boolean; comments: boolean }
  facts: Values
}

/** Columns that a line has at most, unless a single word is longer. */
const WIDTH = 120

const LAST_LINE = 'icc scaffold update FILE brings this file to a newer template; what was changed by hand stays.'

/**
 * The lines that a file begins with, as YAML comments: the command that makes it again, which a shell takes without the
 * `# ` of each line; the template with its manifests and facts; what to do with them.
 */
export function writeHead(run: Run): string[] {
  const template = ['template', run.kind, run.version, run.manifests.join(','), factsText(run.facts)].join(' ')
  return [...wrapped(commandOf(run)), template, LAST_LINE].map((line) => `# ${line}`)
}

function commandOf({ kind, argument, words, options }: Run): string[] {
  const isOdd = argument?.startsWith('-') === true
  return [
    shellQuote(kind),
    ...(argument === undefined || isOdd ? [] : [shellQuote(argument)]),
    ...words.map(typed),
    ...(options.site === undefined ? [] : [typed({ flag: 'site', value: options.site })]),
    ...(options.namespace === undefined ? [] : [typed({ flag: 'namespace', value: options.namespace })]),
    typed({ flag: 'kube-version', value: options.kubeVersion }),
    ...(options.minimal ? ['--minimal'] : []),
    ...(options.comments ? [] : ['--no-comments']),
    ...(isOdd ? [`-- ${shellQuote(argument)}`] : []),
  ]
}

/** A flag with its value, quoted for a shell. */
export function typed({ flag, value }: Word): string {
  if (typeof value !== 'string') return value ? `--${flag}` : `--no-${flag}`
  return `--${flag}${value.startsWith('-') ? '=' : ' '}${shellQuote(value)}`
}

/** A word with line feeds is as many lines. */
function wrapped(words: readonly string[]): string[] {
  const lines: string[] = []
  let line = 'icc scaffold'
  for (const word of words) {
    const [first = '', ...more] = word.split('\n')
    if (`# ${line} ${first} \\`.length <= WIDTH) line = `${line} ${first}`
    else {
      lines.push(`${line} \\`)
      line = `  ${first}`
    }
    for (const next of more) {
      lines.push(line)
      line = next
    }
  }
  return [...lines, line]
}

/** JSON on one line that is a YAML comment whatever it holds. */
function factsText(facts: Values): string {
  return JSON.stringify(facts).replaceAll(
    /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFFE\uFFFF]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A head and the lines it takes: from `start` to before `end`, counted from 0. */
export type Head = { run: Run; start: number; end: number }

/**
 * What a file was made from; undefined where it has no head.
 *
 * @param name what messages call the file
 * @throws `head-broken` (exit 1) for one that somebody damaged
 */
export function readHead(text: string, name = 'the file'): Run | undefined {
  return findHead(text, name)?.run
}

/** As `readHead`, with the place of the head: before the first line that is no comment. */
export function findHead(text: string, name = 'the file'): Head | undefined {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u)
  const content = lines.findIndex((line) => !/^(?:\s*$|#|---\s*$|%)/u.test(line))
  const top = content === -1 ? lines : lines.slice(0, content)
  const start = top.findIndex((line) => COMMAND.test(line) || TEMPLATE.test(line))
  if (start === -1) return undefined
  const fail = (line: number, fault: string): never => {
    throw headBroken(name, line + 1, fault)
  }
  if (!COMMAND.test(top[start] ?? '')) fail(start, 'the command before it is missing')
  const there = top.findIndex((line) => TEMPLATE.test(line))
  const { words, count } = readCommand(there === -1 ? top : top.slice(0, there), start, fail)
  const templateLine = start + count
  const template = TEMPLATE.exec(top[templateLine] ?? '')?.groups
  if (template === undefined) return fail(templateLine, '"# template KIND VERSION MANIFESTS FACTS" must stand there')
  const { kind = '', version = '', manifests = '', facts = '' } = template
  if (words[0] !== kind) fail(templateLine, `the command makes ${words[0]}, and the template is ${kind}`)
  const hasLast = top[templateLine + 1]?.startsWith('# icc scaffold update ') === true
  return {
    run: {
      kind,
      version: Number(version),
      manifests: manifests.split(','),
      ...readWords(words.slice(1), (fault) => fail(start, fault)),
      facts: readFacts(facts) ?? fail(templateLine, 'the facts are no JSON'),
    },
    start,
    end: templateLine + (hasLast ? 2 : 1),
  }
}

const COMMAND = /^# icc scaffold (?!update )\S/u
const TEMPLATE = /^# template (?<kind>[\w.-]+) (?<version>\d{1,9}) (?<manifests>[\w.,-]+) (?<facts>\{.*)$/u

function headBroken(name: string, line: number, fault: string): IccError {
  return new IccError(
    'head-broken',
    `${name}, line ${line}: what icc scaffold wrote there is damaged: ${fault}. Nothing was written.`,
    { hint: 'put the first lines of the file back as they were, such as from git' },
  )
}

type Fail = (line: number, fault: string) => never

/** The words after `icc scaffold`, and how many lines they take. */
function readCommand(top: readonly string[], start: number, fail: Fail): { words: string[]; count: number } {
  const after = top.findIndex((line, index) => index > start && !line.startsWith('#'))
  const comments = top.slice(start, after === -1 ? undefined : after).map((line) => line.replace(/^# ?/u, ''))
  const text = comments.join('\n')
  const command = splitCommand(text)
  if ('fault' in command) return fail(start + text.slice(0, command.at).split('\n').length - 1, command.fault)
  return { words: command.words.slice(2), count: text.slice(0, command.length).split('\n').length }
}

/** The words after the kind. */
function readWords(
  given: readonly string[],
  fail: (fault: string) => never,
): Pick<Run, 'words' | 'argument' | 'options'> {
  const { words, args } = typedWords(given, fail)
  if (args.length > 1) fail(`it holds ${args.length} names: ${args.join(', ')}`)
  const site = valueOf(words, 'site')
  const kubeVersion = valueOf(words, 'kube-version')
  if (typeof kubeVersion !== 'string') return fail('--kube-version is missing')
  if (site !== undefined && typeof site !== 'string') return fail('--site has no value')
  const namespace = valueOf(words, 'namespace')
  if (namespace !== undefined && typeof namespace !== 'string') return fail('--namespace has no value')
  return {
    words: words.filter(({ flag }) => !OPTIONS.has(flag)),
    ...(args[0] === undefined ? {} : { argument: args[0] }),
    options: {
      ...(site === undefined ? {} : { site }),
      ...(namespace === undefined ? {} : { namespace }),
      kubeVersion,
      minimal: valueOf(words, 'minimal') === true,
      comments: valueOf(words, 'comments') !== false,
    },
  }
}

const OPTIONS: ReadonlySet<string> = new Set(['site', 'namespace', 'kube-version', 'minimal', 'comments'])

function valueOf(words: readonly Word[], flag: string): Word['value'] | undefined {
  return words.find((word) => word.flag === flag)?.value
}

function typedWords(given: readonly string[], fail: (fault: string) => never): { words: Word[]; args: string[] } {
  const words: Word[] = []
  const args: string[] = []
  for (let index = 0; index < given.length; index += 1) {
    const word = given[index] ?? ''
    const next = given[index + 1]
    if (word === '--') return { words, args: [...args, ...given.slice(index + 1)] }
    if (!word.startsWith('-')) {
      args.push(word)
      continue
    }
    const { flag, value } = /^--(?<flag>[^=]+)(?:=(?<value>[^]*))?$/u.exec(word)?.groups ?? fail(`${word} is no flag`)
    if (flag === undefined) return fail(`${word} is no flag`)
    if (value !== undefined) words.push({ flag, value })
    else if (next !== undefined && !next.startsWith('-')) {
      words.push({ flag, value: next })
      index += 1
    } else words.push(flag.startsWith('no-') ? { flag: flag.slice(3), value: false } : { flag, value: true })
  }
  return { words, args }
}

function readFacts(text: string): Values | undefined {
  try {
    const facts = JSON.parse(text) as Json
    return isObject(facts) ? facts : undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
