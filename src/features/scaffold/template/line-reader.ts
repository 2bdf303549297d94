import { pad } from '../../manifests/emit.ts'
import type { TemplatePlace } from '../types.ts'
import { commentAfter, commentText, readAfter, skipBlanks } from './after.ts'
import { templateBroken } from './broken.ts'
import type { After, BlockHead, Entry, Node, Slot } from './nodes.ts'
import { endOfKey, endOfPlain, isComment } from './scan.ts'
import { keySlot } from './slot.ts'
import type { TemplateLine, TemplateLines } from './template-lines.ts'
import { piecesOf } from './text.ts'

const MARKER = /^(?:---|\.\.\.)(?=\s|$)/u
const NOTHING: After = { properties: '', slot: undefined, more: [], block: undefined, comment: undefined }

/** Takes the lines of a manifest apart; it knows the block or the key that the next line may belong to. */
export class LineReader {
  private block: { column: number; head: BlockHead } | undefined
  private opener: Entry | undefined

  /**
   * The nodes of a line that is no directive; of quotes and brackets that close later it takes further lines.
   *
   * @throws `template-broken`
   */
  read({ line, place }: TemplateLine, lines: TemplateLines): Node[] {
    const { shift } = lines
    if (line.trim() === '') {
      if (this.block !== undefined) checkBlanks(line, shift, place, this.block.head)
      return [this.isInBlock(lines) ? { kind: 'line', indentation: '', pieces: [], place } : BLANK]
    }
    const own = line.length - line.replace(/^ +/u, '').length
    if (this.block !== undefined && own + shift > this.block.column)
      return [blockLine(line, own, shift, place, this.block)]
    this.block = undefined
    if (line.charAt(own) === '\t') throw templateBroken(place, 'A tab stands where YAML wants spaces')
    if (isComment(line, own))
      return [{ kind: 'comment', column: own + shift, comment: commentText(line.slice(own), place) }]
    if (own === 0 && (MARKER.test(line) || line.startsWith('%'))) return [this.marker(line, shift, place)]
    return this.entries(line, own, place, lines)
  }

  /** Empty lines at the end of a block are no part of it, but where it says so. */
  private isInBlock(lines: TemplateLines): boolean {
    if (this.block === undefined) return false
    const next = lines.peek()
    if (next === undefined || this.block.head.chomp === '+') return this.block.head.chomp === '+'
    return next.length - next.trimStart().length + lines.shift > this.block.column
  }

  private marker(line: string, shift: number, place: TemplatePlace): Node {
    this.opener = undefined
    if (shift > 0) throw templateBroken(place, 'A part that is put in further right cannot hold several documents')
    if (MARKER.test(line)) commentAfter(line, 3, place)
    return { kind: 'marker', text: line.trimEnd() }
  }

  private entries(line: string, own: number, place: TemplatePlace, lines: TemplateLines): Node[] {
    const nodes: Node[] = []
    let at = own
    for (; startsItem(line, at); at = skipBlanks(line, at + 1)) {
      const content = skipBlanks(line, at + 1)
      const isInline = startsItem(line, content) || endOfKey(line, content, place) !== undefined
      const column = at + lines.shift
      const after = isInline ? NOTHING : readAfter(line, at + 1, column, place, () => further(lines))
      nodes.push(this.entry({ kind: 'entry', column, key: undefined, isInline, hasBelow: false, after }))
      if (!isInline) return nodes
    }
    const colon = endOfKey(line, at, place)
    if (colon === undefined) return [this.alone(line, at, at + lines.shift, place)]
    const column = at + lines.shift
    const key = keySlot(line.slice(at, colon).trimEnd(), place)
    const after = readAfter(line, colon + 1, column, place, () => further(lines))
    return [...nodes, this.entry({ kind: 'entry', column, key, isInline: false, hasBelow: false, after })]
  }

  private entry(entry: Entry): Entry {
    this.isBelow(entry.column, entry.key === undefined)
    const { slot, block } = entry.after
    this.opener = slot === undefined && block === undefined ? entry : undefined
    this.block = block === undefined ? undefined : { column: entry.column, head: block }
    return entry
  }

  private alone(line: string, at: number, column: number, place: TemplatePlace): Node {
    const end = endOfPlain(line, at, place)
    const [piece, ...others] = piecesOf(line.slice(at, end), place)
    if (typeof piece !== 'object' || others.length > 0)
      throw templateBroken(
        place,
        `${line.slice(at, end)} is neither "key: value" nor "- item"; text of several lines stands below |`,
      )
    this.isBelow(column, false)
    this.opener = undefined
    return { kind: 'alone', column, expression: piece, comment: commentAfter(line, end, place), place }
  }

  private isBelow(column: number, isDash: boolean): void {
    if (this.opener !== undefined && belongsBelow(this.opener, { column, isDash })) this.opener.hasBelow = true
  }
}

const BLANK: Node = { kind: 'blank' }

/** True if what begins at a column is the value of an entry above it that has none on its line. */
function belongsBelow(
  above: { column: number; key?: Slot | undefined },
  below: { column: number; isDash: boolean },
): boolean {
  return below.column > above.column || (above.key !== undefined && below.isDash && below.column === above.column)
}

/** Blanks right of where a block begins would be part of its text, though nobody sees them. */
function checkBlanks(line: string, shift: number, place: TemplatePlace, head: BlockHead): void {
  const width = line === '' ? 0 : line.length + shift
  if (width > (head.base ?? Infinity))
    throw templateBroken(place, 'Nothing but blanks stands on this line of a block')
  if (head.base === undefined) head.blanks = Math.max(head.blanks, width)
}

function blockLine(
  line: string,
  own: number,
  shift: number,
  place: TemplatePlace,
  { head }: { head: BlockHead },
): Node {
  const column = own + shift
  head.hasLines = true
  head.base ??= column
  if (head.blanks > head.base) throw templateBroken(place, 'A line of blanks above this one goes further right')
  if (column < head.base) throw templateBroken(place, 'This line stands further left than the first one of its block')
  const pieces = piecesOf(line.slice(own), place)
  if (head.sign === '>' && pieces.some((piece) => typeof piece === 'object'))
    throw templateBroken(place, 'Placeholders stand in blocks that begin with |, not with >')
  return { kind: 'line', indentation: pad(column - head.base), pieces, place }
}

/** A further line of quotes or brackets, as far right as it will stand. */
function further(lines: TemplateLines): TemplateLine | undefined {
  const next = lines.next()
  return next === undefined || next.line.trim() === '' ? next : { ...next, line: pad(lines.shift) + next.line }
}

function startsItem(line: string, at: number): boolean {
  return line.charAt(at) === '-' && (at + 1 === line.length || ' \t'.includes(line.charAt(at + 1)))
}
