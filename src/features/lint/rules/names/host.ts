import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { hostFault } from '../../../manifests/host.ts'
import { INGRESS, ingressRules, ingressTls } from '../../../manifests/ingress.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { placeholderIn } from '../../../manifests/placeholder.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'

const invalid: Rule = {
  id: 'host-invalid',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a host that is no host name: with a scheme, a port, an underscore, capital letters, or an address',
  why: 'A host is compared letter by letter with what the browser asks for, so it is the bare name in small letters: no https://, no port, no path. The API server refuses everything else.',
  bad: ingress('https://Web.example.org/'),
  good: ingress('web.example.org'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressSpec',
}

/** Is each host of an Ingress a name that the API server takes? */
export const host: Check = {
  rules: [invalid],
  scope: 'object',
  types: [INGRESS],
  run(object, lint) {
    for (const { host: written, path } of ingressRules(object))
      if (written !== undefined) checkHost(object, written, [...path, 'host'], lint)
    for (const { hosts } of ingressTls(object))
      // In a certificate an address may stand, and is no use.
      for (const { host: written, path } of hosts) checkHost(object, written, path, lint, isIPv4(written))
  },
}

function isIPv4(written: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(written)
}

function checkHost(object: KubernetesObject, written: string, path: Path, lint: Lint, taken = false): void {
  const fault = hostFault(written)
  if (fault === undefined) return
  if (hasVariable(written)) {
    lint.notChecked('host-invalid', { object, reason: 'another program fills in a part of the host' })
    return
  }
  const { reason, meant } = fault
  const fixable = meant !== undefined && placeholderIn(written, 'identifier') === undefined
  const fix: Fix | undefined = fixable
    ? {
        safe: meant === written.toLowerCase(),
        title: `write ${excerpt(meant)}`,
        edits: [{ kind: 'set', path, value: meant }],
      }
    : undefined
  lint.report('host-invalid', {
    object,
    path,
    severity: taken ? 'warning' : 'error',
    message: `The host${written === '' ? '' : ` "${excerpt(written)}"`} ${reason}.`,
    hint: fixable ? `write ${excerpt(meant)}` : 'write the bare name, such as web.example.org',
    fix,
  })
}

function ingress(written: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: ${written}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {name: http}}}
`
}
