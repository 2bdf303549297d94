import type { Piece, TemplatePlace, TextTemplate } from '../types.ts'
import { templateBroken } from './broken.ts'
import { parseExpression } from './expression.ts'
import { namesIn } from './slot-text.ts'

/** What a placeholder begins with, and its expression up to the first `}}` that stands in no quotes. */
const OPENING = '{{'
const INNER = /\{\{(?<inner>(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^"'\n}]|\}(?!\}))*)\}\}/y

/**
 * Where the placeholder that begins at an offset ends.
 *
 * @throws `template-broken`
 */
export function endOfPlaceholder(text: string, at: number, place: TemplatePlace): number {
  INNER.lastIndex = at
  if (!INNER.test(text)) throw templateBroken(place, 'The {{ is never closed on its line')
  return INNER.lastIndex
}

/**
 * Takes a text of one line apart at its placeholders; no piece of text is empty.
 *
 * @throws `template-broken`
 */
export function piecesOf(text: string, place: TemplatePlace): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (let at = text.indexOf(OPENING); at !== -1; at = text.indexOf(OPENING, from)) {
    if (at > from) pieces.push(text.slice(from, at))
    from = endOfPlaceholder(text, at, place)
    pieces.push(parseExpression(text.slice(at + OPENING.length, from - 2), place))
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/**
 * Reads a text with placeholders that is no YAML.
 *
 * @param place that of its first line
 * @throws `template-broken`
 */
export function parseText(text: string, place: TemplatePlace): TextTemplate {
  const lines = text.split('\n').map((line, index) => {
    const here = index === 0 ? place : below(place, index)
    return { pieces: piecesOf(line, here), place: here }
  })
  return { lines, names: [...new Set(lines.flatMap(({ pieces }) => namesIn(pieces)))] }
}

/** So many lines below; worked out when it is asked for, as that takes a look at the whole file. */
function below(place: TemplatePlace, lines: number): TemplatePlace {
  return {
    file: place.file,
    get line() {
      return place.line + lines
    },
  }
}
