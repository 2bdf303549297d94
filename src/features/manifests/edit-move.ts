import type { Path } from './document.ts'
import { NotEditable, ownNode, refuseUsedAnchors } from './editable.ts'
import type { Editable } from './editable.ts'
import { pad } from './emit.ts'
import { insertPair } from './edit-insert.ts'
import type { NewEntry, Position } from './edit-insert.ts'
import { endOfEntry, isFirstOnLine, linesOf } from './entry-lines.ts'
import { findNode } from './find-node.ts'
import type { MappingNode, PairNode } from './node.ts'
import { quote } from './quote.ts'
import type { Splice } from './splice.ts'

/**
 * The first half of a move: writes the pair once more where it belongs, with its own text and comments. Mappings that
 * are missing on the way are made; where none are, the position counts.
 */
export function copyPair(editable: Editable, from: Path, to: Path, position: Position): Splice[] {
  const { place } = ownNode(editable, from)
  if (place === undefined || !('pair' in place)) throw new NotEditable('Only a pair of a mapping can be moved')
  if (place.pair.explicit) throw new NotEditable('It is written with a question mark before its key')
  refuseUsedAnchors([place.pair.key, place.pair.value], editable)
  const existing = existingPart(editable, to.slice(0, -1))
  const names = to.slice(existing.length).map(String)
  const entry = movedEntry(editable, place.mapping, place.pair, names)
  return insertPair(editable, existing, names[0] ?? '', names.length === 1 ? position : {}, entry)
}

function existingPart({ root }: Editable, path: Path): Path {
  let length = path.length
  while (length > 0 && findNode(root, path.slice(0, length)) === undefined) length -= 1
  return path.slice(0, length)
}

/** The last of the names is the pair's new key, the others are mappings around it. */
function movedEntry(editable: Editable, mapping: MappingNode, pair: PairNode, names: string[]): NewEntry {
  const { text } = editable
  const { colon, value } = pair
  if (colon === undefined) throw new NotEditable('It has no value')
  return {
    block(column) {
      const layout = editable.layout()
      const inner = column + layout.indent * (names.length - 1)
      const around = names.slice(0, -1).map((name, level) => {
        return `${quote(name)}:${layout.newline}${pad(column + layout.indent * (level + 1))}`
      })
      const rest = mapping.flow
        ? text.slice(colon, pair.end)
        : text.slice(colon, endOfEntry(text, pair, mapping.column))
      const moved = `${quote(names.at(-1) ?? '')}:${reindent(rest, inner - mapping.column)}`
      return around.join('') + commentsAbove(text, mapping, pair, inner) + moved
    },
    flow() {
      const written = text.slice(value.from, value.end)
      const simple = value.kind === 'scalar' || (value.kind !== 'alias' && value.flow)
      if (!simple || written.includes('\n')) throw new NotEditable('Its lines do not fit between brackets')
      if (hasComments(text, mapping, pair)) throw new NotEditable('Its comments do not fit between brackets')
      return names.reduceRight((inner, name) => `{${quote(name, true)}: ${inner}}`, written).slice(1, -1)
    },
  }
}

function hasComments(text: string, mapping: MappingNode, pair: PairNode): boolean {
  if (mapping.flow) return false
  const { start, end } = linesOf(text, pair, mapping.column)
  return text.slice(start, pair.start).includes('#') || text.slice(pair.end, end).includes('#')
}

/** The comment lines that go with a pair, for its new column; the last line ends with the pair's indentation. */
function commentsAbove(text: string, mapping: MappingNode, pair: PairNode, column: number): string {
  if (mapping.flow || !isFirstOnLine(text, pair.start)) return ''
  const { start } = linesOf(text, pair, mapping.column)
  const comments = text.slice(start, pair.start - mapping.column)
  return comments.replaceAll(/^ *(#.*(?:\r?\n))/gm, (_, comment: string) => comment + pad(column))
}

/** Moves all lines but the first to the right, or to the left as far as they go. */
function reindent(text: string, by: number): string {
  if (by >= 0) return text.replaceAll(/\n(?=[^\r\n])/g, `\n${pad(by)}`)
  return text.replaceAll(new RegExp(`\\n {1,${-by}}`, 'g'), '\n')
}
