import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { isObject, listAt, textAt } from '../../../manifests/json.ts'
import { LABEL_LENGTH, nameFault } from '../../../manifests/names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import { isPortNumber, portNameFault } from '../../../manifests/port.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { portPlaces, type PortPlace } from './port-places.ts'
import { containerDuplicates, serviceDuplicates } from './port-twice.ts'

const range: Rule = {
  id: 'port-range',
  severity: 'error',
  finds: 'a port outside 1 to 65535, or the same port twice in a pod or Service',
  why: 'Other ports do not exist, and the API server refuses them; no schema says so. All containers of a pod share one network address: of two that open the same port, the second does not start.',
  bad: example('port: 80800'),
  good: example('port: 8080'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec',
}

const portName: Rule = {
  id: 'port-name',
  severity: 'error',
  finds: 'a port with a name that Kubernetes does not take, or without the name that it needs',
  why: 'The name of a container port has at most 15 characters: small letters, digits and "-", with at least one letter. So a number in quotes is a wrong name, not a port. The ports of a Service need names as soon as there are two.',
  bad: example('{port: 80, targetPort: "8080"}'),
  good: example('{port: 80, targetPort: 8080}'),
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
}

/** Is each port a number or name that can be, and there only once? */
export const port: Check = {
  rules: [range, portName],
  scope: 'object',
  run(object, lint) {
    for (const place of portPlaces(object)) checkPlace(object, place, lint)
    if (object.type === 'Service') checkServiceNames(object, lint)
    else checkContainerNames(object, lint)
    const twice = object.type === 'Service' ? serviceDuplicates(object) : containerDuplicates(object)
    for (const one of twice) lint.report('port-range', { object, ...one })
  },
}

function checkPlace(object: KubernetesObject, { what, value, path, kind, zero }: PortPlace, lint: Lint): void {
  if (typeof value === 'number') {
    if (isPortNumber(value) || (zero === true && value === 0)) return
    lint.report('port-range', {
      object,
      path,
      message: `The ${what} is ${value}, and ports go from 1 to 65535.`,
      hint: 'write the number that the program listens on',
    })
  } else if (typeof value === 'string' && kind === 'either' && /^\d+$/u.test(value)) {
    lint.report('port-name', {
      object,
      path,
      message: `The ${what} is "${excerpt(value)}" in quotes: a name, not a number, and no port has such a name.`,
      // The backend of an Ingress has a field for either.
      hint:
        path.at(-1) === 'name' ? `write number: ${excerpt(value)} instead` : `write ${excerpt(value)} without quotes`,
    })
  } else if (typeof value === 'string' && kind === 'either' && !(zero === true && value === '')) {
    reportName(object, path, what, value, portNameFault(value), lint)
  }
}

function reportName(
  object: KubernetesObject,
  path: Path,
  what: string,
  written: string,
  fault: string | undefined,
  lint: Lint,
): void {
  if (fault === undefined || hasVariable(written)) return
  lint.report('port-name', {
    object,
    path,
    message: `The ${what}, "${excerpt(written)}", ${fault}.`,
    hint: 'choose a short name, such as http or metrics',
  })
}

function checkContainerNames(object: KubernetesObject, lint: Lint): void {
  for (const { path, value } of podTemplateOf(object)?.containers ?? [])
    checkNames(object, 'name of the port', listAt(value, 'ports'), [...path, 'ports'], portNameFault, lint)
}

function checkServiceNames(service: KubernetesObject, lint: Lint): void {
  const ports = listAt(service.value, 'spec', 'ports')
  const path = [...service.path, 'spec', 'ports']
  checkNames(service, 'name of the port', ports, path, serviceNameFault, lint)
  if (ports.length < 2) return
  for (const [index, one] of ports.entries()) {
    if (!isObject(one) || (one['name'] ?? '') !== '') continue
    lint.report('port-name', {
      object: service,
      path: [...path, index],
      message: `A Service with several ports needs a name for each of them, and port ${index + 1} has none.`,
      hint: 'add one, such as name: http',
    })
  }
}

function serviceNameFault(name: string): string | undefined {
  if (name.length > LABEL_LENGTH) return `has ${name.length} characters, and ${LABEL_LENGTH} is the most`
  return nameFault(name, 'label')
}

function checkNames(
  object: KubernetesObject,
  what: string,
  ports: ReturnType<typeof listAt>,
  path: Path,
  faultOf: (name: string) => string | undefined,
  lint: Lint,
): void {
  const names = new Set<string>()
  for (let index = 0; index < ports.length; index += 1) {
    const name = textAt(ports[index], 'name')
    if (name === undefined || name === '') continue
    const fault = faultOf(name)
    if (fault !== undefined) reportName(object, [...path, index, 'name'], what, name, fault, lint)
    if (names.has(name))
      lint.report('port-name', {
        object,
        path: [...path, index, 'name'],
        message: `Two ports have the name "${excerpt(name)}", which the API server refuses.`,
        hint: 'give each port a name of its own',
      })
    names.add(name)
  }
}

function example(firstPort: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - ${firstPort}
`
}
