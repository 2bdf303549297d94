import type { Range } from '../document.ts'

/** Why a text is no YAML to kubectl, in a sentence without its full stop, and where that was seen. */
export class YamlError extends Error {
  readonly range: Range
  constructor(message: string, start: number, end = start + 1) {
    super(message)
    this.range = { start, end }
  }
}

export const TAB = 0x09
export const LF = 0x0a
const CR = 0x0d
export const SPACE = 0x20
const NEL = 0x85
const LS = 0x2028
const PS = 0x2029
/** What `Cursor.code` gives beyond the end; no character of a manifest is NUL. */
export const END = 0

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

/** What ends a line in YAML 1.1: more characters than in later versions. */
export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === NEL || code === LS || code === PS
}

/** A blank, a line break or the end. */
export function isWhite(code: number): boolean {
  return isBlank(code) || isBreak(code) || code === END
}

/** A place in a text, with the line that it is on. */
export class Cursor {
  readonly text: string
  readonly end: number
  position: number
  line = 0
  private lineStart: number

  constructor(text: string, start: number, end: number) {
    this.text = text
    this.position = start
    this.lineStart = start
    this.end = end
  }

  /** The UTF-16 unit here, or so many after. */
  code(ahead = 0): number {
    const at = this.position + ahead
    return at < this.end ? this.text.charCodeAt(at) : END
  }

  get column(): number {
    return this.position - this.lineStart
  }

  /** Goes over a line break; returns what it counts as in a scalar. */
  skipBreak(): string {
    const code = this.code()
    // kubectl takes a CR from the end of each line first, so that CR CR LF is one line break, too.
    if (code === CR && this.code(1) === CR && this.code(2) === LF) this.position += 1
    this.position += code === CR && this.code(1) === LF ? 2 : 1
    this.line += 1
    this.lineStart = this.position
    return code === LS || code === PS ? String.fromCharCode(code) : '\n'
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.position += 1
  }

  skipToBreak(): void {
    while (this.position < this.end && !isBreak(this.text.charCodeAt(this.position))) this.position += 1
  }

  /** True at `---` or `...` at the beginning of a line. */
  atMarker(): boolean {
    if (this.column !== 0 || !isWhite(this.code(3))) return false
    return this.text.startsWith('---', this.position) || this.text.startsWith('...', this.position)
  }

  /** What stands between an offset and here. */
  since(start: number): string {
    return this.text.slice(start, this.position)
  }
}

/** Blanks and line breaks between two parts of a scalar of several lines. */
export class Gap {
  private blanks = ''
  private first = ''
  private others = ''
  private broken: boolean

  /** `broken` if an escaped line break stood before it. */
  constructor(broken = false) {
    this.broken = broken
  }

  /** True after a line break. */
  get isBroken(): boolean {
    return this.broken
  }

  /** Takes all blanks and line breaks here. `check` is called at each blank that begins a line. */
  take(cursor: Cursor, check?: () => void): void {
    for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
      if (isBlank(code)) {
        if (this.broken) check?.()
        else this.blanks += String.fromCharCode(code)
        cursor.position += 1
      } else if (this.broken) this.others += cursor.skipBreak()
      else {
        this.first = cursor.skipBreak()
        this.broken = true
      }
    }
  }

  /** What the gap counts as: one line break is a space, of several the first does not count. */
  fold(): string {
    if (!this.broken) return this.blanks
    if (this.first !== '\n') return this.first + this.others
    return this.others === '' ? ' ' : this.others
  }
}
