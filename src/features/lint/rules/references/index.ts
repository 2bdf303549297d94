import type { Check } from '../../rule.ts'
import { ingressBackend } from './ingress-backend.ts'
import { resources } from './resources.ts'
import { servicePods } from './service-pods.ts'

export const referenceChecks: readonly Check[] = [ingressBackend, resources, servicePods]
