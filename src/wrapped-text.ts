import { stripVTControlCharacters } from 'node:util'
import type { Context } from './context.ts'

/** Columns of the terminal that shows the answer; undefined where none does. */
export function answerColumns({ stdout, columns }: Context['terminal']): number | undefined {
  return stdout ? columns : undefined
}

/** Where less room than this is left, wrapping makes a text harder to read; 0 is a terminal that does not say its width. */
const LEAST = 24

/**
 * Lines broken between words, so that a terminal does not break them within one. What follows stands under the beginning
 * of the last column of the line (after two spaces or more), or under the text behind a dash or what icc begins a line
 * with (`warning: `). A word that is too long, such as an address, stays whole, and so does a command: what does not fit
 * beside anything is a line of its own.
 *
 * @param columns of the terminal; undefined where none shows the text. It then stays as it is
 */
export function wrapped(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < LEAST) return text
  return text
    .split('\n')
    .map((line) => wrappedLine(line, columns))
    .join('\n')
}

function wrappedLine(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line
  const hang = hangingIndent(line, columns)
  const start = firstOfText(line, hang)
  const lines = [line.slice(0, start)]
  let width = hang
  for (const [index, word] of unbroken(line.slice(start)).entries()) {
    const own = widthOf(word)
    // What is too long beside the indent may fit, or can be copied more easily, on a line that begins further left.
    const isTooLong = hang + own > columns
    const mayMove = hang > 0 && (own <= columns || word.includes(' '))
    if (index === 0 ? isTooLong && mayMove : width + 1 + own > columns) {
      width = isTooLong ? Math.max(0, columns - own) : hang
      lines.push((lines.pop() ?? '').trimEnd(), ' '.repeat(width))
    } else if (index > 0) {
      lines.push(`${lines.pop() ?? ''} `)
      width += 1
    }
    lines.push(`${lines.pop() ?? ''}${word}`)
    width += own
  }
  return lines.join('\n')
}

/** Columns before the part of a line that is broken. */
function hangingIndent(line: string, columns: number): number {
  const plain = stripVTControlCharacters(line)
  const gaps = [...plain.matchAll(/^ *(?:icc|Next|To do|warning): | {2,}(?:- )?(?=\S)|^- /gu)]
  const ends = gaps.map(({ index, 0: gap }) => index + gap.length)
  return ends.findLast((end) => columns - end >= LEAST) ?? 0
}

/** Programs that a hint may tell to type. */
const PROGRAMS =
  'cd|chmod|curl|echo|export|git|helm|icacls|kill|kubectl|ls|mkdir|mv|oc|rm|ssh|ssh-add|ssh-keygen|sudo|unset'
const COMMANDS =
  'completion|ctx|doctor|explain|help|lint|login|logout|ns|open|scaffold|site|status|token|whoami|--version'

/**
 * The words of a text, and each command in it as one. A command at the beginning of a text, or behind a colon or a bracket,
 * goes on until something else is said; one in the middle of a sentence has its name, and what looks like nothing but
 * options and values.
 */
function unbroken(text: string): string[] {
  // Made here: most runs have no text that is too long, and kubectl waits for some of them.
  const own = String.raw`icc (?:${COMMANDS})(?![\w'])`
  const wholly = String.raw`(?<=^|: |\(|, or |, then |; )(?:${own}|(?:${PROGRAMS})(?![\w']))`
  const end = String.raw`, |; |\. |: | \(|[).]?$|\)`
  const words = String.raw`(?: (?:list|show|check|add|use|set|map))?(?: (?:-\S*|[A-Z][A-Z\d]+\b\S*|\S+=\S*))*`
  const typed = new RegExp(String.raw`${wholly}(?:(?!${end}).)*|\b${own}${words}`, 'gu')
  const glue = '\u0000'
  const glued = text.replace(typed, (command) => command.replaceAll(' ', glue))
  return glued.split(' ').map((word) => word.replaceAll(glue, ' '))
}

/** The index in `line`, which may hold styles, of what stands behind `hang` columns. */
function firstOfText(line: string, hang: number): number {
  let index = 0
  while (index < line.length && widthOf(line.slice(0, index)) < hang) index += 1
  return index
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}
