import type { Path } from '../document.ts'
import type { Schema } from './model.ts'

/** What may stand at a path; undefined where the schema knows nothing of it. */
export function schemaAt(root: Schema, path: Path): Schema | undefined {
  let schema: Schema | undefined = root
  for (const step of path) {
    if (schema?.kind === 'object') schema = schema.fields.get(String(step))?.schema
    else if (schema?.kind === 'list') schema = schema.items
    else if (schema?.kind === 'map') schema = schema.values
    else return undefined
  }
  return schema
}
