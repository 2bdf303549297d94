import type { Json, Path } from '../document.ts'
import type { Limit, MinorRange } from './model.ts'

/** Something that the API server would refuse for its shape. Paths start at the object's own root. */
export type SchemaFault =
  | UnknownField
  | MisplacedField
  | TypeFault
  | RequiredFault
  | EnumFault
  | LimitFault
  | ConditionFault

/** A key that does not exist there. */
export type UnknownField = {
  kind: 'unknown-field'
  path: Path
  at: 'key'
  field: string
  /** Up to three fields of that place that may have been meant, the nearest first. None after a hundred such faults. */
  nearest: readonly string[]
  /** All fields of that place. None after a hundred such faults. */
  known: readonly string[]
  /** Where the field exists at that place in other minor versions: these. */
  versions: MinorRange | undefined
}

/** A key that does not exist there, or whose value cannot stand there, but fits elsewhere in the object. */
export type MisplacedField = {
  kind: 'misplaced-field'
  path: Path
  at: 'key'
  field: string
  belongs: Belongs
}

export type Belongs = {
  /** From the object's root, to be shown: `spec.containers[].image`. */
  text: string
  /** From the mapping that the field stands in, if below that: `resources.limits`. */
  below: string | undefined
  /** Where it would go; undefined where one of several items would have to be chosen. What is missing on the way is to be made. */
  path: Path | undefined
  /** True if something stands there already. */
  taken: boolean
}

export type TypeFault = {
  kind: 'type'
  path: Path
  at: 'value'
  expected: ExpectedType
  found: FoundType
  /** True if the same characters in quotes are right. */
  quote: boolean
  /** What the value means in the right type: 2 for "2", a list of one for a mapping where a list of such belongs. */
  instead: Json | undefined
}

export type ExpectedType =
  | 'text'
  | 'base64'
  | 'boolean'
  | 'integer'
  /** A whole number, but one of more than 32 (64) bits. */
  | 'int32'
  | 'int64'
  | 'number'
  | 'quantity'
  | 'integer-or-text'
  | 'list'
  | 'mapping'
  /** Anything but nothing. */
  | 'value'

export type FoundType = 'text' | 'boolean' | 'integer' | 'number' | 'list' | 'mapping' | 'null'

/** A field that is not there, or empty. The path is where it would stand. */
export type RequiredFault = {
  kind: 'required'
  path: Path
  at: 'key'
  field: string
  /** An unknown key beside it that surely means it, which is told as an unknown field. */
  misspelt: string | undefined
}

export type EnumFault = {
  kind: 'enum'
  path: Path
  at: 'value'
  found: Json
  allowed: readonly Json[]
  /** The allowed value that differs in case alone. */
  sameButCase: string | undefined
  /** Where other minor versions take the value: these. */
  versions: MinorRange | undefined
}

/** A bound that a custom resource's schema sets; `found` is the number, length or count. */
export type LimitFault = { kind: 'limit'; path: Path; at: 'value'; limit: Limit; bound: number; found: number }

/** A condition of a custom resource's schema (`pattern`, `oneOf`) that is not met, or that icc cannot judge. */
export type ConditionFault = {
  kind: 'condition'
  path: Path
  at: 'value'
  word: string
  judged: boolean
  /** What the definition says, as far as it is plain: a pattern, or the fields of which some must be there. */
  wanted: string | undefined
}
