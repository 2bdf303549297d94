import type { ManifestDocument, Range } from './document.ts'
import type { YamlNode } from './node.ts'
import { parseJson } from './yaml/json-parser.ts'
import { parseYaml } from './yaml/parser.ts'

/** The nodes of a document, and its comments from the hash sign to the end of the line. */
export type DocumentTree = { root: YamlNode; comments: readonly Range[] }

/** Trees of documents that were asked for, for as long as the documents live. */
const trees = new WeakMap<ManifestDocument, DocumentTree>()

/** The tree of a document that was read. It is made when it is first asked for: most documents need none. */
export function treeOf(document: ManifestDocument): DocumentTree {
  const known = trees.get(document)
  if (known !== undefined) return known
  const { source, start, end } = document
  const { root, comments } = parseDocument(source.text, start, end)
  if (root === undefined) throw new Error(`${source.name} could be read, and then it could not.`)
  const tree = { root, comments }
  trees.set(document, tree)
  return tree
}

function parseDocument(text: string, start: number, end: number): { root: YamlNode | undefined; comments: Range[] } {
  const json = text.startsWith('{', start) ? parseJson(text, start) : undefined
  return json?.end === end ? { root: json, comments: [] } : parseYaml(text, start, end)
}
