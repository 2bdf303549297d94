import type * as YamlModule from 'yaml'
import type { Alias, CST, Document, Node, Pair as YamlPair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { AliasNode, MapNode, Pair, ScalarNode, SeqItem, SeqNode, Tree, TreeNode } from './tree.ts'

/** Why a text is no YAML: `offset` is where the reader stumbled. The caller knows the file's name. */
export type Unreadable = { reason: string; offset: number }

/**
 * The thorough path: any YAML or JSON, by the `yaml` package. Scalars are taken as text (failsafe schema), as `scan`
 * does. Only the first document counts, as in kubectl; what follows is neither read nor judged.
 */
export async function parseDocument(text: string): Promise<Tree | Unreadable> {
  const yaml = await import('yaml')
  const tokens = firstDocument([...new yaml.Parser().parse(text)])
  const composer = new yaml.Composer({
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    keepSourceTokens: true,
  })
  const [document] = [...composer.compose(tokens, true, text.length)]
  if (document === undefined) return { text, root: undefined, ordinary: false, end: text.length }
  const error = document.errors.find((found) => !isHarmless(text, found))
  if (error !== undefined) return { reason: firstLine(error.message), offset: error.pos[0] }
  return new Converter(text, document, yaml).run()
}

/** True for a result of `parseDocument` that is no tree. */
export function isUnreadable(result: Tree | Unreadable): result is Unreadable {
  return 'reason' in result
}

function firstDocument(tokens: CST.Token[]): CST.Token[] {
  const first = tokens.findIndex((token) => token.type === 'document')
  return first === -1 ? tokens : tokens.slice(0, first + 1)
}

/** A closing bracket at the indentation of its key: the library objects, kubectl's reader does not. */
function isHarmless(text: string, error: { code: string; pos: [number, number] }): boolean {
  return error.code === 'BAD_INDENT' && /[\]}]/.test(text.charAt(error.pos[0]))
}

/** The library's messages go on with the source line, which may hold a secret. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
}

/** The parts of the library that tell its nodes apart; it is loaded when it is needed. */
type Yaml = Pick<typeof YamlModule, 'isAlias' | 'isMap' | 'isPair' | 'isScalar' | 'isSeq'>

class Unconvertible extends Error {
  readonly offset: number
  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}

/** Turns the library's nodes into ours. A class, because anchors met before an alias have to be known. */
class Converter {
  private readonly text: string
  private readonly document: Document
  private readonly yaml: Yaml
  private readonly anchors = new Map<string, TreeNode>()

  constructor(text: string, document: Document, yaml: Yaml) {
    this.text = text
    this.document = document
    this.yaml = yaml
  }

  run(): Tree | Unreadable {
    const { contents, range } = this.document
    try {
      const root = contents === null ? undefined : this.convert(contents)
      const { text } = this
      if (root === undefined || (root.kind === 'scalar' && root.plain && /^(|~|null)$/i.test(root.value)))
        return { text, root: undefined, ordinary: false, end: range?.[1] ?? text.length }
      if (root.kind !== 'map') return { reason: 'It holds no mapping of keys to values', offset: root.start }
      return { text, root, ordinary: false, end: root.end }
    } catch (error) {
      if (error instanceof Unconvertible) return { reason: error.message, offset: error.offset }
      throw error
    }
  }

  private convert(node: Node): TreeNode {
    if (this.yaml.isAlias(node)) return this.convertAlias(node)
    const converted = this.convertOwn(node)
    if (node.tag !== undefined) converted.tag = node.tag
    // Only now: an alias inside of its own anchor must find nothing.
    if (!this.yaml.isAlias(node) && node.anchor !== undefined) this.anchors.set(node.anchor, converted)
    return converted
  }

  private convertOwn(node: Node): MapNode | SeqNode | ScalarNode {
    if (this.yaml.isMap(node)) return this.convertMap(node)
    if (this.yaml.isSeq(node)) return this.convertSeq(node)
    return this.convertScalar(node as Scalar)
  }

