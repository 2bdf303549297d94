import type * as YamlModule from 'yaml'
import type { Alias, CST, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type {
  AliasNode,
  ItemNode,
  MappingNode,
  PairNode,
  ScalarNode,
  ScalarStyle,
  SequenceNode,
  YamlNode,
} from './node.ts'

/** The parts of the `yaml` package in use. It is loaded where it is needed: that takes as long as the rest of a run. */
export type Yaml = Pick<
  typeof YamlModule,
  'Composer' | 'Parser' | 'isAlias' | 'isMap' | 'isPair' | 'isScalar' | 'isSeq'
>

/** Why a text is no YAML to kubectl, and the offset where that was seen. */
export type SyntaxProblem = { reason: string; offset: number }

/** `end` is where the document ends: what follows is another one, which kubectl does not look at. */
export type Parsed = { root: YamlNode | undefined; end: number; problem: SyntaxProblem | undefined }

/**
 * Parses the first YAML document of a text. All offsets are moved by `shift`. Scalars are not interpreted: that is
 * done where the value is made.
 */
export function parseYaml(text: string, shift: number, yaml: Yaml): Parsed {
  const { tokens, end } = firstDocument(text, yaml)
  const composer = new yaml.Composer({
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    resolveKnownTags: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  })
  const [document] = [...composer.compose(tokens, true, text.length)]
  if (document === undefined) return { root: undefined, end: shift + end, problem: undefined }
  const error = document.errors.find((found) => !isHarmless(text, found))
  if (error !== undefined)
    return {
      root: undefined,
      end: shift + end,
      problem: { reason: wording(error.message), offset: shift + error.pos[0] },
    }
  const root = document.contents === null ? undefined : new Converter(text, shift, yaml).run(document, tokens)
  return { root, end: shift + end, problem: undefined }
}

function firstDocument(text: string, yaml: Yaml): { tokens: CST.Token[]; end: number } {
  const tokens = [...new yaml.Parser().parse(text)]
  const first = tokens.findIndex((token) => token.type === 'document')
  const marker = tokens.findIndex((token, index) => index > first && token.type === 'doc-end')
  const [cut, end] = marker === -1 ? [tokens.length, text.length] : [marker, tokens[marker]?.offset ?? text.length]
  return { tokens: tokens.slice(0, cut), end }
}

/** A closing bracket at the indentation of its key: the library objects, kubectl's reader does not. */
function isHarmless(text: string, error: { code: string; pos: [number, number] }): boolean {
  return error.code === 'BAD_INDENT' && /[\]}]/.test(text.charAt(error.pos[0]))
}

/** The library's messages go on with the source line, which may hold a secret. */
function wording(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}

type OwnNode = Exclude<YamlNode, AliasNode>

/** Turns the library's nodes into ours. A class, because anchors met before an alias have to be known. */
class Converter {
  private readonly text: string
  private readonly shift: number
  private readonly yaml: Yaml
  private readonly anchors = new Map<string, OwnNode>()

  constructor(text: string, shift: number, yaml: Yaml) {
    this.text = text
    this.shift = shift
    this.yaml = yaml
  }

  run(document: Document, tokens: readonly CST.Token[]): YamlNode | undefined {
    const token = tokens.find((found) => found.type === 'document')
    return document.contents === null ? undefined : this.node(document.contents, token?.start ?? [])
  }

  /** `before` are the tokens between what precedes and the node: its anchor and its tag are among them. */
  private node(node: Node, before: readonly CST.Token[]): YamlNode {
    const from = before.find(({ type }) => type === 'anchor' || type === 'tag')?.offset
    if (this.yaml.isAlias(node)) return this.alias(node)
    const made = this.own(node)
    if (from !== undefined) made.from = from + this.shift
    if (node.tag !== undefined) made.tag = node.tag
    if (node.anchor !== undefined) {
      made.anchor = node.anchor
      this.anchors.set(node.anchor, made)
    }
    return made
  }

