import type { Range } from './document.ts'

/**
 * The YAML of one document with the place of everything in it: what the reader makes a value of, and what edits are
 * placed by. All offsets are those of the source's text.
 */
export type YamlNode = MappingNode | SequenceNode | ScalarNode | AliasNode

/** `start` and `end` are the node's own characters; `from` is where its anchor or tag begins, else `start`. */
type Placed = Range & { from: number; anchor?: string; tag?: string }

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** `text` is the content without quotes, escapes and folds. The end of a block scalar is that of its last line. */
export type ScalarNode = Placed & { kind: 'scalar'; text: string; style: ScalarStyle }

/** In flow style `start` and `end` are the brackets; `column` (of the keys, from 0) counts in block style alone. */
export type MappingNode = Placed & { kind: 'mapping'; flow: boolean; column: number; pairs: PairNode[] }

/**
 * `start` is that of the key, or of the question mark of an `explicit` one; `colon` the offset after the colon,
 * undefined where there is none.
 */
export type PairNode = Range & { key: YamlNode; value: YamlNode; colon: number | undefined; explicit: boolean }

/** `column` as in a mapping: that of the dashes. */
export type SequenceNode = Placed & { kind: 'sequence'; flow: boolean; column: number; items: ItemNode[] }

/** `start` is the dash in block style. */
export type ItemNode = Range & { node: YamlNode }

/** `target` is undefined where nothing before it has that name. */
export type AliasNode = Placed & { kind: 'alias'; name: string; target: Exclude<YamlNode, AliasNode> | undefined }

/** A node and all below it, in the order of the text. Aliases are not followed. */
export function* nodesOf(node: YamlNode): Generator<YamlNode> {
  yield node
  if (node.kind === 'sequence') for (const { node: item } of node.items) yield* nodesOf(item)
  if (node.kind !== 'mapping') return
  for (const { key, value } of node.pairs) {
    yield* nodesOf(key)
    yield* nodesOf(value)
  }
}

/** The place alone. */
export function rangeOf({ start, end }: Range): Range {
  return { start, end }
}

/** True for null, and for collections with nothing in them: what a first entry may take the place of. */
export function isNothing(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.style === 'plain' && node.tag === undefined && NULLS.has(node.text)
  if (node.kind === 'alias') return false
  return (node.kind === 'mapping' ? node.pairs : node.items).length === 0
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL'])
