import type { Path } from './document.ts'
import type { Layout } from './emit.ts'
import { findNode, sharing } from './find-node.ts'
import type { FoundNode } from './find-node.ts'
import { nodesOf } from './node.ts'
import type { YamlNode } from './node.ts'
import type { DocumentTree } from './tree.ts'

/** A document between two edits; offsets are those of the text, of which it may be a part. */
export type Editable = Pick<DocumentTree, 'root' | 'aliases'> & { text: string; layout: () => Layout }

/** An edit that this document's layout does not allow; the message says why. */
export class NotEditable extends Error {}

/** What stands at a path. Throws `NotEditable` where nothing does, or where it counts at another place too. */
export function ownNode({ root, aliases }: Editable, path: Path): FoundNode {
  const found = findNode(root, path)
  if (found === undefined) throw new NotEditable(`Nothing stands at ${path.join('.')}`)
  const shared = sharing(found, aliases)
  // An alias itself may go: what it stands for stays.
  if (shared === undefined || (shared === 'alias' && found.through === undefined)) return found
  throw new NotEditable(REASONS[shared])
}

const REASONS = {
  alias: 'It stands behind an alias (*), and its text counts elsewhere too',
  merge: 'It comes from a merge key (<<), and its text counts elsewhere too',
  anchor: 'It stands within an anchor (&) that is used elsewhere',
} as const

/** Throws where what is about to go holds an anchor that is used outside of it. */
export function refuseUsedAnchors(gone: readonly YamlNode[], { aliases }: Editable): void {
  if (aliases.length === 0) return
  const inside = new Set(gone.flatMap((node) => [...nodesOf(node)]))
  for (const alias of aliases)
    if (alias.target !== undefined && inside.has(alias.target) && !inside.has(alias))
      throw new NotEditable(`It holds the anchor &${alias.name}, which is used elsewhere`)
}

/** How a document writes what is not written yet: as most of it does so far. */
export function layoutOf(text: string, root: YamlNode): Layout {
  const layout = { newline: /\r?\n/.exec(text)?.[0] ?? '\n', indent: 2, dash: 0 }
  const indents: number[] = []
  const dashes: number[] = []
  for (const node of nodesOf(root)) {
    if (node.kind !== 'mapping' || node.flow) continue
    for (const { value } of node.pairs) {
      if (value.kind === 'mapping' && !value.flow) indents.push(value.column - node.column)
      if (value.kind === 'sequence' && !value.flow) dashes.push(value.column - node.column)
    }
  }
  return { ...layout, indent: mostFrequent(indents) ?? layout.indent, dash: mostFrequent(dashes) ?? layout.dash }
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const groups = Map.groupBy(numbers, (number) => number)
  return [...groups.values()].toSorted((one, other) => other.length - one.length)[0]?.[0]
}

/** The start of the line that an offset is on. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** The end of the line that an offset is on, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  if (newline === -1) return text.length
  return newline > offset && text.charAt(newline - 1) === '\r' ? newline - 1 : newline
}

/** The start of the line after; the text's end where there is none. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline === -1 ? text.length : newline + 1
}
