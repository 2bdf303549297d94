import type { Json, JsonObject } from './document.ts'
import { isText, readElsewhere, readPlain } from './plain-scalar.ts'
import type { UsualValue } from './usual-block.ts'

/**
 * A value in brackets or in quotes that begins at an offset and ends on its line, with the rest of the line;
 * undefined where it is not of the usual kind.
 */
export function readUsualFlow(text: string, start: number): UsualValue<Json> | undefined {
  const reader = new FlowReader(text, start)
  const value = reader.value()
  const end = value === undefined ? undefined : reader.endOfLine()
  return value === undefined || end === undefined ? undefined : { value, end, ambiguous: reader.ambiguous }
}

const DOUBLE = String.raw`"((?:[^"\\\t\r\n]|\\["\\nrtbf])*)"`
const SINGLE = String.raw`'((?:[^'\t\r\n]|'')*)'`
/** Without commas, blanks and other signs: words, names, quantities, paths. */
const PLAIN = String.raw`((?:[A-Za-z0-9_./]|-(?=[\w./-]))(?:[\w./@+=%-]|:(?=[\w/]))*)`
const SCALAR = new RegExp(` *(?:${DOUBLE}|${SINGLE}|${PLAIN})`, 'y')
const REST = / *(?:\r?\n|$)| +#[^\r\n]*(?:\r?\n|$)/y
const MOST_LEVELS = 20

class FlowReader {
  ambiguous = false
  private readonly text: string
  private position: number
  private level = 0

  constructor(text: string, start: number) {
    this.text = text
    this.position = start
  }

  value(): Json | undefined {
    const sign = this.sign()
    if (sign !== '[' && sign !== '{') return this.scalar()
    this.position += 1
    this.level += 1
    if (this.level > MOST_LEVELS) return undefined
    const value = sign === '[' ? this.list() : this.mapping()
    this.level -= 1
    return value
  }

  /** The start of the next line, if nothing but a comment stands before it. */
  endOfLine(): number | undefined {
    REST.lastIndex = this.position
    return REST.test(this.text) ? REST.lastIndex : undefined
  }

  private sign(): string {
    while (this.text.charAt(this.position) === ' ') this.position += 1
    return this.text.charAt(this.position)
  }

  private list(): Json[] | undefined {
    const list: Json[] = []
    while (this.sign() !== ']') {
      if (list.length > 0 && !this.comma()) return undefined
      const item = this.value()
      if (item === undefined) return undefined
      list.push(item)
    }
    this.position += 1
    return list
  }

  private mapping(): JsonObject | undefined {
    const mapping: JsonObject = {}
    for (let isFirst = true; this.sign() !== '}'; isFirst = false) {
      if (!isFirst && !this.comma()) return undefined
      const key = this.scalar()
      // A key that is not what stands there, or that stands there twice, is for the parser.
      if (typeof key !== 'string' || mapping[key] !== undefined || !this.text.startsWith(': ', this.position))
        return undefined
      this.position += 2
      const value = this.value()
      if (value === undefined) return undefined
      mapping[key] = value
    }
    this.position += 1
    return mapping
  }

  private comma(): boolean {
    if (this.sign() !== ',') return false
    this.position += 1
    return true
  }

  private scalar(): Json | undefined {
    SCALAR.lastIndex = this.position
    const found = SCALAR.exec(this.text)
    if (found === null) return undefined
    this.position = SCALAR.lastIndex
    const [double, single, plain] = [found[1], found[2], found[3]]
    if (double !== undefined) return double.includes('\\') ? (JSON.parse(`"${double}"`) as string) : double
    if (single !== undefined) return single.replaceAll("''", "'")
    if (plain === undefined || isText(plain)) return plain
    this.ambiguous ||= readElsewhere(plain) !== undefined
    const value = readPlain(plain)
    return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  }
}
