import type { ManifestDocument, Range, ReadFault, Source } from './document.ts'
import { rememberEach } from './remember.ts'
import { splitDocuments } from './split.ts'
import type { Piece } from './split.ts'
import { mayBeUsual, readUsual } from './usual-document.ts'
import { Unreadable, valueOf } from './value.ts'
import { YamlError } from './yaml/cursor.ts'
import { parseJson } from './yaml/json-parser.ts'
import { MOST_CHARACTERS, parseYaml, TooDeep, TooLarge } from './yaml/parser.ts'

/** What a file holds, and what is wrong with it. A document that is broken hides no other. */
export type ReadResult = { documents: ManifestDocument[]; faults: ReadFault[] }

/**
 * Reads all documents of a YAML or JSON file as kubectl 1.35 does. Those that hold nothing count as absent. The same source
 * is read once.
 */
export const readManifests = rememberEach((source: Source): ReadResult => {
  const result: ReadResult = { documents: [], faults: [] }
  const { text } = source
  const first = text.startsWith('\ufeff') ? 1 : 0
  const rest = JSON_START.test(text) ? readJsonStream(source, first, result) : first
  const isUsual = mayBeUsual(text, rest)
  let index = result.documents.length
  for (const piece of splitDocuments(text, rest)) {
    const { start, end, problem } = piece
    if (end > MOST_IN_A_FILE) {
      result.faults.push({ ...faultOf(fileTooLarge(start)), index })
      break
    }
    const mayBeRead = isUsual && problem === undefined && end - start <= MOST_CHARACTERS
    const usual = mayBeRead ? readUsual(text, start, end) : undefined
    if (usual !== undefined) result.documents.push({ source, index, start, end, ...usual })
    if (usual !== undefined || readPiece(source, piece, index, result)) index += 1
  }
  return result
})

/** In characters. What is read of them stays in memory. */
const MOST_IN_A_FILE = 64 * 1024 * 1024

function fileTooLarge(start: number): Unreadable {
  const message = 'The file goes on beyond 64 MiB, so what stands here and after it was not looked at.'
  return new Unreadable('too-large', message, { start, end: start + 1 })
}

const JSON_START = /^\ufeff?[^\S\ufeff]*\{/

/**
 * Reads JSON values, one after the other, and returns the offset from which on the file is YAML. One value may begin a
 * file of YAML; after two, kubectl takes no YAML any more.
 *
 * @see k8s.io/apimachinery pkg/util/yaml `YAMLOrJSONDecoder.Decode`
 */
function readJsonStream(source: Source, from: number, { documents, faults }: ReadResult): number {
  const { text } = source
  let position = from
  for (;;) {
    const index = documents.length
    const start = skipWhite(text, position)
    if (start === text.length) return start
    try {
      if (start > MOST_IN_A_FILE) throw fileTooLarge(start)
      const root = parseJson(text, start)
      if (root === undefined) {
        const next = index === 0 ? position : afterJson(text, position)
        if (index < 2 && next !== undefined) return next
        throw new YamlError('What stands before this is JSON, and this is none', start)
      }
      const { value, duplicates } = valueOf(root, index)
      documents.push({ source, index, start, end: root.end, value, ambiguous: false })
      faults.push(...duplicates)
      position = root.end
    } catch (error) {
      faults.push({ ...faultOf(error), index })
      return text.length
    }
  }
}

function skipWhite(text: string, from: number): number {
  return from + (/^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0)
}

/**
 * Where YAML begins after a value of JSON: kubectl skips white space up to the first line break. It looks at four bytes
 * at a time, and gives up where there are fewer: undefined.
 */
function afterJson(text: string, from: number): number | undefined {
  const at = from + (/^[^\S\n]*/.exec(text.slice(from))?.[0].length ?? 0)
  if (Buffer.byteLength(text.slice(at, at + 4)) < 4) return undefined
  return text.startsWith('\n', at) ? at + 1 : at
}

/** False where the piece holds nothing. */
function readPiece(source: Source, piece: Piece, index: number, { documents, faults }: ReadResult): boolean {
  const { start, end } = piece
  try {
    if (piece.problem !== undefined) throw piece.problem
    const { root, rest } = parseYaml(source.text, start, end)
    const ignored = rest === undefined ? undefined : ignoredContent(source.text, rest, end)
    const { value, ambiguous, duplicates } = root === undefined ? NOTHING : valueOf(root, index)
    if (ignored !== undefined) faults.push({ kind: 'ignored-content', message: IGNORED, range: ignored, index })
    if (value === null) return ignored !== undefined
    documents.push({ source, index, start, end, value, ambiguous })
    faults.push(...duplicates)
  } catch (error) {
    faults.push({ ...faultOf(error), index })
  }
  return true
}

const NOTHING = { value: null, ambiguous: false, duplicates: [] }

const IGNORED = 'The document ends before this, and kubectl ignores what follows up to the next "---".'

/** The first line after a document's end that is no comment and no further end. */
function ignoredContent(text: string, from: number, end: number): Range | undefined {
  for (let start = from; start < end;) {
    const newline = text.indexOf('\n', start)
    const next = newline === -1 ? end : newline + 1
    const line = text.slice(start, next)
    const content = line.replace(/^\.\.\.(?=\s|$)/, '').trimStart()
    if (content !== '' && !content.startsWith('#')) {
      const first = next - content.length
      return { start: first, end: first + content.trimEnd().length }
    }
    start = next
  }
  return undefined
}

function faultOf(error: unknown): Omit<ReadFault, 'index'> {
  if (error instanceof Unreadable) return { kind: error.kind, message: error.message, range: error.range }
  if (!(error instanceof YamlError)) throw error
  const kind = error instanceof TooDeep ? 'too-deep' : error instanceof TooLarge ? 'too-large' : 'syntax'
  return { kind, message: `${error.message}.`, range: error.range }
}
