import type { JsonObject, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { INGRESS, ingressBackends, type IngressBackend } from '../../../manifests/ingress.ts'
import { isObject, listAt, numberAt, textAt } from '../../../manifests/json.ts'
import { createNearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { reportMissing } from './missing.ts'
import { createTargets, type Targets } from './targets.ts'

const SOURCE = 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource'

const service: Rule = {
  id: 'ingress-service',
  severity: 'warning',
  fix: 'ask',
  finds: 'an Ingress whose backend Service is not there',
  why: 'The Ingress is accepted all the same, and every request to it is answered with 503 until a Service of that name exists in the same namespace.',
  bad: example({ backend: 'wep', port: 'name: http' }),
  good: example({ backend: 'web', port: 'name: http' }),
  source: SOURCE,
}

const servicePort: Rule = {
  id: 'ingress-service-port',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'an Ingress that names a port which its Service does not have',
  why: 'The controller finds the Service but no port in it, and answers 503. It is told nowhere but in the log of the controller, which users cannot read.',
  bad: example({ backend: 'web', port: 'number: 8080' }),
  good: example({ backend: 'web', port: 'number: 80' }),
  source: SOURCE,
}

/** Does each backend of an Ingress lead to a port of a Service that is there? */
export const ingressBackend: Check = {
  rules: [service, servicePort],
  scope: 'project',
  run(project, lint) {
    const targets = createTargets(project)
    for (const ingress of project.ofType(INGRESS))
      for (const backend of ingressBackends(ingress)) checkBackend(ingress, backend, targets, lint)
  },
}

function checkBackend(ingress: KubernetesObject, backend: IngressBackend, targets: Targets, lint: Lint): void {
  const name = textAt(backend.service, 'name')
  if (name === undefined || name === '') return
  const found = lint.project.named('Service', name, ingress)
  if (found.length > 0) {
    checkPort(ingress, backend, found, lint)
    return
  }
  const path = [...backend.path, 'name']
  const consequence = 'requests will be answered with 503'
  reportMissing({ rule: service.id, kind: 'Service', name, object: ingress, path, consequence }, targets, lint)
}

function checkPort(
  ingress: KubernetesObject,
  { path, service: written }: IngressBackend,
  services: readonly KubernetesObject[],
  lint: Lint,
): void {
  const name = textAt(written, 'port', 'name')
  const number = numberAt(written, 'port', 'number')
  const wanted = name ?? number
  if (wanted === undefined || (name !== undefined && hasVariable(name))) return
  const ports = portsOf(services)
  // Without ports it is an ExternalName, or not finished, which is another rule's to say.
  if (ports === undefined) return
  const key = name === undefined ? 'port' : 'name'
  if (ports.some((port) => port[key] === wanted)) return
  const names = ports.map((port) => textAt(port, 'name') ?? numberAt(port, 'port') ?? '')
  lint.report('ingress-service-port', {
    object: ingress,
    path: [...path, 'port', name === undefined ? 'number' : 'name'],
    message: `The Service ${excerpt(services[0]?.name ?? '')} has no port ${excerpt(String(wanted))}; it has ${excerpt(names.join(', '))}.`,
    hint: `name a port of the Service ${excerpt(services[0]?.name ?? '')}`,
    fix: services.length > 1 ? undefined : fixPort(ports, name, [...path, 'port']),
  })
}

const known = new WeakMap<readonly KubernetesObject[], { ports: readonly JsonObject[] | undefined }>()

/** The ports of Services of one name; undefined where one has none. */
function portsOf(services: readonly KubernetesObject[]): readonly JsonObject[] | undefined {
  const found = known.get(services) ?? { ports: readPorts(services) }
  known.set(services, found)
  return found.ports
}

function readPorts(services: readonly KubernetesObject[]): JsonObject[] | undefined {
  const ports = services.map((one) => listAt(one.value, 'spec', 'ports').filter(isObject))
  return ports.some((list) => list.length === 0) ? undefined : ports.flat()
}

/** With a single port in the Service there is one right answer: its name, else its number. */
function fixPort(ports: readonly JsonObject[], written: string | undefined, path: Path): Fix | undefined {
  const [only, ...others] = ports
  if (only !== undefined && others.length === 0) {
    const name = textAt(only, 'name')
    const value: JsonObject = name === undefined ? { number: only['port'] ?? null } : { name }
    return { safe: true, title: "name the Service's only port", edits: [{ kind: 'set', path, value }] }
  }
  const [meant] =
    written === undefined ? [] : createNearNames(ports.flatMap((port) => textAt(port, 'name') ?? []))(written)
  if (meant === undefined) return undefined
  return { safe: false, title: `write ${meant}`, edits: [{ kind: 'set', path: [...path, 'name'], value: meant }] }
}

function example({ backend, port }: { backend: string; port: string }): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - name: http
      port: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: web.example.org
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${backend}
                port: {${port}}
`
}
