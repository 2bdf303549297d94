import type { Expression, Piece, TemplatePlace } from '../types.ts'

// What a manifest's template is made of. Columns are those of the output, from 0.

/** A value or key on its line. */
export type Slot =
  | { kind: 'verbatim'; text: string }
  | { kind: 'whole'; expression: Expression }
  /** Text with placeholders; `quote` is the one it stands in. */
  | { kind: 'text'; pieces: readonly Piece[]; quote: '' | '"' | "'"; place: TemplatePlace }
  | { kind: 'list'; items: readonly Slot[] }
  | { kind: 'mapping'; pairs: readonly { key: Slot; value: Slot }[] }

/** A comment with its sign; `kept` if it is for tools and stays when comments are left out. */
export type CommentText = { pieces: readonly Piece[]; kept: boolean; place: TemplatePlace }

/** What follows a dash or `key:`. */
export type After = {
  /** Tags and anchors, with a blank after each. */
  properties: string
  slot: Slot | undefined
  /** Further lines of quotes or brackets that close later. */
  more: readonly { text: string; comment: CommentText | undefined }[]
  block: BlockHead | undefined
  comment: CommentText | undefined
}

/** `|`, `>-` and the like. */
export type BlockHead = {
  sign: '|' | '>'
  chomp: '' | '-' | '+'
  /** The column where its lines begin, once the first that is not empty is known. */
  base: number | undefined
  /** The most blanks in the lines before that one. */
  blanks: number
  hasLines: boolean
}

export type Entry = {
  kind: 'entry'
  column: number
  /** Undefined for a dash. */
  key: Slot | undefined
  /** A dash whose mapping or list begins on its line, as the next node. */
  isInline: boolean
  /** True if further lines of the template belong to it. */
  hasBelow: boolean
  after: After
}

export type Node =
  | { kind: 'blank' }
  | { kind: 'marker'; text: string }
  | { kind: 'comment'; column: number; comment: CommentText }
  | Entry
  /** A placeholder alone on its line: the pairs of a mapping, or the items of a list. */
  | { kind: 'alone'; column: number; expression: Expression; comment: CommentText | undefined; place: TemplatePlace }
  /** A line of the block above. */
  | { kind: 'line'; indentation: string; pieces: readonly Piece[]; place: TemplatePlace }
  | { kind: 'if'; branches: readonly Branch[] }
  | { kind: 'each'; word: string; list: Expression; body: readonly Node[]; place: TemplatePlace }

/** `condition` is undefined for `else`. */
export type Branch = { condition: Expression | undefined; body: readonly Node[] }
