import type { Check, Rule } from '../rule.ts'
import { ciChecks } from './ci/index.ts'
import { conditionChecks } from './conditions/index.ts'
import { gpuChecks } from './gpu/index.ts'
import { jobChecks } from './jobs/index.ts'
import { ingressChecks } from './ingress/index.ts'
import { nameChecks } from './names/index.ts'
import { referenceChecks } from './references/index.ts'
import { INTAKE_RULES } from './intake/index.ts'
import { schemaChecks } from './schema/index.ts'
import { securityChecks } from './security/index.ts'
import { SERVER_RULES } from './server/index.ts'
import { storageChecks } from './storage/index.ts'
import { SUPPRESSION_RULES } from './suppression/index.ts'
import { textChecks } from './text/index.ts'
import { versionChecks } from './versions/index.ts'
import { workloadChecks } from './workloads/index.ts'

/** Every check, a folder for each subject. */
export const CHECKS: readonly Check[] = [
  ...textChecks,
  ...schemaChecks,
  ...conditionChecks,
  ...versionChecks,
  ...workloadChecks,
  ...gpuChecks,
  ...jobChecks,
  ...storageChecks,
  ...securityChecks,
  ...nameChecks,
  ...ingressChecks,
  ...referenceChecks,
  ...ciChecks,
]

/** Every rule, in the order of the checks; those that no check asks are at the end. */
export const RULES: readonly Rule[] = [
  ...CHECKS.flatMap((check) => check.rules),
  ...SUPPRESSION_RULES,
  ...INTAKE_RULES,
  ...SERVER_RULES,
]
