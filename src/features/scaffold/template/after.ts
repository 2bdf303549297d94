import type { TemplatePlace } from '../types.ts'
import { templateBroken } from './broken.ts'
import type { After, BlockHead, CommentText, Slot } from './nodes.ts'
import { endOfPlain, isComment, type Open, scanOpen } from './scan.ts'
import { flowSlot, plainSlot, quotedSlot } from './slot.ts'
import { piecesOf } from './text.ts'

/** Gives the next line of the file and goes over it; undefined at its end. */
export type NextLine = () => { line: string; place: TemplatePlace } | undefined

const PROPERTY = /[!&](?:[^\s[\]{},]*)(?:[ \t]+|$)/y
const BLOCK = /^(?<sign>[|>])(?:(?<chomp>[+-])?(?<digit>[1-9])?|(?<digitFirst>[1-9])(?<chompLast>[+-]))$/u

/** Reads what follows a dash or `key:` from an offset on. `column` is that of the dash or key in the output. */
export function readAfter(
  line: string,
  from: number,
  column: number,
  place: TemplatePlace,
  nextLine: NextLine,
): After {
  let at = skipBlanks(line, from)
  let properties = ''
  for (PROPERTY.lastIndex = at; PROPERTY.test(line); PROPERTY.lastIndex = at) {
    properties += `${line.slice(at, PROPERTY.lastIndex).trim()} `
    at = PROPERTY.lastIndex
  }
  const empty: After = { properties, slot: undefined, more: [], block: undefined, comment: undefined }
  const first = line.charAt(at)
  if (first === '|' || first === '>') {
    const end = endOfPlain(line, at, place)
    return { ...empty, block: blockHead(line.slice(at, end), column, place), comment: commentAfter(line, end, place) }
  }
  if (`"'[`.includes(first) || (first === '{' && !line.startsWith('{{', at)))
    return first === '' ? empty : { ...empty, ...readOpen(line, at, place, nextLine) }
  const end = endOfPlain(line, at, place)
  const text = line.slice(at, end)
  if (/^[-?:](?:\s|$)/u.test(text)) throw templateBroken(place, `${text} must begin on a line of its own`)
  const slot = text === '' ? undefined : plainSlot(text, place)
  return { ...empty, slot, comment: commentAfter(line, end, place) }
}

function blockHead(text: string, column: number, place: TemplatePlace): BlockHead {
  const groups = BLOCK.exec(text)?.groups
  if (groups === undefined) throw templateBroken(place, `${text} is no sign of a block: put it in quotes`)
  const digit = groups['digit'] ?? groups['digitFirst']
  return {
    sign: groups['sign'] === '>' ? '>' : '|',
    chomp: (groups['chomp'] ?? groups['chompLast'] ?? '') as BlockHead['chomp'],
    base: digit === undefined ? undefined : column + Number(digit),
    blanks: 0,
    hasLines: false,
  }
}

/** Quotes or brackets; those without placeholders may close on a later line. */
function readOpen(
  line: string,
  at: number,
  place: TemplatePlace,
  nextLine: NextLine,
): Pick<After, 'slot' | 'more' | 'comment'> {
  const open: Open = [line.charAt(at) as Open[number]]
  let { end, commentAt, hasPlaceholder } = scanOpen(line, at + 1, open, place)
  if (end !== undefined) {
    const text = line.slice(at, end)
    const slot: Slot = hasPlaceholder ? slotOf(text, place) : { kind: 'verbatim', text }
    return { slot, more: [], comment: commentAfter(line, end, place) }
  }
  const first = cut(line, at, commentAt, place)
  const more: After['more'][number][] = []
  while (end === undefined) {
    const next = nextLine()
    if (next === undefined) throw templateBroken(place, `The ${line.charAt(at)} that opens here is never closed`)
    const scanned = scanOpen(next.line, 0, open, next.place)
    ;({ end, commentAt } = scanned)
    hasPlaceholder ||= scanned.hasPlaceholder
    if (hasPlaceholder || next.line.trimStart().startsWith('#%'))
      throw templateBroken(next.place, 'Quotes and brackets with placeholders must close on their line')
    const rest = end === undefined ? undefined : commentAfter(next.line, end, next.place)
    more.push(
      rest === undefined
        ? cut(next.line, 0, end ?? commentAt, next.place)
        : { text: next.line.slice(0, end), comment: rest },
    )
  }
  return { slot: { kind: 'verbatim', text: first.text }, more, comment: first.comment }
}

function slotOf(text: string, place: TemplatePlace): Slot {
  return text.startsWith('[') || text.startsWith('{') ? flowSlot(text, place) : quotedSlot(text, place)
}

/** A line up to an offset, and the comment that begins there. */
function cut(line: string, from: number, to = line.length, place: TemplatePlace): After['more'][number] {
  const comment = to < line.length ? commentAfter(line, to, place) : undefined
  const text = line.slice(from, to)
  return { text: comment === undefined || text.trim() === '' ? text : text.trimEnd(), comment }
}

/** The comment behind what ends at an offset. */
export function commentAfter(line: string, end: number, place: TemplatePlace): CommentText | undefined {
  const at = skipBlanks(line, end)
  if (at === line.length) return undefined
  if (!isComment(line, at))
    throw templateBroken(place, `${line.slice(at)} cannot follow ${line.slice(0, end).trim()}`)
  return commentText(line.slice(at), place)
}

const FOR_TOOLS = /^#(?:!|[ \t]*icc-ignore\b)/u

export function commentText(text: string, place: TemplatePlace): CommentText {
  return { pieces: piecesOf(text.trimEnd(), place), kept: FOR_TOOLS.test(text), place }
}

export function skipBlanks(line: string, from: number): number {
  let at = from
  while (line.charAt(at) === ' ' || line.charAt(at) === '\t') at += 1
  return at
}
