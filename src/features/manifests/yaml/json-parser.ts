import type { ItemNode, MappingNode, PairNode, ScalarNode, SequenceNode } from '../node.ts'
import { MOST_CHARACTERS, MOST_LEVELS, TooDeep, TooLarge } from './parser.ts'

type JsonNode = MappingNode | SequenceNode | ScalarNode

/**
 * The JSON value that begins at an offset, after white space, as the same nodes as those of YAML; undefined where there
 * is none. JSON is not quite YAML 1.1: it knows `\/`, surrogates, and keys of any length.
 *
 * @see RFC 8259
 */
export function parseJson(text: string, start: number): JsonNode | undefined {
  try {
    return new JsonParser(text, start).value()
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

class NotJson extends Error {}

const WHITE = ' \t\r\n'
const SCALAR = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.+-])/y
class JsonParser {
  private readonly text: string
  private readonly start: number
  private position: number
  private level = 0

  constructor(text: string, start: number) {
    this.text = text
    this.start = start
    this.position = start
  }

  value(): JsonNode {
    const first = this.skipWhite()
    if (this.position - this.start > MOST_CHARACTERS) throw new TooLarge(this.start)
    if (first === '"') return this.string()
    if (first !== '{' && first !== '[') return this.scalar()
    this.level += 1
    if (this.level > MOST_LEVELS) throw new TooDeep(this.position)
    const node = first === '{' ? this.mapping() : this.sequence()
    this.level -= 1
    return node
  }

  private mapping(): MappingNode {
    const start = this.position
    const pairs: PairNode[] = []
    this.entries('}', () => {
      if (this.skipWhite() !== '"') throw new NotJson()
      const key = this.string()
      if (this.skipWhite() !== ':') throw new NotJson()
      this.position += 1
      const colon = this.position
      const value = this.value()
      pairs.push({ key, value, colon, explicit: false, start: key.start, end: value.end })
    })
    return { kind: 'mapping', flow: true, column: 0, pairs, start, from: start, end: this.position }
  }

  private sequence(): SequenceNode {
    const start = this.position
    const items: ItemNode[] = []
    this.entries(']', () => {
      const node = this.value()
      items.push({ start: node.start, end: node.end, node })
    })
    return { kind: 'sequence', flow: true, column: 0, items, start, from: start, end: this.position }
  }

  private entries(close: string, read: () => void): void {
    this.position += 1
    if (this.skipWhite() !== close) {
      read()
      while (this.skipWhite() === ',') {
        this.position += 1
        read()
      }
      if (this.skipWhite() !== close) throw new NotJson()
    }
    this.position += 1
  }

  private string(): ScalarNode {
    const { text, position: start } = this
    let end = text.indexOf('"', start + 1)
    while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
    if (end === -1) throw new NotJson()
    this.position = end + 1
    return {
      kind: 'scalar',
      text: stringOf(text.slice(start, end + 1)),
      style: 'double',
      start,
      from: start,
      end: end + 1,
    }
  }

  private scalar(): ScalarNode {
    const { position: start } = this
    SCALAR.lastIndex = start
    const [written] = SCALAR.exec(this.text) ?? []
    if (written === undefined) throw new NotJson()
    this.position += written.length
    return { kind: 'scalar', text: written, style: 'plain', start, from: start, end: this.position }
  }

  private skipWhite(): string {
    while (WHITE.includes(this.text.charAt(this.position)) && this.position < this.text.length) this.position += 1
    return this.text.charAt(this.position)
  }
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charAt(first - 1) === '\\') first -= 1
  return (at - first) % 2 === 1
}

/** Half of a surrogate pair becomes U+FFFD, as in Go. */
function stringOf(written: string): string {
  try {
    return (JSON.parse(written) as string).toWellFormed()
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotJson()
    throw error
  }
}
