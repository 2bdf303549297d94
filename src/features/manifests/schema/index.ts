import type { Context } from '../../../context.ts'
import { createSchemas, type Schemas } from './schemas.ts'

export { validate } from './validate.ts'

/** Reads the schemas that come with icc; about a millisecond. */
export function loadSchemas(ctx: Pick<Context, 'assets'>): Schemas {
  return createSchemas(ctx.assets.read('schemas/kubernetes.txt'))
}
