/** A value of more than a plain scalar on its line, with the offset where the next line begins. */
export type UsualValue<Value> = { value: Value; end: number; ambiguous: boolean }

const HEADER = /[|>]([+-]?) *(?:#[^\r\n]*)?\r?\n( +)[^\s]/y
const EMPTY_LINE: ReadonlySet<string> = new Set(['\n', '\r'])

/**
 * A literal (`|`) or folded (`>`) block of text whose sign stands at an offset, below a key or a dash at a column;
 * undefined where it is not of the usual kind: empty lines at its beginning, indented lines in a folded one.
 */
export function readUsualBlock(text: string, start: number, parent: number): UsualValue<string> | undefined {
  HEADER.lastIndex = start
  const found = HEADER.exec(text)
  const [header, chomp, indentation] = [found?.[0], found?.[1], found?.[2]]
  if (header === undefined || indentation === undefined || indentation.length <= parent) return undefined
  const from = start + header.length - indentation.length - 1
  const end = endOfBlock(text, from, indentation)
  // kubectl ends the last line, which counts if empty lines are kept.
  if (end === undefined || (chomp === '+' && !text.endsWith('\n'))) return undefined
  const body = withoutIndentation(text.slice(from, end), indentation)
  let last = body.length
  while (body.charAt(last - 1) === '\n') last -= 1
  const lines = text.startsWith('|', start) ? body.slice(0, last) : folded(body.slice(0, last))
  if (lines === undefined) return undefined
  return { value: chomp === '-' ? lines : lines + (chomp === '+' ? body.slice(last) : '\n'), end, ambiguous: false }
}

/**
 * The start of the first line that is neither indented nor empty; undefined where an empty one has blanks, or a tab may
 * be a wrong indentation.
 */
function endOfBlock(text: string, from: number, indentation: string): number | undefined {
  let position = from
  while (position < text.length) {
    if (!text.startsWith(indentation, position) && !EMPTY_LINE.has(text.charAt(position))) break
    const newline = text.indexOf('\n', position)
    if (newline === -1) return text.length
    position = newline + 1
  }
  let first = position
  while (text.charAt(first) === ' ') first += 1
  const next = text.charAt(first)
  return next === '\t' || (first > position && EMPTY_LINE.has(next)) ? undefined : position
}

function withoutIndentation(lines: string, indentation: string): string {
  const unified = lines.includes('\r') ? lines.replaceAll('\r\n', '\n') : lines
  return unified.slice(indentation.length).replaceAll(`\n${indentation}`, '\n')
}

/** One line break becomes a space, of several the first goes. Indented lines would stay as they are. */
function folded(lines: string): string | undefined {
  if (/^[ \t]/m.test(lines)) return undefined
  return lines.replaceAll(/\n+/g, (breaks) => (breaks === '\n' ? ' ' : breaks.slice(1)))
}
