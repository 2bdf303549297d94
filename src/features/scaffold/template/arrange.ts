import { pad } from '../../manifests/emit.ts'
import type { RenderedLine } from '../types.ts'
import { blockLines } from './block-lines.ts'
import type { EntryRecord, Record } from './records.ts'

/**
 * The lines of a manifest. What has no value is left out, with the comments right above it, and so is a key or a dash
 * whose every line below went; where the first pair of an item went, its dash goes to the next one.
 */
export function arrange(records: readonly Record[]): RenderedLine[] {
  const left = leftOver(records)
  const arranger = new Arranger()
  for (const record of records) {
    if (record.kind !== 'entry') arranger.pass(record)
    else if (left.has(record)) arranger.entry(record)
    else arranger.leaveOut(record)
  }
  return arranger.end()
}

/** The entries that have a value, or something below them that has one. */
function leftOver(records: readonly Record[]): ReadonlySet<EntryRecord> {
  const left = new Set<EntryRecord>()
  let next: EntryRecord | undefined
  for (const record of records.toReversed()) {
    if (record.kind === 'marker') next = undefined
    if (record.kind !== 'entry' || !hasValue(record, next)) continue
    left.add(record)
    next = record
  }
  return left
}

function hasValue({ lines, needsBelow, block, column, role }: EntryRecord, next: EntryRecord | undefined): boolean {
  if (lines.length === 0) return false
  if (block !== undefined) return block.lines.length > 0 || !block.head.hasLines
  if (!needsBelow) return true
  if (next === undefined) return false
  return next.column > column || (role === 'pair' && next.role === 'item' && next.column === column)
}

/** A comment or an empty line that may go with the entry below it. */
type Waiting = { column: number; lines: readonly RenderedLine[] } | 'blank'

class Arranger {
  private readonly lines: RenderedLine[] = []
  private waiting: Waiting[] = []
  private marker: string | undefined
  /** Dashes whose line has not ended, with the column of the last one. */
  private dashes: { text: string; column: number; names: readonly string[] } | undefined
  /** True where an empty line would be a hole: at the beginning, and below a key. */
  private isFresh = true
  /** The furthest that a comment may stand to the right and be part of no block of text. */
  private furthest = Infinity
  /** What stood right of this column belonged to an entry that was left out. */
  private leftOut = Infinity

  pass(record: Exclude<Record, EntryRecord>): void {
    switch (record.kind) {
      case 'blank':
        this.waiting.push('blank')
        return
      case 'comment':
        if (record.column <= this.leftOut) this.waiting.push(record)
        return
      case 'marker':
        this.flush()
        this.leftOut = Infinity
        this.startDocument(record.text)
    }
  }

  leaveOut({ column }: EntryRecord): void {
    let last = this.waiting.at(-1)
    while (last !== undefined && last !== 'blank' && last.column === column) {
      this.waiting.pop()
      last = this.waiting.at(-1)
    }
    this.leftOut = Math.min(this.leftOut, column)
  }

  entry(record: EntryRecord): void {
    const { column, isInline, needsBelow, block } = record
    this.leftOut = Infinity
    const { blank } = this.flush()
    this.putMarker()
    this.putBlank(blank)
    const [{ text: head, names } = NOTHING, ...rest] = record.lines
    const before = this.dashes === undefined ? pad(column) : this.dashes.text + pad(column - this.dashes.column - 1)
    const written = block === undefined ? { first: NOTHING, rest } : blockLines(block, column)
    const all = [...new Set([...(this.dashes?.names ?? []), ...names, ...written.first.names])]
    this.dashes = isInline ? { text: before + head, column, names: all } : undefined
    if (isInline) return
    this.lines.push({ text: before + head + written.first.text, names: all })
    for (const line of written.rest) this.lines.push(line)
    // An empty line below a block that keeps its last ones would be one more of them.
    this.isFresh = needsBelow || written.rest.at(-1)?.text === ''
    this.furthest = written.rest.length > 0 ? column : Infinity
  }

  end(): RenderedLine[] {
    this.flush()
    return this.lines
  }

  /** A sign between documents waits for what follows it: none is needed before the first or after the last. */
  private startDocument(text: string): void {
    const isDirective = text.startsWith('%')
    if (isDirective || this.lines.length > 0) this.marker = text
    if (isDirective) this.putMarker()
  }

  private putMarker(): void {
    if (this.marker === undefined) return
    this.lines.push({ text: this.marker, names: [] })
    this.marker = undefined
    this.isFresh = true
    this.furthest = Infinity
  }

  /** Puts the comments that wait, with one empty line for all that stand together; `blank` if one follows the last. */
  private flush(): { blank: boolean } {
    let blank = false
    for (const one of this.waiting) {
      if (one === 'blank') {
        blank = true
        continue
      }
      this.putMarker()
      this.putBlank(blank)
      blank = false
      const before = pad(Math.min(one.column, this.furthest))
      for (const { text, names } of one.lines) this.lines.push({ text: before + text, names })
      this.isFresh = false
    }
    this.waiting = []
    return { blank }
  }

  private putBlank(isWanted: boolean): void {
    if (isWanted && !this.isFresh) this.lines.push(NOTHING)
  }
}

const NOTHING: RenderedLine = { text: '', names: [] }
