import { YamlError } from './yaml/cursor.ts'

/** One piece of a file between `---` lines; `problem` where the line before it is none that kubectl takes. */
export type Piece = { start: number; end: number; problem: YamlError | undefined }

/**
 * Cuts a file at its `---` lines as kubectl does, before any YAML is read: at each line that begins so, whatever it
 * stands in. Nothing but a comment may follow on that line.
 *
 * @see k8s.io/apimachinery pkg/util/yaml `YAMLReader.Read`
 */
export function splitDocuments(text: string, from: number): Piece[] {
  const pieces: Piece[] = []
  let start = from
  let problem: YamlError | undefined
  /** True if the `---` before this piece is the first line of it, as far as kubectl's reader of YAML is concerned. */
  let isPart = false
  for (let marker = nextMarker(text, start); marker !== -1; marker = nextMarker(text, start)) {
    if (marker > start || problem !== undefined) pieces.push({ start, end: marker, problem })
    const end = lineEnd(text, marker)
    isPart = marker === start && !isPart
    const after = text.slice(marker + 3, end)
    const fits = (isPart ? SEPARATE : NOTHING_ELSE).test(after)
    problem = fits
      ? undefined
      : new YamlError('Nothing but a blank and a comment may follow --- on its line', marker + 3)
    start = end
  }
  if (start < text.length || problem !== undefined) pieces.push({ start, end: text.length, problem })
  return pieces
}

/** White space as Go sees it, and a comment. */
const NOTHING_ELSE = /^(?:[^\S\ufeff]|\u0085)*(?:#|$)/
const SEPARATE = /^(?:$|[ \t\r\n\u0085](?:[^\S\ufeff]|\u0085)*(?:#|$))/

function nextMarker(text: string, from: number): number {
  const atLineStart = from === 0 || text.charAt(from - 1) === '\n' || text.startsWith('\ufeff', from - 1)
  if (atLineStart && text.startsWith('---', from)) return from
  return text.indexOf('\n---', from) + 1 || -1
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline + 1
}
