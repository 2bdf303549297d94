import type { Check } from '../../rule.ts'
import { gpuAmount } from './gpu-amount.ts'

export const gpuChecks: readonly Check[] = [gpuAmount]
