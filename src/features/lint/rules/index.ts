import type { Check, Rule } from '../rule.ts'
import { gpuChecks } from './gpu/index.ts'
import { referenceChecks } from './references/index.ts'

/** Every check, a folder for each subject. */
export const CHECKS: readonly Check[] = [...gpuChecks, ...referenceChecks]

/** Every rule, in the order of the checks. */
export const RULES: readonly Rule[] = CHECKS.flatMap((check) => check.rules)
