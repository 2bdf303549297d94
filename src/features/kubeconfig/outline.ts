/** Where the top-level keys of a text stand, and the items of those that hold a block list. */
export type OutlineEntry = {
  key: string
  start: number
  /** The offset after the colon. */
  colon: number
  /** The end of the last line that holds something of this entry, without the line break. */
  end: number
  /** Offsets of the dashes, and the ends of each item's last line; empty where the value is no block list. */
  itemStarts: number[]
  itemEnds: number[]
  /** Column of the dashes. */
  itemColumn: number
}

/**
 * Checks every line of a text against the ordinary block style and notes its top level; `undefined` where anything is
 * unusual (see `scan`). It makes no object a line: that is what lets it go through 2,000 contexts in a millisecond.
 */
export function outline(text: string): OutlineEntry[] | undefined {
  return UNUSUAL.test(text) ? undefined : new Walk(text).run()
}

/** Tabs and other control characters, a CR that ends no line with a LF, line breaks that only YAML 1.1 knows, BOM. */
const UNUSUAL = /[^\r\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]|\r(?!\n)/

const KEY = '[A-Za-z][\\w./-]*:'
const NEWLINE = '\\r?\\n'
const REST = `(?: +#[^\\r\\n]*| *)(?:${NEWLINE}|$)`
/** A scalar that cannot be taken for something else and ends on its line: plain, quoted without escapes, or empty. */
// Blanks count only as a whole run before more text: with one way to match, no line takes long.
const PLAIN = '(?:[^\\s?:,[\\]{}#&*!|>\'"%@`-]|-(?=[^\\s]))(?:[^\\s:#]|:(?=[^ \\r\\n])|(?<! )#| +(?=[^ #\\r\\n]))*'
const VALUE = `(?:${PLAIN}|"[^"\\\\\\r\\n]*"|'[^'\\r\\n]*'|\\[\\]|\\{\\})`

const MAX_DEPTH = 40
const DASH = 0x2d
const NOTHING = 0
const AFTER_KEY = 1
const AFTER_DASH = 2

/**
 * An item as it stands in most lists, taken at once: a name, and a body whose fields are all scalars at one column.
 * What follows must be the next item, a top-level key or the end, so that the open blocks are the same as before.
 */
function ordinaryItem(column: number): RegExp {
  const margin = ' '.repeat(column)
  const name = `name: +${VALUE}${REST}`
  const field = `${KEY} +${VALUE}${REST}`
  return new RegExp(
    `- (?:${name}${margin}  )?[a-z]+:${NEWLINE}(${margin} {3,})${field}(?:\\1${field})*(?:${margin}  ${name})?(?=${margin}- |[a-z]|$)`,
    'y',
  )
}

