import type { Check } from '../../rule.ts'
import { objectHead } from './object-head.ts'
import { schemaRange } from './schema-range.ts'
import { schemaShape } from './schema-shape.ts'

export const schemaChecks: readonly Check[] = [objectHead, schemaShape, schemaRange]
