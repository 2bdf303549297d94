/** A value as the API server gets it: what kubectl makes of the YAML. Integers beyond 2^53 are rounded. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type JsonObject = { [key: string]: Json }

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[]

/** The text of one file; `name` as the user is to see it. */
export type Source = { name: string; text: string }

/** A place in a source: UTF-16 offsets, end exclusive. */
export type Range = { start: number; end: number }

/** One document of a file that holds something. `start` and `end` are offsets in `source.text`. */
export type ManifestDocument = {
  source: Source
  /** The place among the documents of the file that hold something, broken ones included; from 0. */
  index: number
  start: number
  end: number
  value: Json
  /** True if a plain scalar or key may be read otherwise by YAML 1.2 tools than by kubectl: worth a closer look. */
  ambiguous: boolean
}

/**
 * Why a document could not be read, or what kubectl passes over in silence.
 *
 * - `syntax`: not YAML, or YAML that kubectl cannot turn into JSON (`.nan`, a list as a key)
 * - `duplicate-key`: kubectl without a server keeps the last and says nothing; the document is read
 * - `ignored-content`: text after the end of a document (`...`) that kubectl never looks at; the document is read
 * - `too-large`: beyond all measure, by itself or with its aliases expanded
 * - `too-deep`: nested beyond all measure
 */
export type ReadFault = {
  kind: 'syntax' | 'duplicate-key' | 'ignored-content' | 'too-large' | 'too-deep'
  /** One sentence without a place, such as `The key "image" stands here twice.` */
  message: string
  range: Range
  /** As in `ManifestDocument`. */
  index: number
  /** With `duplicate-key` alone. */
  duplicate?: DuplicateKey
}

/** A key that stands more than once in a mapping; `range` of the fault is that of the later one. */
export type DuplicateKey = {
  /** The mapping. */
  mapping: Path
  key: string
  /** Which of the mapping's pairs with this key `range` is: 1 for the second. */
  occurrence: number
  /** The key's place where it stood first. */
  first: Range
  /** True if all of the mapping's pairs with this key have the same value. */
  sameValue: boolean
}