  private own(node: Node): OwnNode {
    if (this.yaml.isMap(node)) return this.mapping(node)
    if (this.yaml.isSeq(node)) return this.sequence(node)
    return this.scalar(node as Scalar)
  }

  private alias(node: Alias): AliasNode {
    const place = this.place(node)
    return { kind: 'alias', name: node.source, target: this.anchors.get(node.source), ...place }
  }

  private scalar(node: Scalar): ScalarNode {
    const { start, end } = this.place(node)
    const style = STYLES[node.type ?? ''] ?? 'plain'
    const written = this.text.slice(start - this.shift, end - this.shift)
    const own =
      style === 'plain' || style === 'literal' || style === 'folded' ? written.trimEnd().length : end - start
    const text = typeof node.value === 'string' ? node.value : ''
    return { kind: 'scalar', text, style, start, from: start, end: start + own }
  }

  private mapping(node: YAMLMap): MappingNode {
    const place = this.place(node)
    const flow = node.flow === true
    const pairs = node.items.map((pair) => this.pair(pair as Pair<Node | null, Node | null>))
    const first = pairs[0]
    const column = first === undefined || flow ? 0 : this.columnOf(first.start)
    if (!flow) place.end = pairs.at(-1)?.end ?? place.end
    return { kind: 'mapping', flow, column, pairs, ...place }
  }

  private pair(pair: Pair<Node | null, Node | null>): PairNode {
    const { start: before = [], sep = [] } = pair.srcToken ?? {}
    const mark = before.find(({ type }) => type === 'explicit-key-ind')
    const colonToken = sep.find(({ type }) => type === 'map-value-ind')
    const colon = colonToken === undefined ? undefined : colonToken.offset + 1 + this.shift
    const at = (mark?.offset ?? colonToken?.offset ?? 0) + this.shift
    const key = pair.key === null ? nothingAt(at) : this.node(pair.key, before)
    const value = pair.value === null ? nothingAt(colon ?? key.end) : this.node(pair.value, sep)
    const start = mark === undefined ? key.from : mark.offset + this.shift
    return { key, value, colon, explicit: mark !== undefined, start, end: Math.max(value.end, colon ?? key.end) }
  }

  private sequence(node: YAMLSeq): SequenceNode {
    const place = this.place(node)
    const flow = node.flow === true
    const token = node.srcToken
    const parts = token?.type === 'block-seq' || token?.type === 'flow-collection' ? token.items : []
    const items = node.items.map((item, index): ItemNode => {
      const before = parts[index]?.start ?? []
      const dash = before.find(({ type }) => type === 'seq-item-ind')
      const made = this.yaml.isPair(item)
        ? this.pairAsMapping(item as Pair<Node | null, Node | null>)
        : this.node(item as Node, before)
      const start = dash === undefined ? made.from : dash.offset + this.shift
      return { start, end: Math.max(made.end, dash === undefined ? start : start + 1), node: made }
    })
    const column = flow || items[0] === undefined ? 0 : this.columnOf(items[0].start)
    if (!flow) place.end = items.at(-1)?.end ?? place.end
    return { kind: 'sequence', flow, column, items, ...place }
  }

  /** `[a: b]`: a mapping of one pair without braces. */
  private pairAsMapping(item: Pair<Node | null, Node | null>): MappingNode {
    const pair = this.pair(item)
    const { start, end } = pair
    return { kind: 'mapping', flow: true, column: 0, pairs: [{ ...pair, explicit: true }], start, from: start, end }
  }

  private columnOf(offset: number): number {
    const local = offset - this.shift
    return local - this.text.lastIndexOf('\n', local - 1) - 1
  }

  private place(node: Node): { start: number; from: number; end: number } {
    if (!node.range) throw new Error('A node of the YAML library has no range')
    const start = node.range[0] + this.shift
    return { start, from: start, end: node.range[1] + this.shift }
  }
}

function nothingAt(position: number): ScalarNode {
  return { kind: 'scalar', text: '', style: 'plain', start: position, from: position, end: position }
}
