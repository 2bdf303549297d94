import { stripVTControlCharacters, styleText } from 'node:util'
import { wrapped } from './wrapped-text.ts'

export type OutputFormat = 'human' | 'json'

export type Style = Parameters<typeof styleText>[0]

/**
 * Where a command's answer and its remarks go. Made once an invocation by `createOutput`. Sentences on stderr are broken
 * between words where a terminal shows them.
 */
export type Output = {
  readonly format: OutputFormat
  /**
   * The command's answer, to stdout, once. In JSON the value itself; for people `human` makes the text from a copy of
   * the value whose strings hold no control characters, so that it may add styles of its own. An empty text prints
   * nothing.
   */
  result<T>(value: T, human: (value: T) => string): void
  /** A remark to stderr; not shown with `-o json`. */
  status(text: string): void
  /** What must be seen in every format, such as the device code; to stderr. */
  notice(text: string): void
  /** Lines that stay as they are, such as a difference or a picture; to stderr in every format. */
  verbatim(text: string): void
  /** Something to know, to stderr in every format. Also collected in `warnings`. */
  warn(text: string): void
  readonly warnings: readonly string[]
  /** A line on stderr that the next text replaces; an empty text removes it. Nothing without a terminal. */
  progress(text: string): void
  /** To stderr with `--verbose` only. Never a secret: method, host, path, status, milliseconds. */
  debug(text: string): void
  /** Colours a text of the answer, where stdout is a terminal that wants colours. */
  style(style: Style, text: string): string
}

export type OutputSettings = {
  format: OutputFormat
  verbose: boolean
  /** Colours wanted on stdout and on stderr. */
  colour: { stdout: boolean; stderr: boolean }
  stderrIsTerminal: boolean
  /** Columns of the terminal on stderr; undefined where it is none. Asked only for a line that might not fit. */
  columns: number | undefined
  stdout(text: string): void
  stderr(text: string): void
}

/** The one way to print: stdout is the answer, stderr the rest, and nothing of it can steer a terminal. */
export function createOutput(settings: OutputSettings): Output {
  const warnings: string[] = []
  let transient = false
  const stderr = (text: string): void => {
    settings.stderr(transient ? `\r\u001B[2K${text}` : text)
    transient = false
  }
  const mark = (style: Style, text: string): string =>
    settings.colour.stderr ? styleText(style, text, { validateStream: false }) : text
  const sentence = (text: string): string => {
    const clean = printable(text)
    return clean.split('\n').some((line) => line.length > ALWAYS_FITS) ? wrapped(clean, settings.columns) : clean
  }
  return {
    format: settings.format,
    warnings,
    result(value, human) {
      if (transient) stderr('')
      const text = settings.format === 'json' ? toJson(value) : human(withoutControls(value) as typeof value)
      if (text !== '') settings.stdout(`${text}\n`)
    },
    status(text) {
      if (settings.format === 'human') stderr(`${sentence(text)}\n`)
    },
    notice: (text) => stderr(`${sentence(text)}\n`),
    verbatim: (text) => stderr(`${printable(text)}\n`),
    warn(text) {
      const line = printable(text)
      warnings.push(line)
      stderr(`${sentence(`${WARNING} ${line}`).replace(WARNING, (word) => mark('yellow', word))}\n`)
    },
    progress(text) {
      if (!settings.stderrIsTerminal || settings.format === 'json') return
      stderr(printable(text))
      transient = text !== ''
    },
    debug(text) {
      if (settings.verbose) stderr(`${mark('dim', printable(text))}\n`)
    },
    style: (style, text) => (settings.colour.stdout ? styleText(style, text, { validateStream: false }) : text),
  }
}

const WARNING = 'warning:'

/** Terminals are hardly narrower. To ask for the columns loads a part of the runtime, which a short line is not worth. */
const ALWAYS_FITS = 60

/** Everything that could steer a terminal or reorder text: C0 but line feed, DEL, C1, bidi and invisible controls. */
// oxlint-disable-next-line eslint/no-control-regex -- removing control characters is the purpose
const STEERING = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu

/**
 * A text without control characters; line feeds stay.
 * @see CVE-2021-25743 for what escape sequences from a server can do in a terminal
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(STEERING, '')
}

/** A text from elsewhere as part of one line of ours: control characters and line feeds are gone. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

function withoutControls(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value)
  if (Array.isArray(value)) return value.map(withoutControls)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [oneLine(key), withoutControls(member)]))
  return value
}

/** JSON whose strings hold no raw control or invisible characters: escaped, a parser gives them back exactly. */
function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
