import type { Range } from '../document.ts'
import type { AliasNode, ItemNode, MappingNode, PairNode, ScalarNode, SequenceNode, YamlNode } from '../node.ts'
import { YamlError } from './cursor.ts'
import { Scanner } from './scanner.ts'
import type { Token } from './token.ts'

/**
 * `root` is undefined where there is nothing. Comments go from the hash sign to the end of the line. `rest` is where
 * something follows that kubectl never looks at.
 */
export type ParsedYaml = {
  root: YamlNode | undefined
  comments: Range[]
  aliases: AliasNode[]
  rest: number | undefined
}

/** Beyond any schema, and beyond what a person can read. kubectl itself goes on to 10,000. */
export const MOST_LEVELS = 300

/** More than `MOST_LEVELS`. */
export class TooDeep extends YamlError {
  constructor(start: number) {
    super(`It is nested more than ${MOST_LEVELS} levels deep`, start)
  }
}

/** In characters. No API server takes a fifth of it, and its tree may take a hundred times as many bytes. */
export const MOST_CHARACTERS = 16 * 1024 * 1024

/** More than `MOST_CHARACTERS`. */
export class TooLarge extends YamlError {
  constructor(start: number) {
    super('This document is larger than 16 MiB, so it was not looked at', start)
  }
}

/** What may not stand in YAML 1.1 unless it is escaped. */
const CONTROL = /[^\t\n\r -~\u0085\u00a0-\ufffd]/

/**
 * Parses the first YAML document between two offsets of a text. Scalars are not interpreted: that is done where the
 * value is made. Throws `YamlError`.
 */
export function parseYaml(text: string, start: number, end: number): ParsedYaml {
  if (end - start > MOST_CHARACTERS) throw new TooLarge(start)
  const control = CONTROL.exec(text.slice(start, end))
  if (control !== null) throw new YamlError('A control character stands here', start + control.index)
  // A byte order mark may begin each document, not the file alone.
  const from = text.startsWith('\ufeff', start) ? start + 1 : start
  if (text.endsWith('\n', end)) return new Parser(text, from, end).document()
  // kubectl ends the last line where the file does not.
  const { rest = end, ...parsed } = new Parser(`${text.slice(0, end)}\n`, from, end + 1).document()
  return { ...parsed, rest: rest < end ? rest : undefined }
}

type OwnNode = Exclude<YamlNode, AliasNode>
/** `from` and `end` are the place of both together. */
type Properties = { anchor?: string; tag?: string; from?: number; end?: number }

const NO_KEY_CONTENT: ReadonlySet<string> = new Set(['key', 'colon', 'block-end'])
const NO_ITEM_CONTENT: ReadonlySet<string> = new Set(['dash', 'block-end'])
const NO_INDENTLESS_CONTENT: ReadonlySet<string> = new Set(['dash', 'key', 'colon', 'block-end'])
const NO_FLOW_CONTENT: ReadonlySet<string> = new Set(['colon', ',', ']', '}'])

class Parser {
  private readonly text: string
  private readonly scanner: Scanner
  private readonly anchors = new Map<string, OwnNode>()
  private readonly aliases: AliasNode[] = []
  private level = 0

  constructor(text: string, start: number, end: number) {
    this.text = text
    this.scanner = new Scanner(text, start, end)
  }

  document(): ParsedYaml {
    const { scanner } = this
    if (this.text.startsWith('---', scanner.peek().start) && scanner.peek().type === 'document-end') scanner.next()
    const root = scanner.peek().type === 'stream-end' ? undefined : this.node(true, false)
    const { type, start } = scanner.peek()
    const rest = type === 'stream-end' ? undefined : Math.max(start, root?.end ?? start)
    return { root, comments: scanner.comments, aliases: this.aliases, rest }
  }

  /** `block` where block style may begin, `indentless` where a list may stand at its key's own column. */
  private node(block: boolean, indentless: boolean): YamlNode {
    this.level += 1
    if (this.level > MOST_LEVELS) throw new TooDeep(this.scanner.peek().start)
    const node = this.scanner.peek().type === 'alias' ? this.alias() : this.own(block, indentless)
    this.level -= 1
    return node
  }

  private alias(): AliasNode {
    const { start, end, text } = textOf(this.scanner.next())
    const alias: AliasNode = { kind: 'alias', name: text, target: this.anchors.get(text), start, end, from: start }
    this.aliases.push(alias)
    return alias
  }

  private own(block: boolean, indentless: boolean): OwnNode {
    const properties = this.properties()
    const { anchor, tag, from } = properties
    // An alias within its own anchor stands for nothing.
    if (anchor !== undefined) this.anchors.delete(anchor)
    const node = this.content(block, indentless, properties)
    if (from !== undefined) node.from = from
    if (tag !== undefined) node.tag = tag
    if (anchor === undefined) return node
    node.anchor = anchor
    this.anchors.set(anchor, node)
    return node
  }

  private properties(): Properties {
    const { scanner } = this
    const properties: Properties = {}
    for (;;) {
      const token = scanner.peek()
      if ((token.type !== 'anchor' && token.type !== 'tag') || properties[token.type] !== undefined) return properties
      scanner.next()
      properties[token.type] = token.text
      properties.from ??= token.start
      properties.end = token.end
    }
  }

