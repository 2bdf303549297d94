import type { Change } from './edit.ts'
import { SECTIONS } from './model.ts'
import { findPair } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'
import { sameValue, toValue, valueOf } from './value.ts'
import type { Value, ValueMap } from './value.ts'

/** True if the second tree is the first with exactly these changes. Throws `RangeError` as `valueOf` does. */
export function isAsIntended(before: Tree, after: Tree, changes: readonly Change[]): boolean {
  const touched = new Set(changes.flatMap(namesIn))
  // Text stands for content only where both were read by the scanner.
  const shallow = before.ordinary && after.ordinary
  const expected = snapshot(before, shallow ? touched : undefined, changes)
  for (const change of changes) applyChange(expected, change)
  return sameValue(expected, snapshot(after, shallow ? touched : undefined, changes))
}

function namesIn(change: Change): string[] {
  switch (change.kind) {
    case 'current-context':
      return []
    case 'rename':
      return [change.name, change.to]
    case 'field':
    case 'remove':
    case 'add':
      return [change.name]
  }
}

/**
 * A file's content for comparing. With `touched`, whatever names no touched entry is represented by its text: that
 * keeps the check of a large file cheap. Lists that are missing, null or empty are the same to kubectl.
 */
function snapshot(tree: Tree, touched: Set<string> | undefined, changes: readonly Change[]): ValueMap {
  const { text, root } = tree
  const content: ValueMap = new Map()
  const sections = new Set<string>(
    changes.map((change) => (change.kind === 'current-context' ? change.kind : change.section)),
  )
  for (const { key } of root?.pairs ?? []) {
    const pair = root === undefined ? undefined : findPair(root, key)
    if (pair === undefined) continue
    const asText = touched !== undefined && !sections.has(key)
    content.set(key, asText ? { source: text.slice(pair.start, pair.end) } : topValue(text, pair.value, touched))
  }
  for (const section of Object.keys(SECTIONS)) if (isAbsent(content.get(section))) content.set(section, [])
  if (isAbsent(content.get('current-context'))) content.set('current-context', '')
  return content
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || value === null
}

function topValue(text: string, node: TreeNode, touched: Set<string> | undefined): Value {
  if (touched === undefined || node.kind !== 'seq') return valueOf(node)
  return node.items.map((item) => {
    const source = text.slice(item.start, item.end)
    for (const name of touched) if (source.includes(name)) return valueOf(item.node)
    return { source }
  })
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
