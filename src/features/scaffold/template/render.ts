import { emitEntries, emitValue, type Emitted, type Shape } from '../../manifests/emit.ts'
import { isObject } from '../../manifests/json.ts'
import type { TemplatePlace, Values } from '../types.ts'
import { templateBroken } from './broken.ts'
import { evaluate } from './evaluate.ts'
import { isThere, itemsOf } from './functions.ts'
import type { Branch, CommentText, Entry, Node } from './nodes.ts'
import type { BlockRecord, EntryRecord, Record } from './records.ts'
import { namesIn, namesOfSlot, putTogether, slotText } from './slot-text.ts'

/** What stands in for names, and what the words of `each` are part of. */
type Scope = { values: Values; words: ReadonlyMap<string, readonly string[]> }

/**
 * Puts values into a manifest's template. Linear in what comes out.
 *
 * @param place where it is said that too much would come out
 * @throws `template-broken`
 */
export function render(nodes: readonly Node[], values: Values, comments: boolean, place: TemplatePlace): Record[] {
  const renderer = new Renderer(comments, place)
  renderer.all(nodes, { values, words: new Map() })
  return renderer.records
}

/** How values that are put in stand below their keys. */
const SHAPE: Shape = { indent: 2, dash: 2, blocks: true }

/** A thousand times what any manifest has; the API server takes 3 MiB. */
const MOST_STEPS = 500_000
const MOST_CHARACTERS = 32 * 1024 * 1024

const LINE_BREAK = /\r\n|[\n\r\u0085\u2028\u2029]/u
const UNPRINTABLE = /[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]/gu

class Renderer {
  readonly records: Record[] = []
  private readonly comments: boolean
  private readonly place: TemplatePlace
  private block: BlockRecord | undefined
  private steps = 0
  private characters = 0

  constructor(comments: boolean, place: TemplatePlace) {
    this.comments = comments
    this.place = place
  }

  all(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.one(node, scope)
  }

  private one(node: Node, scope: Scope): void {
    this.count(1, 0)
    switch (node.kind) {
      case 'blank':
      case 'marker':
        this.records.push(node)
        return
      case 'comment':
        return this.comment(node, scope)
      case 'entry':
        return this.entry(node, scope)
      case 'alone':
        return this.alone(node, scope)
      case 'line':
        return this.line(node, scope)
      case 'if':
        return this.all(chosen(node.branches, scope), scope)
      case 'each':
        return this.each(node, scope)
    }
  }

  private count(steps: number, characters: number): void {
    this.steps += steps
    this.characters += characters
    if (this.steps > MOST_STEPS || this.characters > MOST_CHARACTERS)
      throw templateBroken(this.place, 'What comes out is larger than any API server takes')
  }

  private each({ word, list, body, place }: Extract<Node, { kind: 'each' }>, { values, words }: Scope): void {
    const found = evaluate(list, values)
    if (isObject(found)) throw templateBroken(place, 'each takes a list; of a mapping, take entries()')
    const inner = new Map(words).set(word, blamed(list.names, words))
    for (const item of itemsOf(found)) {
      this.count(1, 0)
      this.all(body, { values: { ...values, [word]: item }, words: inner })
    }
  }

  private comment({ column, comment }: Extract<Node, { kind: 'comment' }>, scope: Scope): void {
    const text = this.commentText(comment, scope)
    if (text === undefined) return
    const names = this.names(namesIn(comment.pieces), scope)
    const [first = '', ...rest] = text.split(LINE_BREAK).map((line) => line.replaceAll(UNPRINTABLE, ' '))
    this.count(rest.length, text.length)
    this.records.push({
      kind: 'comment',
      column,
      lines: [first, ...rest.map((line) => `# ${line}`)].map((line) => ({ text: line.trimEnd(), names })),
    })
  }

  /** Undefined if it is left out: because comments are, or because it speaks of what is not there. */
  private commentText(comment: CommentText | undefined, { values }: Scope): string | undefined {
    if (comment === undefined) return undefined
    // What is wrong in a comment is wrong without comments, too.
    const text = putTogether(comment.pieces, values, comment.place)
    return this.comments || comment.kept ? text : undefined
  }

  private afterLine(comment: CommentText | undefined, scope: Scope): string {
    const text = this.commentText(comment, scope)
    return text === undefined ? '' : ` ${text.split(LINE_BREAK).join(' ').replaceAll(UNPRINTABLE, ' ').trimEnd()}`
  }