  private content(block: boolean, indentless: boolean, { from, end }: Properties): OwnNode {
    const token = this.scanner.peek()
    const { type } = token
    if (type === 'scalar') {
      this.scanner.next()
      const { text, style, start } = token
      return { kind: 'scalar', text, style, start, end: token.end, from: start }
    }
    if (type === '[') return this.flowSequence()
    if (type === '{') return this.flowMapping()
    if (type === 'dash' && indentless) return this.blockSequence(false)
    if (type === 'block-sequence' && block) return this.blockSequence(true)
    if (type === 'block-mapping' && block) return this.blockMapping()
    if (from !== undefined && end !== undefined) return nothing(end)
    throw new YamlError(unexpected(token), token.start, token.end)
  }

  private blockSequence(indented: boolean): SequenceNode {
    const { scanner } = this
    if (indented) scanner.next()
    const { start, column } = scanner.peek()
    const items: ItemNode[] = []
    while (scanner.peek().type === 'dash') {
      const dash = scanner.next()
      const empty = (indented ? NO_ITEM_CONTENT : NO_INDENTLESS_CONTENT).has(scanner.peek().type)
      const node = empty ? nothing(dash.end) : this.node(true, false)
      items.push({ start: dash.start, end: Math.max(node.end, dash.end), node })
    }
    if (indented) this.expect('block-end', 'Items of one list must begin with - at the same column')
    return { kind: 'sequence', flow: false, column, items, start, from: start, end: items.at(-1)?.end ?? start }
  }

  private blockMapping(): MappingNode {
    const { scanner } = this
    const { start, column } = scanner.next()
    const pairs: PairNode[] = []
    while (scanner.peek().type === 'key') pairs.push(this.pair(NO_KEY_CONTENT, true))
    this.expect('block-end', 'Its indentation fits none of the lines above')
    return { kind: 'mapping', flow: false, column, pairs, start, from: start, end: pairs.at(-1)?.end ?? start }
  }

  /** A pair from its key sign on. `none` are the tokens before which a key or a value is left out. */
  private pair(none: ReadonlySet<string>, block: boolean): PairNode {
    const { scanner } = this
    const sign = scanner.next()
    const key = none.has(scanner.peek().type) ? nothing(sign.end) : this.node(block, block)
    const [value, colon] = this.valueOf(key, none, block)
    const explicit = sign.end > sign.start
    const end = Math.max(value.end, colon ?? key.end)
    return { key, value, colon, explicit, start: explicit ? sign.start : key.from, end }
  }

  private valueOf(key: YamlNode, none: ReadonlySet<string>, block: boolean): [YamlNode, number | undefined] {
    if (this.scanner.peek().type !== 'colon') return [nothing(key.end), undefined]
    const colon = this.scanner.next().end
    return [none.has(this.scanner.peek().type) ? nothing(colon) : this.node(block, block), colon]
  }

  private flowSequence(): SequenceNode {
    const { entries, ...place } = this.entries(']', (): ItemNode => {
      const node = this.scanner.peek().type === 'key' ? this.pairAsMapping() : this.node(false, false)
      return { start: node.from, end: node.end, node }
    })
    return { kind: 'sequence', flow: true, column: 0, items: entries, ...place }
  }

  private flowMapping(): MappingNode {
    const { entries, ...place } = this.entries('}', (): PairNode => {
      if (this.scanner.peek().type === 'key') return this.pair(NO_FLOW_CONTENT, false)
      const key = this.node(false, false)
      return { key, value: nothing(key.end), colon: undefined, explicit: false, start: key.from, end: key.end }
    })
    return { kind: 'mapping', flow: true, column: 0, pairs: entries, ...place }
  }

  /** `[a: b]`: a mapping of one pair without braces. */
  private pairAsMapping(): MappingNode {
    const pair = this.pair(NO_FLOW_CONTENT, false)
    const { start, end, key } = pair
    if (key.start === key.end) throw new YamlError('A key is missing here', start)
    return { kind: 'mapping', flow: true, column: 0, pairs: [{ ...pair, explicit: true }], start, end, from: start }
  }

  private entries<Entry>(close: ']' | '}', make: () => Entry): Range & { entries: Entry[]; from: number } {
    const { scanner } = this
    const { start } = scanner.next()
    const entries: Entry[] = []
    while (scanner.peek().type !== close) {
      if (ENDS.has(scanner.peek().type)) throw new YamlError('This bracket is never closed', start)
      if (entries.length > 0) this.expect(',', `A comma or ${close} is missing`)
      if (scanner.peek().type !== close) entries.push(make())
    }
    return { entries, start, from: start, end: scanner.next().end }
  }

  /** Takes a token of a type. */
  private expect(type: Token['type'], message: string): void {
    const token = this.scanner.peek()
    if (token.type !== type) throw new YamlError(message, token.start, token.end)
    this.scanner.next()
  }
}

const ENDS: ReadonlySet<string> = new Set(['stream-end', 'document-end'])

function unexpected({ type }: Token): string {
  if (type === 'dash') return 'A list (-) must begin on a line of its own'
  if (type === 'anchor' || type === 'tag') return 'A value has one anchor (&) and one tag (!) at most'
  if (type === 'alias') return 'An alias (*) takes no anchor and no tag'
  return 'A value is missing here'
}

function textOf(token: Token): { start: number; end: number; text: string } {
  if (!('text' in token)) throw new Error('A token has no text.')
  return token
}

/** What stands where nothing is written: null. */
function nothing(at: number): ScalarNode {
  return { kind: 'scalar', text: '', style: 'plain', start: at, end: at, from: at }
}
