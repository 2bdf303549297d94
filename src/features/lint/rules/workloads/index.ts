import type { Check } from '../../rule.ts'
import { controller } from './controller.ts'
import { disruptionBudget } from './disruption-budget.ts'
import { duplicateName } from './duplicate-name.ts'
import { hpaTarget } from './hpa-target.ts'
import { imageName } from './image-name.ts'
import { imagePullSecret } from './image-pull-secret.ts'
import { probeHandler } from './probe-handler.ts'
import { probeIdentical } from './probe-identical.ts'
import { probeMissing } from './probe-missing.ts'
import { probePort } from './probe-port.ts'
import { quotaExceeded } from './quota-exceeded.ts'
import { resourcesMissing } from './resources-missing.ts'
import { resourcesOrder } from './resources-order.ts'
import { resourcesRange } from './resources-range.ts'
import { restartPolicy } from './restart-policy.ts'
import { selectorMismatch } from './selector-mismatch.ts'
import { selectorVolatile } from './selector-volatile.ts'
import { volumeMount } from './volume-mount.ts'

export const workloadChecks: readonly Check[] = [
  selectorMismatch,
  selectorVolatile,
  imageName,
  imagePullSecret,
  resourcesMissing,
  resourcesOrder,
  resourcesRange,
  quotaExceeded,
  duplicateName,
  volumeMount,
  restartPolicy,
  controller,
  probeHandler,
  probePort,
  probeMissing,
  probeIdentical,
  hpaTarget,
  disruptionBudget,
]
