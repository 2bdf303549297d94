import { isNull } from './model.ts'
import { readPlain } from '../manifests/plain-scalar.ts'
import { dereference, mergeSources } from './tree.ts'
import type { MapNode, ScalarNode, TreeNode } from './tree.ts'

/**
 * Content without places, as kubectl takes it: what is compared to see that an edit did what it should, and what is
 * written. `source` is a scalar that is none of the others (a number, a tagged text), as it stands in the file.
 */
export type Value = string | boolean | null | Source | Value[] | ValueMap

export type ValueMap = Map<string, Value>

export type Source = { source: string }

/** Aliases make a small text stand for a large content; kubectl's reader has a limit too. */
const MOST_NODES = 2_000_000

/** The content of a node, aliases and merge keys expanded. Throws `RangeError` where that grows beyond all measure. */
export function valueOf(node: TreeNode, budget = { left: MOST_NODES }): Value {
  budget.left -= 1
  if (budget.left < 0) throw new RangeError('The aliases of this file expand to too much.')
  const found = dereference(node)
  switch (found.kind) {
    case 'scalar':
      return scalarValue(found)
    case 'seq':
      return found.items.map((item) => valueOf(item.node, budget))
    case 'map':
      return mapValue(found, budget)
  }
}

/** `!!str`, as the library spells it out. */
const TEXT_TAG = 'tag:yaml.org,2002:str'

function scalarValue(node: ScalarNode): Value {
  if (node.tag !== undefined && node.tag !== TEXT_TAG) return { source: `${node.tag} ${node.value}` }
  if (!node.plain || node.tag === TEXT_TAG) return node.value
  const value = readPlain(node.value)
  return typeof value === 'number' ? { source: node.value } : value
}

function mapValue(map: MapNode, budget: { left: number }): ValueMap {
  const value: ValueMap = new Map()
  for (const pair of map.pairs) {
    if (pair.key !== '<<') value.set(pair.key, valueOf(pair.value, budget))
    else
      for (const source of mergeSources(pair.value).toReversed())
        for (const [key, inherited] of mapValue(source, budget)) value.set(key, inherited)
  }
  return value
}

/** True if both are the same content; the order of keys does not count. */
export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, index) => sameValue(item, other[index]))
    )
  if (Array.isArray(other)) return false
  if (one instanceof Map) {
    if (!(other instanceof Map) || one.size !== other.size) return false
    return [...one].every(([key, item]) => other.has(key) && sameValue(item, other.get(key)))
  }
  return !(other instanceof Map) && one.source === other.source
}

/** Plain data as a value; keys keep their order, those that are undefined are left out. */
export type Data = string | boolean | null | Data[] | { [key: string]: Data | undefined }

/** Turns plain data into a value. */
export function toValue(data: Data): Value {
  if (data === null || typeof data !== 'object') return data
  if (Array.isArray(data)) return data.map(toValue)
  return new Map(Object.entries(data).flatMap(([key, item]) => (item === undefined ? [] : [[key, toValue(item)]])))
}

/** True if a key's value is missing, null or empty, which kubectl does not tell apart for lists and maps. */
export function isEmptyNode(node: TreeNode): boolean {
  if (node.kind === 'seq') return node.items.length === 0
  if (node.kind === 'map') return node.pairs.length === 0
  return isNull(node)
}
