import { readMarker } from './marker.ts'
import { readOrdinaryContext } from './ordinary-context.ts'
import { readPlain } from '../manifests/plain-scalar.ts'
import { dereference, findPair, lookUp } from './tree.ts'
import type { MapNode, SeqItem, SeqNode, Tree, TreeNode } from './tree.ts'

/** The three lists of a kubeconfig, and the key each of their items keeps its content under. */
export const SECTIONS = { contexts: 'context', clusters: 'cluster', users: 'user' } as const

export type Section = keyof typeof SECTIONS

/** One item of a list. `body` is undefined where the item has none (kubectl then takes an empty one). */
export type Entry = { name: string; item: MapNode; body: MapNode | undefined; site: string | undefined }

/** A context, and the file it stands in. */
export type KubeconfigContext = {
  name: string
  cluster: string
  user: string
  namespace: string | undefined
  /** The site in icc's marker, if there is one. */
  site: string | undefined
  file: string
}

/** The content is not what kubectl can read: `offset` is where. Caught where the file's name is known. */
export class NotAKubeconfig extends Error {
  readonly offset: number
  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}

/** What one file says, as kubectl takes it: by name, the first document only. */
export type Model = {
  tree: Tree
  currentContext: string
  contexts: Map<string, KubeconfigContext>
}

/**
 * The content of one file. Throws `NotAKubeconfig` where kubectl would refuse to load it: another kind or version, a
 * list that is none, two contexts of one name, a name that is a number or a boolean. Clusters and users are judged by
 * `entriesOf`, when they are needed.
 */
export function toModel(tree: Tree, file: string): Model {
  const { root } = tree
  if (root === undefined) return { tree, currentContext: '', contexts: new Map() }
  expectText(root, 'kind', 'Config')
  expectText(root, 'apiVersion', 'v1')
  return { tree, currentContext: textOf(root, 'current-context'), contexts: contextsOf(tree, root, file) }
}

/** The string under a key, empty where it is missing or null. Throws `NotAKubeconfig` where it is no string. */
export function textOf(map: MapNode, key: string): string {
  const node = lookUp(map, key)
  if (node === undefined || isNull(node)) return ''
  if (node.kind === 'scalar') {
    if (!node.plain || node.tag !== undefined || typeof readPlain(node.value) === 'string') return node.value
  }
  throw new NotAKubeconfig(`"${key}" must be a text; a number or a word like "on" needs quotes`, node.start)
}

/** What a list under a key holds, aliases followed; nothing where it is missing or null. Throws `NotAKubeconfig`. */
export function itemsOf(map: MapNode, key: string): ReturnType<typeof dereference>[] {
  const list = lookUp(map, key)
  if (list === undefined || isNull(list)) return []
  if (list.kind !== 'seq') throw new NotAKubeconfig(`"${key}" is not a list`, list.start)
  return list.items.map((item) => dereference(item.node))
}

/** Whether the value under a key is true, in any spelling that kubectl's reader takes. */
export function isTrue(map: MapNode, key: string): boolean {
  const node = lookUp(map, key)
  return node?.kind === 'scalar' && node.plain && readPlain(node.value) === true
}

function expectText(root: MapNode, key: string, expected: string): void {
  const found = textOf(root, key)
  if (found === '' || found === expected) return
  throw new NotAKubeconfig(`"${key}" is not ${expected}`, lookUp(root, key)?.start ?? 0)
}

function contextsOf(tree: Tree, root: MapNode, file: string): Map<string, KubeconfigContext> {
  const contexts = new Map<string, KubeconfigContext>()
  const list = listOf(root, 'contexts')
  const column = tree.ordinary && list?.flow === false ? list.column : -1
  for (const item of list?.items ?? []) {
    const ordinary = column === -1 ? undefined : readOrdinaryContext(tree.text, item, column, file)
    const fields = ordinary ?? fieldsOf(item.node, file)
    if (fields === undefined) continue
    if (contexts.has(fields.name)) throw new NotAKubeconfig('Two contexts have the same name', item.start)
    contexts.set(fields.name, fields)
  }
  return contexts
}

function fieldsOf(node: TreeNode, file: string): KubeconfigContext | undefined {
  const entry = entryOf(node, 'contexts')
  if (entry === undefined) return undefined
  const { name, body, site } = entry
  if (body === undefined) return { name, cluster: '', user: '', namespace: undefined, site, file }
  const namespace = textOf(body, 'namespace')
  return {
    name,
    cluster: textOf(body, 'cluster'),
    user: textOf(body, 'user'),
    namespace: namespace || undefined,
    site,
    file,
  }
}

/** The items of one list by name. Throws `NotAKubeconfig` as `toModel` does. */
export function entriesOf(tree: Tree, section: Section): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  if (tree.root === undefined) return entries
  for (const { node } of listOf(tree.root, section)?.items ?? []) {
    const entry = entryOf(node, section)
    if (entry === undefined) continue
    if (entries.has(entry.name)) throw new NotAKubeconfig(`Two items of "${section}" have the same name`, node.start)
    entries.set(entry.name, entry)
  }
  return entries
}

/** The place of an entry in its list, found without looking at what cannot be it; -1 where there is none. */
export function indexOfEntry(tree: Tree, section: Section, name: string): number {
  const item = findItem(tree, section, name)
  return item === undefined || tree.root === undefined ? -1 : (listOf(tree.root, section)?.items.indexOf(item) ?? -1)
}

function findItem(tree: Tree, section: Section, name: string): SeqItem | undefined {
  const list = tree.root === undefined ? undefined : listOf(tree.root, section)
  return list && itemsMentioning(tree, list, name).find(({ node }) => entryOf(node, section)?.name === name)
}

/** The items that can hold a text: all of them, unless equal text means equal content. */
export function itemsMentioning({ ordinary, text }: Tree, list: SeqNode, wanted: string): SeqItem[] {
  if (!ordinary || wanted === '') return list.items
  const found: SeqItem[] = []
  let place = text.indexOf(wanted, list.start)
  for (const item of list.items) {
    if (place === -1) break
    if (place >= item.end) continue
    if (place < item.start) place = text.indexOf(wanted, item.start)
    if (place === -1 || place >= item.end) continue
    found.push(item)
    place = text.indexOf(wanted, item.end)
  }
  return found
}

function listOf(root: MapNode, section: Section): SeqNode | undefined {
  const list = lookUp(root, section)
  if (list === undefined || isNull(list)) return undefined
  if (list.kind !== 'seq') throw new NotAKubeconfig(`"${section}" is not a list`, list.start)
  return list
}

/** One item of a list; undefined for an empty one. */
function entryOf(node: TreeNode, section: Section): Entry | undefined {
  const item = dereference(node)
  if (isNull(item)) return undefined
  if (item.kind !== 'map') throw new NotAKubeconfig(`An item of "${section}" has no keys`, item.start)
  const name = textOf(item, 'name')
  const bodyKey = SECTIONS[section]
  const pair = findPair(item, bodyKey)
  const body = pair === undefined ? undefined : dereference(pair.value)
  if (body === undefined || isNull(body)) return { name, item, body: undefined, site: undefined }
  if (body.kind !== 'map') throw new NotAKubeconfig(`"${bodyKey}" has no keys`, body.start)
  return { name, item, body, site: readMarker(body) }
}

/** YAML's null in any of its spellings. */
export function isNull(node: TreeNode): boolean {
  return node.kind === 'scalar' && node.plain && node.tag === undefined && readPlain(node.value) === null
}
