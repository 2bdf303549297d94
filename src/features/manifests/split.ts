import type { SyntaxProblem } from './parse.ts'

/** One piece of a file between `---` lines; `problem` where the line before it is none that kubectl takes. */
export type Piece = { start: number; end: number; problem: SyntaxProblem | undefined }

/**
 * Cuts a file at its `---` lines as kubectl does, before any YAML is read: at each line that begins so, whatever it
 * stands in. Nothing but a comment may follow on that line.
 *
 * @see k8s.io/apimachinery pkg/util/yaml `YAMLReader.Read`
 */
export function splitDocuments(text: string): Piece[] {
  const pieces: Piece[] = []
  let start = text.startsWith('\ufeff') ? 1 : 0
  let problem: SyntaxProblem | undefined
  for (let marker = nextMarker(text, start); marker !== -1; marker = nextMarker(text, start)) {
    if (marker > start || problem !== undefined) pieces.push({ start, end: marker, problem })
    const end = lineEnd(text, marker)
    const rest = text.slice(marker + 3, end).trim()
    problem =
      rest === '' || rest.startsWith('#')
        ? undefined
        : { reason: 'Nothing but a comment may follow --- on its line', offset: marker + 3 }
    start = end
  }
  if (start < text.length || problem !== undefined) pieces.push({ start, end: text.length, problem })
  return pieces
}

function nextMarker(text: string, from: number): number {
  const atLineStart = from === 0 || text.charAt(from - 1) === '\n' || text.startsWith('\ufeff', from - 1)
  if (atLineStart && text.startsWith('---', from)) return from
  return text.indexOf('\n---', from) + 1 || -1
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline + 1
}
