import type { Json, JsonObject } from '../document.ts'

/** A stretch of minor versions, ends included: 34 of 1.34. */
export type MinorRange = { from: number; to: number }

/** What may stand somewhere. Of one minor version; a type that holds itself makes it a graph. */
export type Schema = (ObjectSchema | ListSchema | MapSchema | ScalarSchema | AnySchema) & Conditional

type Conditional = {
  /** What a custom resource's schema demands beyond that, by its own words. */
  conditions?: JsonObject
}

export type AnySchema = { kind: 'any'; nulls: Nulls }

/**
 * What becomes of `null`: it is dropped as if nothing stood there, which of built-in kinds holds in lists too; or it is
 * kept, where a custom resource's schema says so.
 */
export type Nulls = 'dropped' | 'dropped-outside-lists' | 'kept'

/** A mapping with known keys. */
export type ObjectSchema = {
  kind: 'object'
  nulls: Nulls
  fields: Map<string, Field>
  /** Names of the fields that must be given. */
  required: string[]
  /** True if the server keeps other keys too. */
  open: boolean
  conditions?: JsonObject
  /** Fields that other minor versions have, with these. */
  elsewhere: Map<string, MinorRange>
  /** The names of all fields at any depth, once they were asked for. */
  names?: ReadonlySet<string>
}

export type Field = {
  schema: Schema
  required: boolean
  /** True if a feature gate that is off by default guards it: the server drops the field without a word. */
  off: boolean
  /** The versions that have it; undefined where all have, or a custom resource's schema does not tell. */
  range: MinorRange | undefined
}

export type ListSchema = { kind: 'list'; nulls: Nulls; items: Schema; limits: Limits | undefined }

/** A mapping with keys of the user's own. */
export type MapSchema = { kind: 'map'; nulls: Nulls; values: Schema; limits: Limits | undefined }

export type ScalarSchema = {
  kind: 'scalar'
  nulls: Nulls
  type: ScalarType
  /** What it may be; undefined where anything of the type may. */
  allowed: Allowed | undefined
  limits: Limits | undefined
}

/** `base64` is text that the server decodes; `quantity` a number or text such as `500m`. */
export type ScalarType =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'number'
  | 'quantity'
  | 'int-or-string'
  | 'int64-or-string'
  | 'base64'

export type Allowed = {
  values: readonly Json[]
  /** Values that other minor versions take, with these. */
  elsewhere: ReadonlyMap<string, MinorRange>
}

/** Bounds that a custom resource's schema sets, by its own words for them. */
export type Limits = Partial<Record<Limit, number>>

export type Limit =
  | 'minimum'
  | 'maximum'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'minLength'
  | 'maxLength'
  | 'minItems'
  | 'maxItems'
  | 'minProperties'
  | 'maxProperties'
