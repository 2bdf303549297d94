import type { RenderedLine } from '../types.ts'
import type { BlockHead } from './nodes.ts'

// What the nodes of a template became with their values, before it is known what lines are left over of them.

/** A pair, an item, or what was put in place of a placeholder that stood alone. */
export type EntryRecord = {
  kind: 'entry'
  column: number
  /** What can belong to it, and what it can belong to. */
  role: 'pair' | 'item'
  /** Its lines; the first one without indentation. None if it has no value: then it is left out. */
  lines: RenderedLine[]
  /** A dash that the next entry stands behind. */
  isInline: boolean
  /** True if it is nothing without what stands below it. */
  needsBelow: boolean
  block: BlockRecord | undefined
}

/** A block of text whose lines came one by one; they are without the block's indentation. */
export type BlockRecord = {
  head: BlockHead
  lines: RenderedLine[]
  /** What follows the sign of the block on its line. */
  comment: string
}

export type Record =
  | EntryRecord
  | { kind: 'blank' }
  | { kind: 'marker'; text: string }
  | { kind: 'comment'; column: number; lines: RenderedLine[] }
