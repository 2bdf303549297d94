import { NotAKubeconfig, SECTIONS, indexOfEntry } from './model.ts'
import type { Section } from './model.ts'
import { NotEditable, addItem, applySplices, newlineOf, removeItem, removePair, setPair } from './splice.ts'
import type { Splice } from './splice.ts'
import { dereference } from './tree.ts'
import type { MapNode, Pair, SeqNode, Tree } from './tree.ts'
import { isEmptyNode, toValue, valueOf } from './value.ts'
import type { Data } from './value.ts'
import { isAsIntended } from './verify.ts'

/** One intended change of one file. Names are those before all changes. */
export type Change =
  | { kind: 'current-context'; value: string }
  | { kind: 'rename'; section: Section; name: string; to: string }
  /** Sets a field of an entry's body, or removes it where the value is undefined. */
  | { kind: 'field'; section: Section; name: string; field: string; value: Data | undefined }
  | { kind: 'remove'; section: Section; name: string }
  | { kind: 'add'; section: Section; name: string; body: Data }

/** Turns a text into a tree; throws where it cannot be read. */
export type Parse = (text: string) => Promise<Tree>

/**
 * A file's text with changes made in place; every byte outside of the touched nodes stays. The result is parsed again
 * and must differ from the original by exactly these changes. Where a field comes from a merge key or stands there
 * twice, the entry's content is written out instead, so that it no longer depends on them.
 *
 * Throws `NotEditable` where the file's layout does not allow it (an anchor that another entry uses, say).
 */
export async function edit(tree: Tree, changes: readonly Change[], parse: Parse): Promise<string> {
  const base = tree.root === undefined ? await withSkeleton(tree, parse) : tree
  const hasFields = changes.some(({ kind }) => kind === 'field')
  const ways = [together, ...(changes.length > 1 ? [oneByOne(false)] : []), ...(hasFields ? [oneByOne(true)] : [])]
  for (const way of ways) {
    const text = await attempt(base, changes, parse, way)
    if (text !== undefined) return text
  }
  throw new NotEditable('An anchor, a merge key or an unusual layout stands in the way')
}

/** A way to make the changes; undefined where it does not fit. */
type Way = (tree: Tree, changes: readonly Change[], parse: Parse) => Promise<string | undefined>

async function attempt(tree: Tree, changes: readonly Change[], parse: Parse, way: Way): Promise<string | undefined> {
  try {
    const text = await way(tree, changes, parse)
    return text !== undefined && isAsIntended(tree, await parse(text), changes) ? text : undefined
  } catch (error) {
    // The edited text cannot be read: that is a wrong result like any other.
    if (error instanceof NotAKubeconfig || error instanceof RangeError) return undefined
    throw error
  }
}

/** All at once, which is cheap in a large file. */
async function together(tree: Tree, changes: readonly Change[]): Promise<string | undefined> {
  return applySplices(
    tree.text,
    changes.flatMap((change) => splicesFor(tree, change, false)),
  )
}

/** Each on the result of the one before, for changes that touch the same place. */
function oneByOne(writeOut: boolean): Way {
  return async (tree, changes, parse) => {
    let current = tree
    for (const change of changes) {
      const text = applySplices(current.text, splicesFor(current, change, writeOut))
      if (text === undefined) return undefined
      current = await parse(text)
    }
    return current.text
  }
}

/** A file without content gets the keys that kubectl writes first, after what comments it has. */
async function withSkeleton(tree: Tree, parse: Parse): Promise<Tree> {
  const newline = newlineOf(tree.text)
  const gap = tree.text === '' || /[\n\ufeff]$/.test(tree.text) ? '' : newline
  const keys = [
    'apiVersion: v1',
    'clusters: []',
    'contexts: []',
    'current-context: ""',
    'kind: Config',
    'preferences: {}',
    'users: []',
  ]
  const made = await parse(tree.text + gap + keys.join(newline) + newline)
  if (made.root === undefined) throw new NotEditable('The file holds an empty document of an unusual form')
  return made
}

function splicesFor(tree: Tree, change: Change, writeOut: boolean): Splice[] {
  const { text } = tree
  const root = rootOf(tree)
  switch (change.kind) {
    case 'current-context':
      return setPair(text, root, 'current-context', change.value)
    case 'rename':
      return setPair(text, placeOf(tree, change.section, change.name).item, 'name', change.to)
    case 'field':
      return setField(tree, change, writeOut)
    case 'remove': {
      const { pair, list, index } = placeOf(tree, change.section, change.name)
      return removeItem(text, pair, list, index)
    }
    case 'add': {
      const item = toValue(itemData(change.section, change.name, change.body))
      return addItem(text, root, change.section, item)
    }
  }
}

/** In the order in which kubectl writes them. */
function itemData(section: Section, name: string, body: Data): Data {
  const bodyKey = SECTIONS[section]
  return bodyKey < 'name' ? { [bodyKey]: body, name } : { name, [bodyKey]: body }
}

function setField(tree: Tree, change: Change & { kind: 'field' }, writeOut: boolean): Splice[] {
  const { text } = tree
  const { item } = placeOf(tree, change.section, change.name)
  const bodyKey = SECTIONS[change.section]
  const bodyPair = item.pairs.findLast((pair) => pair.key === bodyKey)
  const body = bodyPair?.value
  const value = change.value === undefined ? undefined : toValue(change.value)
  if (body?.kind === 'map' && !writeOut) {
    return value === undefined ? removePair(text, body, change.field) : setPair(text, body, change.field, value)
  }
  // Nothing there yet, or an alias: the entry gets a content of its own, and the alias's target stays as it is.
  const content = body === undefined || isEmptyNode(body) ? new Map() : valueOf(dereference(body))
  if (!(content instanceof Map)) throw new NotEditable(`"${bodyKey}" has no keys`)
  if (value === undefined) content.delete(change.field)
  else content.set(change.field, value)
  return setPair(text, item, bodyKey, content)
}

type EntryPlace = { item: MapNode; pair: Pair; list: SeqNode; index: number }

/** An entry and where it stands. The list must be written out, and so must the item. */
function placeOf(tree: Tree, section: Section, name: string): EntryPlace {
  const pair = rootOf(tree).pairs.findLast((found) => found.key === section)
  const index = indexOfEntry(tree, section, name)
  if (pair?.value.kind !== 'seq' || index === -1) throw new NotEditable(`"${section}" is an alias`)
  const node = pair.value.items[index]?.node
  if (node?.kind !== 'map') throw new NotEditable('The entry is an alias')
  return { item: node, pair, list: pair.value, index }
}

function rootOf(tree: Tree): MapNode {
  if (tree.root === undefined) throw new NotEditable('The file holds nothing')
  return tree.root
}
