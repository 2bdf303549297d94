import { stripVTControlCharacters } from 'node:util'
import type { Context } from '../context.ts'

/** Columns of the terminal that shows the answer; undefined where none does. */
export function answerColumns({ stdout, columns }: Context['terminal']): number | undefined {
  return stdout ? columns : undefined
}

/** Where less room than this is left beside a hanging indent, wrapping makes a text harder to read. */
const LEAST = 24

/**
 * Lines broken between words, so that a terminal does not break them within one. What follows stands under the beginning
 * of the last column of the line (after two spaces or more), or under the text behind a dash. A word that is too long,
 * such as an address, stays whole.
 *
 * @param columns of the terminal; undefined where none shows the text, which then stays as it is
 */
export function wrapped(text: string, columns: number | undefined): string {
  if (columns === undefined) return text
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
  for (const [index, word] of line.slice(start).split(' ').entries()) {
    const own = widthOf(word)
    const fits = width + (index === 0 ? 0 : 1) + own <= columns
    if (index > 0 && !fits) {
      lines.push((lines.pop() ?? '').trimEnd(), ' '.repeat(hang))
      width = hang
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
  const gaps = [...plain.matchAll(/ {2,}(?:- )?(?=\S)|^- /gu)].map(({ index, 0: gap }) => index + gap.length)
  return gaps.findLast((gap) => columns - gap >= LEAST) ?? 0
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
