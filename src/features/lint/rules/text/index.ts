import type { Check } from '../../rule.ts'
import { yamlAmbiguousScalar } from './yaml-ambiguous-scalar.ts'
import { yamlSyntax } from './yaml-syntax.ts'

export const textChecks: readonly Check[] = [yamlSyntax, yamlAmbiguousScalar]
