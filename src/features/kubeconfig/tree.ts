/**
 * What a kubeconfig's YAML looks like, with the place of every node in the text.
 *
 * The scanner (fast) and the YAML library (thorough) both make this tree, so that reading, editing and checking exist
 * once. Scalars keep their source: `value` is the text without its quotes, `plain` says that there were none. What a
 * plain scalar means is decided where it is used, by `readPlain`.
 */
export type TreeNode = MapNode | SeqNode | ScalarNode | AliasNode

/**
 * Offsets into the text (UTF-16 units): the node's own characters, without an anchor or a tag before it, and without
 * the line break after it.
 */
type Place = { start: number; end: number; tag?: string }

export type ScalarNode = Place & { kind: 'scalar'; value: string; plain: boolean }

/** `column` is that of the keys in block style. */
export type MapNode = Place & { kind: 'map'; flow: boolean; column: number; pairs: Pair[] }

/** `explicit` marks the `? key` form, which is read but never edited. `colon` is the offset after the colon. */
export type Pair = { key: string; start: number; colon: number; end: number; value: TreeNode; explicit: boolean }

/** `column` is that of the dashes in block style. */
export type SeqNode = Place & { kind: 'seq'; flow: boolean; column: number; items: SeqItem[] }

/** `start` is the dash in block style. */
export type SeqItem = { start: number; end: number; node: TreeNode }

export type AliasNode = Place & { kind: 'alias'; target: TreeNode }

/** One file's first document. `root` is undefined where it holds nothing, or nothing but comments. */
export type Tree = {
  text: string
  root: MapNode | undefined
  /** True if `scan` made it: no aliases and no escapes, so that equal text means equal content. */
  ordinary: boolean
  /** The end of the first document's content: where new top-level keys may follow. */
  end: number
}

/** The node itself, or what an alias stands for. */
export function dereference(node: TreeNode): Exclude<TreeNode, AliasNode> {
  let found = node
  while (found.kind === 'alias') found = found.target
  return found
}

/**
 * The pair that decides a key's value, as kubectl's reader decides it: pairs count in order, a later one replaces an
 * earlier one, and a merge key (`<<`) counts at its place like the pairs it brings in. (Observed with kubectl 1.32;
 * sigs.k8s.io/yaml decodes with go-yaml 2, which does not give explicit keys priority.)
 */
export function findPair(map: MapNode, key: string): Pair | undefined {
  for (let index = map.pairs.length - 1; index >= 0; index -= 1) {
    const pair = map.pairs[index]
    if (pair === undefined) continue
    if (pair.key === key) return pair
    if (pair.key !== '<<') continue
    for (const source of mergeSources(pair.value)) {
      const inherited = findPair(source, key)
      if (inherited !== undefined) return inherited
    }
  }
  return undefined
}

/** The maps a merge key brings in, the deciding one first. */
export function mergeSources(value: TreeNode): MapNode[] {
  const node = dereference(value)
  if (node.kind === 'map') return [node]
  if (node.kind !== 'seq') return []
  return node.items.flatMap((item) => mergeSources(item.node))
}

/** The value under a key, aliases followed; undefined where the key is missing. */
export function lookUp(map: MapNode, key: string): Exclude<TreeNode, AliasNode> | undefined {
  const pair = findPair(map, key)
  return pair === undefined ? undefined : dereference(pair.value)
}

/** Line and column (both from 1) of an offset, for messages. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lines = before.split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