  private convertAlias(node: Alias): AliasNode {
    const [start, end] = placeOf(node)
    const target = this.anchors.get(node.source)
    if (target === undefined) throw new Unconvertible(`The alias *${node.source} stands for nothing before it`, start)
    return { kind: 'alias', target, start, end }
  }

  private convertScalar(node: Scalar): ScalarNode {
    const [start, end] = placeOf(node)
    const plain = node.type === 'PLAIN' || node.type === undefined || node.type === null
    const trimmed = start + this.text.slice(start, end).trimEnd().length
    return { kind: 'scalar', value: typeof node.value === 'string' ? node.value : '', plain, start, end: trimmed }
  }

  private convertMap(node: YAMLMap): MapNode {
    const [start, end] = placeOf(node)
    const pairs = node.items.map((pair) => this.convertPair(pair as YamlPair<Node, Node | null>))
    const flow = node.flow === true
    const first = pairs[0]
    const column = first === undefined || flow ? 0 : this.columnOf(first.start)
    return { kind: 'map', flow, column, pairs, start, end: flow ? end : (pairs.at(-1)?.end ?? end) }
  }

  private convertPair(pair: YamlPair<Node, Node | null>): Pair {
    const { key } = pair
    const [start, keyEnd] = placeOf(key)
    if (!this.yaml.isScalar(key) || typeof key.value !== 'string')
      throw new Unconvertible('A key is no plain text', start)
    const source = pair.srcToken
    const colonToken = source?.sep?.find((token) => token.type === 'map-value-ind')
    const unusual = source?.start.some((token) => ['explicit-key-ind', 'anchor', 'tag'].includes(token.type)) ?? true
    const colon = colonToken === undefined ? keyEnd : colonToken.offset + 1
    const value = pair.value === null ? nothingAt(keyEnd) : this.convert(pair.value)
    const end = Math.max(value.end, colon)
    return { key: key.value, start, colon, end, value, explicit: unusual || colonToken === undefined }
  }

  private convertSeq(node: YAMLSeq): SeqNode {
    const [start, end] = placeOf(node)
    const flow = node.flow === true
    const starts = flow ? undefined : dashesOf(node)
    const items = node.items.map((item, index): SeqItem => {
      const converted = this.yaml.isPair(item)
        ? this.pairAsMap(item as YamlPair<Node, Node | null>)
        : this.convert(item as Node)
      const itemStart = starts?.[index] ?? converted.start
      return { start: itemStart, end: Math.max(converted.end, itemStart + (flow ? 0 : 1)), node: converted }
    })
    const column = flow || items[0] === undefined ? 0 : this.columnOf(items[0].start)
    return { kind: 'seq', flow, column, items, start, end: flow ? end : (items.at(-1)?.end ?? end) }
  }

  /** `[a: b]`: a map of one pair without braces. */
  private pairAsMap(item: YamlPair<Node, Node | null>): MapNode {
    const pair = this.convertPair(item)
    return {
      kind: 'map',
      flow: true,
      column: 0,
      pairs: [{ ...pair, explicit: true }],
      start: pair.start,
      end: pair.end,
    }
  }

  private columnOf(offset: number): number {
    const lineStart = Math.max(this.text.lastIndexOf('\n', offset - 1), this.text.lastIndexOf('\r', offset - 1)) + 1
    const mark = lineStart === 0 && this.text.startsWith('\ufeff') ? 1 : 0
    return offset - lineStart - mark
  }
}

function placeOf(node: Node): [number, number] {
  if (!node.range) throw new Error('A node of the YAML library has no range')
  return [node.range[0], node.range[1]]
}

function dashesOf(seq: YAMLSeq): number[] {
  const token = seq.srcToken
  if (token?.type !== 'block-seq') return []
  return token.items.flatMap(({ start }) => {
    const dash = start.find((part) => part.type === 'seq-item-ind')
    return dash === undefined ? [] : [dash.offset]
  })
}

function nothingAt(position: number): ScalarNode {
  return { kind: 'scalar', value: '', plain: true, start: position, end: position }
}
