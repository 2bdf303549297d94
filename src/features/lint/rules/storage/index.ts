import type { Check } from '../../rule.ts'
import { headlessTargetPort } from './headless-target-port.ts'
import { pvcShrink } from './pvc-shrink.ts'
import { rwoShared } from './rwo-shared.ts'
import { statefulSetService } from './statefulset-service.ts'
import { storageClassCheck } from './storage-class.ts'
import { storageMode } from './storage-mode.ts'
import { storageSize } from './storage-size.ts'

export const storageChecks: readonly Check[] = [
  storageClassCheck,
  storageMode,
  storageSize,
  pvcShrink,
  rwoShared,
  statefulSetService,
  headlessTargetPort,
]
