import type { Json, ManifestDocument, Path, Range } from './document.ts'
import { isMerge, keyText } from './key-text.ts'
import { rangeOf } from './node.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { readElsewhere, readPlain } from './plain-scalar.ts'
import type { OtherReading } from './plain-scalar.ts'
import { treeOf } from './tree.ts'

/** A scalar without quotes that other tools read otherwise than kubectl. */
export type AmbiguousScalar = {
  /** Of the value; where `key` is true, of the pair that it is the key of, as kubectl reads it. */
  path: Path
  key: boolean
  range: Range
  /** As it stands in the file. */
  text: string
  /** What kubectl makes of it; of a key, the text that it becomes. */
  kubectl: Json
  elsewhere: OtherReading
}

/** All scalars and keys of a document that are read otherwise elsewhere, in the order of the text. */
export function ambiguousScalars(document: ManifestDocument): AmbiguousScalar[] {
  const found: AmbiguousScalar[] = []
  if (document.ambiguous) collectAmbiguous(treeOf(document).root, [], found)
  return found
}

function collectAmbiguous(node: YamlNode, path: Path, found: AmbiguousScalar[]): void {
  if (node.kind === 'mapping') return collectFromPairs(node, path, found)
  if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) collectAmbiguous(item.node, [...path, index], found)
    return
  }
  const elsewhere = otherReading(node)
  if (elsewhere === undefined || node.kind !== 'scalar') return
  found.push({ path, key: false, range: rangeOf(node), text: node.text, kubectl: readPlain(node.text), elsewhere })
}

function collectFromPairs({ pairs }: MappingNode, path: Path, found: AmbiguousScalar[]): void {
  for (const pair of pairs) {
    if (isMerge(pair)) {
      // Written out in place, its pairs are pairs of this mapping.
      const nodes = pair.value.kind === 'sequence' ? pair.value.items.map(({ node }) => node) : [pair.value]
      for (const node of nodes) collectAmbiguous(node, path, found)
      continue
    }
    const key = keyText(pair.key) ?? ''
    const elsewhere = otherReading(pair.key)
    if (elsewhere !== undefined && pair.key.kind === 'scalar')
      found.push({
        path: [...path, key],
        key: true,
        range: rangeOf(pair.key),
        text: pair.key.text,
        kubectl: key,
        elsewhere,
      })
    collectAmbiguous(pair.value, [...path, key], found)
  }
}

function otherReading(node: YamlNode): OtherReading | undefined {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.tag !== undefined) return undefined
  return readElsewhere(node.text)
}