/** The state of one pass: the open blocks and what the line before left open. */
class Walk {
  private readonly text: string
  private readonly entries: OutlineEntry[] = []
  /** The columns of the open blocks; those of lists as ~column. */
  private readonly open: number[] = []
  private pending = NOTHING
  private pendingColumn = -1
  // Sticky expressions keep their place in `lastIndex`, so each walk has its own.
  private readonly blank = /(?: *(?:#[^\r\n]*)?\r?\n)* */y
  private readonly key = new RegExp(KEY, 'y')
  private readonly keyAlone = new RegExp(KEY + REST, 'y')
  private readonly keyAndValue = new RegExp(`${KEY} +${VALUE}${REST}`, 'y')
  private readonly value = new RegExp(VALUE + REST, 'y')
  private readonly rest = new RegExp(REST, 'y')

  private ordinaryItem = /(?!)/y

  constructor(text: string) {
    this.text = text
  }

  run(): OutlineEntry[] | undefined {
    const { text, blank } = this
    let position = 0
    for (;;) {
      blank.lastIndex = position
      blank.test(text)
      const content = blank.lastIndex
      if (content >= text.length || this.isLastComment(content))
        return this.entries.length === 0 ? undefined : this.entries
      const lineStart = text.lastIndexOf('\n', content - 1) + 1
      position = this.line(content, content - (content === 0 ? 0 : lineStart))
      if (position === -1) return undefined
    }
  }

  /** A comment without a line break at the very end. */
  private isLastComment(content: number): boolean {
    return this.text.charAt(content) === '#' && !this.text.includes('\n', content)
  }

  /** Takes one line whose content begins at an offset and a column. Returns where the next begins, or -1. */
  private line(content: number, column: number): number {
    const { text } = this
    const dash =
      text.charCodeAt(content) === DASH && (content + 1 === text.length || /[ \r\n]/.test(text.charAt(content + 1)))
    if (column === 0 && (text.startsWith('---', content) || text.startsWith('...', content))) return -1
    if (!this.enter(column, dash)) return -1
    const next = dash ? this.item(content, column) : this.pair(content, column)
    const entry = this.entries.at(-1)
    if (next !== -1 && entry !== undefined) {
      entry.end = beforeNewline(text, next)
      if (entry.itemEnds.length > 0) entry.itemEnds[entry.itemEnds.length - 1] = entry.end
    }
    return next
  }

  /** Opens and closes blocks so that the innermost one is that of the coming line; false where none fits. */
  private enter(column: number, dash: boolean): boolean {
    const { open, pending, pendingColumn } = this
    this.pending = NOTHING
    if (open.length === 0) return !dash && column === 0 && open.push(0) === 1
    if (
      pending !== NOTHING &&
      (column > pendingColumn || (column === pendingColumn && dash && pending === AFTER_KEY))
    ) {
      open.push(dash ? ~column : column)
      return open.length <= MAX_DEPTH
    }
    while (open.length > 0) {
      const top = open.at(-1) ?? 0
      const topColumn = top < 0 ? ~top : top
      if (topColumn < column) return false
      if (topColumn === column && top < 0 === dash) return true
      open.pop()
    }
    return false
  }

  private pair(content: number, column: number): number {
    const { text, keyAlone, keyAndValue } = this
    if (this.open.length === 1) this.note(content)
    keyAlone.lastIndex = content
    if (keyAlone.test(text)) {
      this.pending = AFTER_KEY
      this.pendingColumn = column
      return keyAlone.lastIndex
    }
    keyAndValue.lastIndex = content
    return keyAndValue.test(text) ? keyAndValue.lastIndex : -1
  }

  private note(start: number): void {
    const colon = this.text.indexOf(':', start) + 1
    const key = this.text.slice(start, colon - 1)
    this.entries.push({ key, start, colon, end: colon, itemStarts: [], itemEnds: [], itemColumn: -1 })
  }

  private item(dash: number, column: number): number {
    const { text, rest, value, key } = this
    const entry = this.entries.at(-1)
    if (this.open.length === 2 && entry !== undefined) {
      if (entry.itemColumn !== column) this.ordinaryItem = ordinaryItem(column)
      entry.itemColumn = column
      entry.itemStarts.push(dash)
      entry.itemEnds.push(dash)
      const end = this.ordinaryItems(entry, dash)
      if (end !== dash) return end
    }
    rest.lastIndex = dash + 1
    if (rest.test(text)) {
      this.pending = AFTER_DASH
      this.pendingColumn = column
      return rest.lastIndex
    }
    let content = dash + 1
    while (text.charAt(content) === ' ') content += 1
    key.lastIndex = content
    if (key.test(text) && /[ \r\n]|^$/.test(text.charAt(key.lastIndex))) {
      this.open.push(column + content - dash)
      return this.pair(content, column + content - dash)
    }
    value.lastIndex = content
    return value.test(text) ? value.lastIndex : -1
  }

  /** Takes the items from a dash on as long as they are ordinary; returns the dash itself where the first is not. */
  private ordinaryItems(entry: OutlineEntry, dash: number): number {
    const { text, ordinaryItem: expression } = this
    let start = dash
    for (;;) {
      expression.lastIndex = start
      if (!expression.test(text)) break
      const end = expression.lastIndex
      entry.itemEnds[entry.itemEnds.length - 1] = beforeNewline(text, end)
      start = end + entry.itemColumn
      if (!text.startsWith('- ', start)) return end
      entry.itemStarts.push(start)
      entry.itemEnds.push(start)
    }
    if (start === dash) return dash
    entry.itemStarts.pop()
    entry.itemEnds.pop()
    return start - entry.itemColumn
  }
}

/** The end of the line that ends at an offset, without its line break. */
function beforeNewline(text: string, end: number): number {
  if (text.charAt(end - 1) !== '\n') return end
  return text.charAt(end - 2) === '\r' ? end - 2 : end - 1
}
