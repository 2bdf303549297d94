import type { Json, Path } from './document.ts'

/** One intended change of one document. */
export type Edit =
  /** Replaces what stands at a path. */
  | { kind: 'set'; path: Path; value: Json }
  /** The same characters as text, in quotes; where the scalar is a mapping's key, `key: true`. */
  | { kind: 'requote'; path: Path; key?: boolean }
  /** Gives the key at the end of the path another name. */
  | { kind: 'rename'; path: Path; key: string }
  /** Takes a pair or an item out, with the comment lines that belong to it. */
  | { kind: 'remove'; path: Path }
  /** Takes out one of several pairs with the same key; the first is occurrence 0. */
  | { kind: 'remove-duplicate'; path: Path; occurrence: number }
  /** A new pair in the mapping at the path; without `after` or `before` at its end. */
  | { kind: 'add'; path: Path; key: string; value: Json; after?: string; before?: string }
  /** A new item at the end of the list at the path. */
  | { kind: 'append'; path: Path; value: Json }
  /** Moves a pair with its text, reindented; the last part of `to` is its new key. */
  | { kind: 'move'; from: Path; to: Path }

/** Replaces what stands between two offsets of the source's text. */
export type Splice = { start: number; end: number; text: string }
