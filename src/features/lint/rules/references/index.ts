import type { Check } from '../../rule.ts'
import { ingressBackend } from './ingress-backend.ts'

export const referenceChecks: readonly Check[] = [ingressBackend]
