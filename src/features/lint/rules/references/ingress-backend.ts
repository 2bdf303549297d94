import type { JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, numberAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { nearest } from '../../../sites/nearest.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'

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
  scope: 'object',
  types: ['networking.k8s.io/Ingress'],
  run(ingress, lint) {
    for (const path of backendPaths(ingress)) checkBackend(ingress, path, lint)
  },
}

/** Paths, from the object on, of all backends that lead to Services. */
function backendPaths({ value }: KubernetesObject): Path[] {
  const rules = listAt(value, 'spec', 'rules').flatMap((rule, index) =>
    listAt(rule, 'http', 'paths').map((_, position) => [
      'spec',
      'rules',
      index,
      'http',
      'paths',
      position,
      'backend',
    ]),
  )
  return [['spec', 'defaultBackend'], ...rules].filter((path) => has(value, ...path, 'service'))
}

function checkBackend(ingress: KubernetesObject, path: Path, lint: Lint): void {
  const name = textAt(ingress.value, ...path, 'service', 'name')
  if (name === undefined) return
  const [found] = lint.project.named('Service', name, ingress)
  if (found) checkPort(ingress, path, found, lint)
  else reportMissing(ingress, path, name, lint)
}

function reportMissing(ingress: KubernetesObject, backend: Path, name: string, lint: Lint): void {
  const others = lint.project.ofType('Service').flatMap((other) => other.name ?? [])
  const meant = nearest(name, others)
  const path = [...ingress.path, ...backend, 'service', 'name']
  if (meant !== undefined) {
    lint.report('ingress-service', {
      object: ingress,
      path,
      severity: 'error',
      message: `There is no Service ${name}; ${meant} is there.`,
      hint: `write ${meant}`,
      fix: { safe: false, title: `name ${meant}`, edits: [{ kind: 'set', path, value: meant }] },
    })
  } else if (lint.facts.wholeProject) {
    lint.report('ingress-service', {
      object: ingress,
      path,
      message: `There is no Service ${name} in these files, so requests will be answered with 503.`,
      hint: 'add the Service, or correct the name',
    })
  } else {
    lint.notChecked('ingress-service', { object: ingress, reason: `the Service ${name} is not in the given files` })
  }
}

function checkPort(ingress: KubernetesObject, backend: Path, service: KubernetesObject, lint: Lint): void {
  const ports = listAt(service.value, 'spec', 'ports').filter(isObject)
  const name = textAt(ingress.value, ...backend, 'service', 'port', 'name')
  const number = numberAt(ingress.value, ...backend, 'service', 'port', 'number')
  if (ports.length === 0 || (name === undefined && number === undefined)) return
  if (ports.some((port) => (name === undefined ? port['port'] === number : port['name'] === name))) return
  const known = ports.map((port) => textAt(port, 'name') ?? numberAt(port, 'port'))
  const path = [...ingress.path, ...backend, 'service', 'port']
  const fix = onlyPort(ports, path)
  lint.report('ingress-service-port', {
    object: ingress,
    path: [...path, name === undefined ? 'number' : 'name'],
    message: `The Service ${service.name} has no port ${name ?? number}; it has ${known.join(', ')}.`,
    hint: `name a port of the Service ${service.name}`,
    fix,
  })
}

/** With a single port in the Service there is one right answer: its name, else its number. */
function onlyPort([only, ...others]: readonly JsonObject[], path: Path): Fix | undefined {
  if (only === undefined || others.length > 0) return undefined
  const name = textAt(only, 'name')
  const value: JsonObject = name === undefined ? { number: only['port'] ?? null } : { name }
  return { safe: true, title: "name the Service's only port", edits: [{ kind: 'set', path, value }] }
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
