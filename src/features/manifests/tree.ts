import * as yaml from 'yaml'
import type { ManifestDocument } from './document.ts'
import type { YamlNode } from './node.ts'
import { parseYaml } from './parse.ts'

/** Trees of documents that were asked for, for as long as the documents live. */
const trees = new WeakMap<ManifestDocument, YamlNode>()

/** The tree of a document that was read. It is made when it is first asked for: most documents need none. */
export function treeOf(document: ManifestDocument): YamlNode {
  const known = trees.get(document)
  if (known !== undefined) return known
  const { source, start, end } = document
  const { root } = parseYaml(source.text.slice(start, end), start, yaml)
  if (root === undefined) throw new Error(`${source.name} could be read, and then it could not.`)
  trees.set(document, root)
  return root
}
