import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, isObject, listAt, objectAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { labelsOf } from '../../../manifests/pod.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'

const targetPort: Rule = {
  id: 'headless-target-port',
  severity: 'warning',
  fix: 'ask',
  finds: 'a headless Service whose port is not that of its pods',
  why: 'A headless Service has no address of its own: its name leads to the pods directly, and nothing in between turns port into targetPort. Who connects to the name and port of the Service is refused by the pod, which listens on targetPort.',
  bad: example('port: 80, targetPort: 8080'),
  good: example('port: 8080'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec',
}

/** Do the pods of a headless Service listen on its port? */
export const headlessTargetPort: Check = {
  rules: [targetPort],
  scope: 'object',
  types: ['Service'],
  run(service, lint) {
    if (at(service.value, 'spec', 'clusterIP') !== 'None') return
    for (const [index, port] of listAt(service.value, 'spec', 'ports').entries())
      if (isObject(port)) checkPort(service, port, [...service.path, 'spec', 'ports', index], lint)
  },
}

function checkPort(service: KubernetesObject, port: JsonObject, path: Path, lint: Lint): void {
  const { port: own, targetPort: target } = port
  if (typeof own !== 'number') return
  const numbers = typeof target === 'string' ? namedPorts(service, target, lint) : [target]
  const [number, ...others] = numbers.filter((one) => typeof one === 'number')
  if (number === undefined || number === own || others.includes(own)) return
  const which = typeof target === 'string' ? `${excerpt(target)} (${number})` : String(number)
  lint.report('headless-target-port', {
    object: service,
    path: [...path, 'targetPort'],
    message: `A headless Service turns no port into another: its name leads to the pods, which listen on ${which} and not on ${own}.`,
    hint: `write port: ${number}`,
    fix: others.length === 0 ? samePort(path, number) : undefined,
  })
}

/** The numbers that selected pods give to a port of this name. */
function namedPorts(service: KubernetesObject, name: string, lint: Lint): (Json | undefined)[] {
  const selector = labelsOf(objectAt(service.value, 'spec', 'selector'))
  const ports = lint.project
    .selected(selector, service)
    .flatMap(({ containers }) => containers.flatMap(({ value }) => listAt(value, 'ports')))
    .filter((port) => at(port, 'name') === name)
  return [...new Set(ports.map((port) => at(port, 'containerPort')))]
}

/** Not the other way round: what reads the endpoints (an Ingress, SRV records) goes by targetPort. */
function samePort(path: Path, number: number): Fix {
  const edits: Edit[] = [{ kind: 'set', path: [...path, 'port'], value: number }]
  return { safe: false, title: `make the port ${number}`, edits }
}

function example(port: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports:
    - {name: http, ${port}}
`
}
