import type { Check } from '../../rule.ts'
import { ingressAllowList } from './allow-list.ts'
import { annotationObsolete } from './annotation-obsolete.ts'
import { ingressClassCheck } from './ingress-class.ts'
import { ingressHost } from './ingress-host.ts'
import { ingressIssuer } from './ingress-issuer.ts'
import { pathType } from './path-type.ts'
import { routeTlsCheck } from './route-tls.ts'
import { serviceTypeCheck } from './service-type.ts'
import { tlsHostCoverage } from './tls-host-coverage.ts'
import { tlsSecretName } from './tls-secret-name.ts'

export const ingressChecks: readonly Check[] = [
  annotationObsolete,
  ingressAllowList,
  ingressClassCheck,
  ingressHost,
  ingressIssuer,
  pathType,
  routeTlsCheck,
  serviceTypeCheck,
  tlsHostCoverage,
  tlsSecretName,
]