  private names(names: readonly string[], { words }: Scope): readonly string[] {
    return names.length === 0 ? names : [...new Set(blamed(names, words))]
  }

  private entry(node: Entry, scope: Scope): void {
    const { column, key, isInline, hasBelow, after } = node
    const head = key === undefined ? '-' : slotText(key, scope.values)
    const value = this.value(node, scope)
    const record: EntryRecord = {
      kind: 'entry',
      column,
      role: key === undefined ? 'item' : 'pair',
      lines: [],
      isInline,
      needsBelow: hasBelow,
      block: undefined,
    }
    this.records.push(record)
    this.block =
      after.block === undefined
        ? undefined
        : { head: after.block, lines: [], comment: this.afterLine(after.comment, scope) }
    if (head === undefined || value === undefined) return
    const colon = key === undefined ? '' : ':'
    const names = this.names(
      [
        ...namesOfSlot(key),
        ...namesOfSlot(after.slot),
        ...namesIn(this.comments ? (after.comment?.pieces ?? []) : []),
      ],
      scope,
    )
    const properties = after.properties === '' ? '' : ` ${after.properties.trimEnd()}`
    record.block = this.block
    const comment = after.block === undefined ? this.afterLine(after.comment, scope) : ''
    const first = `${head}${colon}${properties}${value.first}${comment}`
    record.lines = [first, ...value.rest].map((text) => ({ text, names }))
    this.count(value.rest.length, first.length + value.rest.reduce((sum, line) => sum + line.length, 0))
  }

  /** What follows the key or the dash; undefined where there is no value. */
  private value({ column, key, after }: Entry, scope: Scope): Emitted | undefined {
    const { slot, more } = after
    if (slot === undefined) return { first: '', rest: [] }
    if (slot.kind !== 'whole') {
      const text = slotText(slot, scope.values)
      return text === undefined ? undefined : { first: ` ${text}`, rest: this.more(more, scope) }
    }
    const value = evaluate(slot.expression, scope.values)
    return value === undefined ? undefined : emitValue(value, column, key === undefined, SHAPE)
  }

  /** A line that held nothing but a comment goes with it. */
  private more(more: Entry['after']['more'], scope: Scope): string[] {
    return more.flatMap(({ text, comment }) => {
      const after = this.afterLine(comment, scope)
      if (comment === undefined || text.trim() !== '') return text + after
      return after === '' ? [] : text + after.trimStart()
    })
  }

  private alone({ column, expression, comment, place }: Extract<Node, { kind: 'alone' }>, scope: Scope): void {
    const value = evaluate(expression, scope.values)
    if (value !== undefined && (typeof value !== 'object' || value === null))
      throw templateBroken(place, 'Alone on a line stands a list or a mapping; this is neither')
    const [first, ...rest] = value === undefined ? [] : emitEntries(value, column, SHAPE)
    const names = this.names(expression.names, scope)
    const lines = first === undefined ? [] : [first.slice(column), ...rest]
    if (comment !== undefined && first !== undefined) this.comment({ kind: 'comment', column, comment }, scope)
    this.records.push({
      kind: 'entry',
      column,
      role: Array.isArray(value) ? 'item' : 'pair',
      lines: lines.map((text) => ({ text, names })),
      isInline: false,
      needsBelow: false,
      block: undefined,
    })
    this.count(
      lines.length,
      lines.reduce((sum, line) => sum + line.length, 0),
    )
  }

  private line({ indentation, pieces, place }: Extract<Node, { kind: 'line' }>, scope: Scope): void {
    const text = putTogether(pieces, scope.values, place)
    if (text === undefined || this.block === undefined) return
    const names = this.names(namesIn(pieces), scope)
    // The template's line has its own line break.
    const isOpen = typeof pieces.at(-1) === 'object' && text.endsWith('\n')
    const lines = (isOpen ? text.slice(0, -1) : text).split('\n')
    this.count(lines.length, text.length + lines.length * indentation.length)
    for (const line of lines) this.block.lines.push({ text: line === '' ? '' : indentation + line, names })
  }
}

function chosen(branches: readonly Branch[], { values }: Scope): readonly Node[] {
  const branch = branches.find(({ condition }) => condition === undefined || isThere(evaluate(condition, values)))
  return branch?.body ?? []
}

/** The inputs and facts behind names. */
function blamed(names: readonly string[], words: Scope['words']): readonly string[] {
  return names.flatMap((name) => words.get(name) ?? [name])
}
