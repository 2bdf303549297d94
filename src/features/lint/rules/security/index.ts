import type { Check } from '../../rule.ts'
import { clusterDomainNames } from './cluster-domain.ts'
import { fixedUserId } from './fixed-uid.ts'
import { forbiddenKinds } from './forbidden-kind.ts'
import { podSecurityBaseline } from './pod-security-baseline.ts'
import { podSecurityRestricted } from './pod-security-restricted.ts'
import { privilegedPorts } from './port-privileged.ts'
import { priorityClassName } from './priority-class.ts'
import { secretPlainText } from './secret-plain-text.ts'

export const securityChecks: readonly Check[] = [
  podSecurityBaseline,
  podSecurityRestricted,
  privilegedPorts,
  fixedUserId,
  priorityClassName,
  forbiddenKinds,
  secretPlainText,
  clusterDomainNames,
]
