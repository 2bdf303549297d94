import type { Change } from './edit.ts'
import { SECTIONS, indexOfEntry, itemsMentioning } from './model.ts'
import { findPair } from './tree.ts'
import type { SeqNode, Tree, TreeNode } from './tree.ts'
import { sameValue, toValue, valueOf } from './value.ts'
import type { Value, ValueMap } from './value.ts'

/** True if the second tree is the first with exactly these changes. Throws `RangeError` as `valueOf` does. */
export function isAsIntended(before: Tree, after: Tree, changes: readonly Change[]): boolean {
  const depth: Depth = before.ordinary && after.ordinary ? depthOf(before, changes) : { kind: 'all' }
  const expected = snapshot(before, depth)
  for (const change of changes) applyChange(expected, change)
  return sameValue(expected, snapshot(after, depth))
}

/**
 * How much of a file is compared as content. Where the scanner read both texts, equal text is equal content, and what
 * no change is about is compared as text: that keeps the check of a large file cheap.
 *
 * - `all`: everything is content.
 * - `items`: of the lists named in `sections`, the items at these indexes are content and the rest is text. Only where
 *   no change adds or removes an item.
 * - `lists`: the lists named in `sections` are compared item by item, those that mention one of the names as content.
 */
type Depth =
  | { kind: 'all' }
  | { kind: 'items'; sections: Map<string, number[]> }
  | { kind: 'lists'; sections: Set<string>; names: Set<string> }

function depthOf(tree: Tree, changes: readonly Change[]): Depth {
  const items = new Map<string, number[]>([['current-context', []]])
  const lists = { kind: 'lists' as const, sections: new Set(['current-context']), names: new Set<string>() }
  let moves = false
  for (const change of changes) {
    if (change.kind === 'current-context') continue
    const { section, name } = change
    lists.sections.add(section)
    lists.names.add(name)
    if (change.kind === 'rename') lists.names.add(change.to)
    const index = indexOfEntry(tree, section, name)
    if (change.kind === 'add' || change.kind === 'remove' || index === -1) moves = true
    else items.set(section, [...(items.get(section) ?? []), index])
  }
  return moves ? lists : { kind: 'items', sections: items }
}

/** A file's content for comparing. Lists that are missing, null or empty are the same to kubectl. */
function snapshot(tree: Tree, depth: Depth): ValueMap {
  const { text, root } = tree
  const content: ValueMap = new Map()
  for (const { key } of root?.pairs ?? []) {
    const pair = root === undefined ? undefined : findPair(root, key)
    if (pair === undefined) continue
    const asText = depth.kind !== 'all' && !depth.sections.has(key)
    content.set(key, asText ? { source: text.slice(pair.start, pair.end) } : topValue(tree, key, pair.value, depth))
  }
  for (const section of Object.keys(SECTIONS)) if (isAbsent(content.get(section))) content.set(section, [])
  if (isAbsent(content.get('current-context'))) content.set('current-context', '')
  return content
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || value === null
}

function topValue(tree: Tree, key: string, node: TreeNode, depth: Depth): Value {
  if (depth.kind === 'all' || node.kind !== 'seq') return valueOf(node)
  // Text is a string here and content a map, so that neither can pass for the other.
  if (depth.kind === 'items') return aroundItems(tree, node, depth.sections.get(key) ?? [])
  const mentioning = new Set([...depth.names].flatMap((name) => itemsMentioning(tree, node, name)))
  return node.items.map((item) => (mentioning.has(item) ? valueOf(item.node) : tree.text.slice(item.start, item.end)))
}

/** The content of some items, and the text before, between and after them. */
function aroundItems({ text }: Tree, list: SeqNode, indexes: number[]): Value[] {
  const parts: Value[] = []
  let position = list.start
  for (const index of [...new Set(indexes)].toSorted((one, other) => one - other)) {
    const item = list.items[index]
    if (item === undefined) continue
    parts.push(text.slice(position, item.start), valueOf(item.node))
    position = item.end
  }
  parts.push(text.slice(position, list.end))
  return parts
}

function applyChange(content: ValueMap, change: Change): void {
  if (change.kind === 'current-context') {
    content.set('current-context', change.value)
    return
  }
  const items = content.get(change.section)
  if (!Array.isArray(items)) return
  switch (change.kind) {
    case 'add':
      items.push(
        new Map<string, Value>([
          ['name', change.name],
          [SECTIONS[change.section], toValue(change.body)],
        ]),
      )
      return
    case 'remove':
      content.set(
        change.section,
        items.filter((item) => nameOf(item) !== change.name),
      )
      return
    case 'rename':
      for (const item of items) if (nameOf(item) === change.name && item instanceof Map) item.set('name', change.to)
      return
    case 'field':
      for (const item of items) if (nameOf(item) === change.name && item instanceof Map) applyField(item, change)
  }
}

function applyField(item: ValueMap, change: Change & { kind: 'field' }): void {
  const key = SECTIONS[change.section]
  const body = item.get(key)
  const content: ValueMap = body instanceof Map ? body : new Map()
  if (change.value === undefined) content.delete(change.field)
  else content.set(change.field, toValue(change.value))
  item.set(key, content)
}

function nameOf(item: Value): Value | undefined {
  return item instanceof Map ? (item.get('name') ?? '') : undefined
}
