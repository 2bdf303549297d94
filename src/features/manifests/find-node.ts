import type { Path } from './document.ts'
import { isMerge, keyText } from './key-text.ts'
import type { AliasNode, ItemNode, MappingNode, PairNode, SequenceNode, YamlNode } from './node.ts'

/** Where a path leads. */
export type FoundNode = {
  /** As it stands there: an alias is not followed. */
  node: YamlNode
  /** What holds it; undefined for the root. */
  place:
    | { mapping: MappingNode; pair: PairNode }
    | { sequence: SequenceNode; item: ItemNode; index: number }
    | undefined
  /** Set where the way there led through an alias or a merge key: the text stands elsewhere, and counts elsewhere too. */
  through: 'alias' | 'merge' | undefined
  /** The nodes on the way, from the root to the node itself. */
  nodes: readonly YamlNode[]
}

/** The node at a path as kubectl reads the document; undefined where there is none. */
export function findNode(root: YamlNode, path: Path): FoundNode | undefined {
  let found: FoundNode = { node: root, place: undefined, through: undefined, nodes: [root] }
  for (const step of path) {
    const next = descend(found, step)
    if (next === undefined) return undefined
    found = next
  }
  return found
}

function descend({ node, through, nodes }: FoundNode, step: string | number): FoundNode | undefined {
  const holder = dereference(node)
  const passed = node.kind === 'alias' ? 'alias' : through
  if (holder?.kind === 'sequence') {
    const index = Number(step)
    const item = holder.items[index]
    if (item === undefined) return undefined
    return {
      node: item.node,
      place: { sequence: holder, item, index },
      through: passed,
      nodes: [...nodes, item.node],
    }
  }
  if (holder?.kind !== 'mapping') return undefined
  const hit = findPair(holder, String(step))
  if (hit === undefined) return undefined
  const { mapping, pair } = hit
  const by = mapping === holder ? passed : 'merge'
  return { node: pair.value, place: { mapping, pair }, through: by, nodes: [...nodes, pair.value] }
}

/** The node itself, or what an alias stands for. */
export function dereference(node: YamlNode): Exclude<YamlNode, AliasNode> | undefined {
  return node.kind === 'alias' ? node.target : node
}

/**
 * Why a node counts at another place too: it is reached through an alias or a merge key, or it stands within an anchor
 * that is used. Undefined where it stands for itself.
 */
export function sharing(found: FoundNode, aliases: readonly AliasNode[]): 'alias' | 'merge' | 'anchor' | undefined {
  if (found.through !== undefined) return found.through
  if (found.node.kind === 'alias') return 'alias'
  const anchored = new Set<YamlNode>(found.nodes.filter((node) => node.anchor !== undefined))
  return aliases.some(({ target }) => target !== undefined && anchored.has(target)) ? 'anchor' : undefined
}

type Hit = { mapping: MappingNode; pair: PairNode }

/** Pairs by key of mappings that were asked for, for as long as these live. */
const indexes = new WeakMap<MappingNode, Map<string, Hit>>()

/** The pair that decides a key's value: the last one, where a merge key counts at its place. */
export function findPair(mapping: MappingNode, key: string): Hit | undefined {
  return pairsByKey(mapping).get(key)
}

function pairsByKey(mapping: MappingNode): Map<string, Hit> {
  const known = indexes.get(mapping)
  if (known !== undefined) return known
  const pairs = new Map<string, Hit>()
  for (const pair of mapping.pairs) {
    if (!isMerge(pair)) pairs.set(keyText(pair.key) ?? '', { mapping, pair })
    else for (const source of mergeSources(pair)) for (const [key, hit] of pairsByKey(source)) pairs.set(key, hit)
  }
  indexes.set(mapping, pairs)
  return pairs
}

/** The mappings that a merge key brings in, the deciding one last. */
function mergeSources({ value }: PairNode): MappingNode[] {
  const nodes = value.kind === 'sequence' ? value.items.map(({ node }) => node).toReversed() : [value]
  return nodes.map(dereference).filter((node): node is MappingNode => node?.kind === 'mapping')
}
