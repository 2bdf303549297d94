import type { Check } from '../../rule.ts'
import { gpuAmount } from './gpu-amount.ts'
import { gpuNone } from './gpu-none.ts'
import { gpuShm } from './gpu-shm.ts'
import { gpuStrategy } from './gpu-strategy.ts'
import { gpuToleration } from './gpu-toleration.ts'
import { gpuTolerationUnused } from './gpu-toleration-unused.ts'

export const gpuChecks: readonly Check[] = [
  gpuAmount,
  gpuNone,
  gpuToleration,
  gpuTolerationUnused,
  gpuStrategy,
  gpuShm,
]
