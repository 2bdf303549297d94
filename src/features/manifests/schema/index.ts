import type { Context } from '../../../context.ts'
import { createSchemas, type Schemas } from './schemas.ts'

export { validate } from './validate.ts'

/** The minor versions of Kubernetes that the schemas tell of: 34 of 1.34. */
export const EMBEDDED_MINORS: readonly number[] = [30, 31, 32, 33, 34, 35, 36, 37]

/** Reads the schemas that come with icc; about a millisecond. */
export function loadSchemas(ctx: Pick<Context, 'assets'>): Schemas {
  return createSchemas(ctx.assets.read('schemas/kubernetes.txt'))
}
