import * as yaml from 'yaml'
import type { ManifestDocument, ReadFault, Source } from './document.ts'
import { parseYaml } from './parse.ts'
import { splitDocuments } from './split.ts'
import type { Piece } from './split.ts'
import { Unreadable, valueOf } from './value.ts'

/** What a file holds, and what is wrong with it. A document that is broken hides no other. */
export type ReadResult = { documents: ManifestDocument[]; faults: ReadFault[] }

/** Reads all documents of a YAML or JSON file as kubectl 1.35 does. Those that hold nothing count as absent. */
export function readManifests(source: Source): ReadResult {
  const result: ReadResult = { documents: [], faults: [] }
  let index = 0
  for (const piece of splitDocuments(source.text)) if (readPiece(source, piece, index, result)) index += 1
  return result
}

/** False where the piece holds nothing. */
function readPiece(source: Source, piece: Piece, index: number, { documents, faults }: ReadResult): boolean {
  const { start, end } = piece
  try {
    const parsed = parseYaml(source.text.slice(start, end), start, yaml)
    const problem = piece.problem ?? parsed.problem
    if (problem !== undefined) throw syntaxFault(problem.reason, problem.offset)
    if (parsed.root === undefined) return false
    const { value, ambiguous, duplicates } = valueOf(parsed.root, index)
    if (value === null) return false
    documents.push({ source, index, start, end, value, ambiguous })
    faults.push(...duplicates)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const { kind, message, range } = error
    faults.push({ kind, message, range: { start: range.start, end: range.end }, index })
  }
  return true
}

function syntaxFault(reason: string, offset: number): Unreadable {
  return new Unreadable('syntax', reason.endsWith('.') ? reason : `${reason}.`, { start: offset, end: offset + 1 })
}
