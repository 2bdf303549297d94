import type { JsonObject } from '../document.ts'
import type { SchemaFault } from './fault.ts'
import type { ObjectSchema } from './model.ts'

/** One pass over one object. */
export type Pass = {
  readonly root: ObjectSchema
  readonly value: JsonObject
  /** Where the pass is; it changes, so faults get a copy. */
  readonly path: (string | number)[]
  readonly faults: SchemaFault[]
  /** How many places may still be looked for: a look costs a hundred times a check. */
  searches: number
}
