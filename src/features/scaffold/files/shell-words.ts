/** Words that every shell takes as they are. zsh would look up a word that begins with `=`. */
const BARE = /^[\w@%+:,./-][\w@%+=:,./-]*$/u

/** Characters that no YAML comment may hold, that steer a terminal, or that nobody sees. The line feed stays. */
const UNSEEN =
  // oxlint-disable-next-line eslint/no-control-regex -- these are what is looked for
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFFE\uFFFF]+/u

const PIECES = new RegExp(`(?<unseen>${UNSEEN.source})|(?<newline>\\n)|(?:(?!${UNSEEN.source})[^\\n])+`, 'gu')

/**
 * A word as a POSIX shell takes it. A line feed stands in quotes of its own, so that each line that comes of it begins
 * with a quote; what cannot be seen is written by printf, as octal numbers.
 *
 * @see POSIX.1-2017, Shell Command Language, 2.2 Quoting
 */
export function shellQuote(word: string): string {
  if (BARE.test(word)) return word
  if (word === '') return "''"
  return word.replaceAll(PIECES, (piece) => {
    if (UNSEEN.test(piece)) return `"$(printf '${octal(piece)}')"`
    return `'${piece.replaceAll("'", String.raw`'\''`)}'`
  })
}

function octal(text: string): string {
  return [...Buffer.from(text, 'utf8')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}

/** The words of a command, and how many characters of the text it takes; or why it is none. */
export type Command = { words: string[]; length: number } | { fault: string; at: number }

/** What stands in a command. Whatever a shell would do more with, such as `$HOME`, is none of it. */
const PIECE = new RegExp(
  [
    String.raw`'(?<single>[^']*)'`,
    String.raw`"\$\(printf '(?<printed>(?:\\[0-7]{3})+)'\)"`,
    String.raw`"(?<double>(?:[^"\\$\u0060]|\\["\\$\u0060\n])*)"`,
    String.raw`\\(?<escaped>[^])`,
    String.raw`(?<blanks>[ \t]+)`,
    String.raw`(?<end>\n)`,
    String.raw`(?<bare>[^\s'"\\$\u0060;&|<>()]+)`,
  ].join('|'),
  'uy',
)

/** Reads a command up to the end of its line, as a shell does: the other way round of `shellQuote`. */
export function splitCommand(text: string): Command {
  const words: string[] = []
  let isInWord = false
  PIECE.lastIndex = 0
  while (PIECE.lastIndex < text.length) {
    const at = PIECE.lastIndex
    const found = PIECE.exec(text)
    if (found?.groups === undefined) return { fault: faultOf(text[at]), at }
    const { blanks, end } = found.groups
    if (end !== undefined) return { words, length: at }
    const piece = valueOf(found.groups)
    if (blanks !== undefined) isInWord = false
    else if (piece !== undefined) {
      if (isInWord) words.push(`${words.pop()}${piece}`)
      else words.push(piece)
      isInWord = true
    }
  }
  return { words, length: text.length }
}

/** What a piece says; undefined where it says nothing: blanks, and a line that goes on. */
function valueOf({ single, printed, double, escaped, bare }: Record<string, string | undefined>): string | undefined {
  if (printed !== undefined) {
    const bytes = printed.split('\\').slice(1)
    return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 8))).toString('utf8')
  }
  if (double !== undefined)
    return double.replaceAll(/\\([^])/gu, (_, character) => (character === '\n' ? '' : character))
  return escaped === '\n' ? undefined : (single ?? escaped ?? bare)
}

function faultOf(character: string | undefined): string {
  if (character === "'" || character === '"') return `a quotation mark ${character} is not closed`
  return character === '\\'
    ? 'the line after the last \\ is missing'
    : `${character} stands there without quotation marks`
}
