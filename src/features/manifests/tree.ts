import type { ManifestDocument, Range } from './document.ts'
import type { AliasNode, YamlNode } from './node.ts'
import { parseJson } from './yaml/json-parser.ts'
import { parseYaml } from './yaml/parser.ts'

/** The nodes of a document, its aliases once more, and its comments from the hash sign to the end of the line. */
export type DocumentTree = { root: YamlNode; aliases: readonly AliasNode[]; comments: readonly Range[] }

/** Trees of documents that were asked for, for as long as the documents live. */
const trees = new WeakMap<ManifestDocument, DocumentTree>()

/** The tree of a document that was read. It is made when it is first asked for: most documents need none. */
export function treeOf(document: ManifestDocument): DocumentTree {
  const known = trees.get(document)
  if (known !== undefined) return known
  const { source, start, end } = document
  const tree = parseTree(source.text, start, end)
  if (tree === undefined) throw new Error(`${source.name} could be read, and then it could not.`)
  trees.set(document, tree)
  return tree
}

/** The tree of a piece of text; undefined where it holds nothing. Throws `YamlError`. */
export function parseTree(text: string, start: number, end: number): DocumentTree | undefined {
  const json = text.startsWith('{', start) ? parseJson(text, start) : undefined
  if (json?.end === end) return { root: json, aliases: [], comments: [] }
  const { root, aliases, comments } = parseYaml(text, start, end)
  return root === undefined ? undefined : { root, aliases, comments }
}
