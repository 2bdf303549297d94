import { END, Gap, isBlank, isBreak, isWhite, TAB, YamlError } from './cursor.ts'
import type { Cursor } from './cursor.ts'

const COLON = 0x3a
const HASH = 0x23
/** What ends a plain scalar between brackets: , ? [ ] { } */
const FLOW_END: ReadonlySet<number> = new Set([0x2c, 0x3f, 0x5b, 0x5d, 0x7b, 0x7d])

/** `end` is that of the last character; the cursor goes on to the next token. `broken` if it ended on another line. */
export type PlainScalar = { text: string; end: number; broken: boolean }

/** A scalar without quotes, of one line or of several. `indent` is the column that further lines must reach. */
export function scanPlain(cursor: Cursor, indent: number, flow: boolean): PlainScalar {
  const start = cursor.position
  const checkTab = (): void => {
    if (cursor.code() === TAB && cursor.column < indent)
      throw new YamlError('A tab stands where YAML wants spaces', cursor.position)
  }
  let text = ''
  let end = start
  let gap = new Gap()
  while (!cursor.atMarker() && cursor.code() !== HASH) {
    const from = cursor.position
    skipText(cursor, flow)
    if (cursor.position > from) {
      text += gap.fold() + cursor.since(from)
      end = cursor.position
      gap = new Gap()
    }
    const code = cursor.code()
    if (code === END || !(isBlank(code) || isBreak(code))) break
    gap.take(cursor, checkTab)
    if (!flow && cursor.column < indent) break
  }
  return { text, end, broken: gap.isBroken }
}

function skipText(cursor: Cursor, flow: boolean): void {
  for (let code = cursor.code(); !isWhite(code); code = cursor.code()) {
    if (code === COLON && isWhite(cursor.code(1))) return
    if (flow && FLOW_END.has(code)) return
    cursor.position += 1
  }
}
