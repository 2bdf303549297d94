import type { Json } from '../../manifests/document.ts'
import { emitFlow, emitInline } from '../../manifests/emit.ts'
import { quote } from '../../manifests/quote.ts'
import type { Piece, TemplatePlace, Values } from '../types.ts'
import { templateBroken } from './broken.ts'
import { evaluate } from './evaluate.ts'
import { asText } from './functions.ts'
import type { Node, Slot } from './nodes.ts'

/** A key, or a value within brackets, on one line; undefined where a placeholder in it has no value. */
export function slotText(slot: Slot, values: Values): string | undefined {
  switch (slot.kind) {
    case 'verbatim':
      return slot.text
    case 'whole':
      return wholeText(evaluate(slot.expression, values))
    case 'text': {
      const text = putTogether(slot.pieces, values, slot.place)
      return text === undefined ? undefined : quoted(text, slot.quote)
    }
    case 'list': {
      const items = slot.items.flatMap((item) => slotText(item, values) ?? [])
      return items.length === 0 && slot.items.length > 0 ? undefined : `[${items.join(', ')}]`
    }
    case 'mapping': {
      const pairs = slot.pairs.flatMap(({ key, value }) => {
        const [left, right] = [slotText(key, values), slotText(value, values)]
        return left === undefined || right === undefined ? [] : `${left}: ${right}`
      })
      return pairs.length === 0 && slot.pairs.length > 0 ? undefined : `{${pairs.join(', ')}}`
    }
  }
}

function wholeText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? emitInline(value) : emitFlow(value)
}

/** In the quotes that the template has, if they can hold it. */
function quoted(text: string, sign: '' | '"' | "'"): string {
  if (sign === '') return quote(text)
  const isPlain = sign === "'" && /^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufeff\ufffe\uffff]*$/u.test(text)
  return isPlain ? `'${text.replaceAll("'", "''")}'` : quote(text, true)
}

/** Text with the worth of its placeholders; undefined where one has no value. */
export function putTogether(pieces: readonly Piece[], values: Values, place: TemplatePlace): string | undefined {
  const texts: string[] = []
  for (const piece of pieces) {
    const value = typeof piece === 'string' ? piece : evaluate(piece, values)
    if (value === undefined) return undefined
    texts.push(
      asText(value, (message) => {
        throw templateBroken(place, message)
      }),
    )
  }
  return texts.join('')
}

/** The names that pieces begin from. */
export function namesIn(pieces: readonly Piece[]): string[] {
  return [...new Set(pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.names)))]
}

/** The names that a key or value begins from. */
export function namesOfSlot(slot: Slot | undefined): readonly string[] {
  switch (slot?.kind) {
    case undefined:
    case 'verbatim':
      return []
    case 'whole':
      return slot.expression.names
    case 'text':
      return namesIn(slot.pieces)
    case 'list':
      return slot.items.flatMap(namesOfSlot)
    case 'mapping':
      return slot.pairs.flatMap(({ key, value }) => [...namesOfSlot(key), ...namesOfSlot(value)])
  }
}

/** The names that a line of a template begins from; those of directives are told where they are read. */
export function namesOfNode(node: Node): readonly string[] {
  switch (node.kind) {
    case 'comment':
      return namesIn(node.comment.pieces)
    case 'entry': {
      const { slot, comment, more } = node.after
      const comments = [comment, ...more.map((line) => line.comment)].flatMap((one) => namesIn(one?.pieces ?? []))
      return [...namesOfSlot(node.key), ...namesOfSlot(slot), ...comments]
    }
    case 'alone':
      return [...node.expression.names, ...namesIn(node.comment?.pieces ?? [])]
    case 'line':
      return namesIn(node.pieces)
    case 'blank':
    case 'marker':
    case 'if':
    case 'each':
      return []
  }
}
