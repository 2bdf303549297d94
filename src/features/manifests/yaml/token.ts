import type { Range } from '../document.ts'
import type { ScalarStyle } from '../node.ts'

/**
 * What a YAML text consists of. `key` is the question mark, or stands without width before a key that has none;
 * `block-end` and `stream-end` have no width either.
 */
export type Token = Range & { column: number } & (
    | { type: Sign }
    | { type: 'alias' | 'anchor' | 'tag'; text: string }
    | { type: 'scalar'; text: string; style: ScalarStyle }
  )

export type Sign =
  | 'block-mapping'
  | 'block-sequence'
  | 'block-end'
  | 'dash'
  | 'key'
  | 'colon'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | 'document-end'
  | 'stream-end'
