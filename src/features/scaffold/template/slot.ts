import type { TemplatePlace } from '../types.ts'
import { templateBroken } from './broken.ts'
import type { Slot } from './nodes.ts'
import { scanOpen } from './scan.ts'
import { endOfPlaceholder, piecesOf } from './text.ts'

const INDICATOR = /^(?:[*&!|>%@`,\]}#'"]|[?:-](?=\s|$))/u

/** A key or value without quotes. */
export function plainSlot(text: string, place: TemplatePlace): Slot {
  const pieces = piecesOf(text, place)
  const [first] = pieces
  if (pieces.length === 1 && typeof first === 'object') return { kind: 'whole', expression: first }
  if (pieces.some((piece) => typeof piece === 'string' && /:\s/u.test(piece)) || text.endsWith(':'))
    throw templateBroken(place, `A colon followed by a blank makes a key: put ${text} in quotes`)
  if (pieces.length <= 1) return { kind: 'verbatim', text }
  if (typeof first === 'string' && INDICATOR.test(first))
    throw templateBroken(place, `Text cannot begin with ${first.charAt(0)}: put ${text} in quotes`)
  return { kind: 'text', pieces, quote: '', place }
}

/** A key: text, whatever stands for it. */
export function keySlot(text: string, place: TemplatePlace): Slot {
  if (text.startsWith('"') || text.startsWith("'")) return quotedSlot(text, place)
  const slot = plainSlot(text, place)
  return slot.kind === 'whole' ? { kind: 'text', pieces: [slot.expression], quote: '', place } : slot
}

/** A key or value in quotes, which are part of `text`. */
export function quotedSlot(text: string, place: TemplatePlace): Slot {
  const quote = text.startsWith('"') ? '"' : "'"
  const pieces = piecesOf(text.slice(1, -1), place)
  if (pieces.every((piece) => typeof piece === 'string')) return { kind: 'verbatim', text }
  const read = pieces.map((piece) => (typeof piece === 'string' ? unquoted(piece, quote, place) : piece))
  return { kind: 'text', pieces: read, quote, place }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
])

function unquoted(text: string, quote: '"' | "'", place: TemplatePlace): string {
  if (quote === "'") return text.replaceAll("''", "'")
  return text.replaceAll(/\\(.?)/gsu, (written, letter: string) => {
    const character = ESCAPES.get(letter)
    if (character !== undefined) return character
    throw templateBroken(place, `${written} cannot stand beside a placeholder; of these, \\" \\\\ \\n \\t \\r can`)
  })
}

/** Brackets with placeholders in them, as they stand on one line. */
export function flowSlot(text: string, place: TemplatePlace): Slot {
  const reader = new FlowReader(text, place)
  return reader.read()
}

const MOST_LEVELS = 20

class FlowReader {
  private readonly text: string
  private readonly place: TemplatePlace
  private position = 0
  private level = 0

  constructor(text: string, place: TemplatePlace) {
    this.text = text
    this.place = place
  }

  read(): Slot {
    const slot = this.value()
    if (this.position < this.text.length) throw this.wrong()
    return slot
  }

  private value(): Slot {
    const sign = this.sign()
    if (sign === '[') return { kind: 'list', items: this.all(']', () => this.value()) }
    if (sign !== '{' || this.text.startsWith('{{', this.position)) return this.scalar()
    return { kind: 'mapping', pairs: this.all('}', () => this.pair()) }
  }

  private all<Entry>(closing: string, read: () => Entry): Entry[] {
    this.level += 1
    if (this.level > MOST_LEVELS) throw templateBroken(this.place, `Brackets have at most ${MOST_LEVELS} levels`)
    this.position += 1
    const entries: Entry[] = []
    while (this.sign() !== closing) {
      entries.push(read())
      if (this.sign() === ',') this.position += 1
      else if (this.sign() !== closing) throw this.wrong()
    }
    this.position += 1
    this.level -= 1
    return entries
  }

  private pair(): { key: Slot; value: Slot } {
    this.sign()
    const key = keySlot(this.scalarText(/[,:[\]{}]/u), this.place)
    if (this.sign() !== ':') throw this.wrong()
    this.position += 1
    return { key, value: this.value() }
  }

  /** The next character that is no blank. */
  private sign(): string {
    while (' \t'.includes(this.text.charAt(this.position)) && this.position < this.text.length) this.position += 1
    return this.text.charAt(this.position)
  }

  private scalar(): Slot {
    const text = this.scalarText(/[,[\]{}]/u)
    return text.startsWith('"') || text.startsWith("'") ? quotedSlot(text, this.place) : plainSlot(text, this.place)
  }

  /** A scalar as it stands there; `ending` is a character that ends one without quotes. */
  private scalarText(ending: RegExp): string {
    const { text, place } = this
    const start = this.position
    const first = text.charAt(start)
    if (first === '"' || first === "'") {
      this.position = scanOpen(text, start + 1, [first], place).end ?? text.length
      return text.slice(start, this.position)
    }
    let at = start
    while (at < text.length) {
      if (text.startsWith('{{', at)) at = endOfPlaceholder(text, at, place)
      else if (ending.test(text.charAt(at))) break
      else at += 1
    }
    this.position = at
    const plain = text.slice(start, at).trimEnd()
    if (plain === '') throw this.wrong()
    return plain
  }

  private wrong(): Error {
    const rest = this.text.slice(this.position) || 'The end'
    return templateBroken(this.place, `${rest} cannot stand there in brackets that hold a placeholder`)
  }
}
