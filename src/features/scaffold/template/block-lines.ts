import { emitInline, pad } from '../../manifests/emit.ts'
import { literal } from '../../manifests/literal-block.ts'
import type { RenderedLine } from '../types.ts'
import type { BlockRecord } from './records.ts'

/** What a digit after `|` can say. */
const MOST_INDENTATION = 9

/**
 * A block of text that hangs on a key or dash at a column: what follows that one on its line, and the lines below. What
 * was put into it may need a digit after its sign, or quotes around it.
 */
export function blockLines(block: BlockRecord, column: number): { first: RenderedLine; rest: RenderedLine[] } {
  const { head, lines, comment } = block
  const indentation = Math.min((head.base ?? 0) - column, MOST_INDENTATION)
  if (head.sign === '>') {
    const first = lines.find(({ text }) => text !== '')?.text ?? ''
    const digit = /^[ \t]/u.test(first) ? indentation : ''
    return {
      first: { text: ` >${digit}${head.chomp}${comment}`, names: [] },
      rest: indented(lines, column + indentation),
    }
  }
  const text = textOf(block)
  const written = literal(text, indentation)
  if (written === undefined) {
    const names = lines.flatMap((line) => line.names)
    return { first: { text: ` ${emitInline(text)}${comment}`, names }, rest: [] }
  }
  return {
    first: { text: ` ${written.head}${comment}`, names: [] },
    rest: indented(lines.slice(0, written.lines.length), column + indentation),
  }
}

/** What a reader of YAML makes of a literal block. */
function textOf({ head, lines }: BlockRecord): string {
  const text = lines.map((line) => line.text).join('\n')
  if (head.chomp === '+') return lines.length === 0 ? '' : `${text}\n`
  let end = text.length
  while (text.charAt(end - 1) === '\n') end -= 1
  return head.chomp === '-' || end === 0 ? text.slice(0, end) : `${text.slice(0, end)}\n`
}

function indented(lines: readonly RenderedLine[], column: number): RenderedLine[] {
  return lines.map(({ text, names }) => ({ text: text === '' ? '' : pad(column) + text, names }))
}
