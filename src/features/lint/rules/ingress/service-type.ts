import type { Path } from '../../../manifests/document.ts'
import { at, listAt, numberAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const serviceType: Rule = {
  id: 'service-type',
  severity: 'error',
  finds: 'a Service of a type that the site does not grant: NodePort or LoadBalancer',
  why: 'Both open a door to the cluster from outside, so many campuses keep them to themselves: the Service is refused, or waits for an address that never comes. Web pages are reached by an Ingress, which needs a Service of the type ClusterIP only.',
  bad: { files: { 'service.yaml': service('NodePort') }, site: 'nodePort: {allowed: false}' },
  good: { files: { 'service.yaml': service('ClusterIP') }, site: 'nodePort: {allowed: false}' },
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
}

const portRange: Rule = {
  id: 'node-port-range',
  severity: 'error',
  finds: 'a nodePort outside the range of the cluster, or where the type of the Service has none',
  why: 'Each node keeps a range of ports for Services, 30000 to 32767 unless the site says otherwise. The API server refuses a number outside of it; without a number it chooses a free one.',
  bad: service('NodePort', '{port: 80, nodePort: 8080}'),
  good: service('NodePort', '{port: 80, nodePort: 30080}'),
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
}

/** Does each Service open only what the site lets it open? */
export const serviceTypeCheck: Check = {
  rules: [serviceType, portRange],
  scope: 'object',
  types: ['Service'],
  run(object, lint) {
    const type = textAt(object.value, 'spec', 'type') ?? 'ClusterIP'
    checkType(object, type, lint)
    checkNodePorts(object, type, lint)
    if (type !== 'LoadBalancer') return
    checkLoadBalancerPorts(object, lint)
    checkOwnNodePorts(object, lint)
  },
}

function checkType(object: KubernetesObject, type: string, lint: Lint): void {
  const profile = lint.facts.site?.profile
  const group = type === 'NodePort' ? 'nodePort' : type === 'LoadBalancer' ? 'loadBalancer' : undefined
  const allowed = group === undefined ? true : profile?.[group]?.allowed
  if (allowed === undefined || allowed === true) return
  lint.report('service-type', {
    object,
    path: [...object.path, 'spec', 'type'],
    severity: allowed === false ? weightOf(lint.facts, `${group}.allowed`) : 'warning',
    message:
      allowed === false
        ? `This site grants no Services of the type ${type}.`
        : `This site grants Services of the type ${type} on request only.`,
    hint: 'write type: ClusterIP, and reach it by an Ingress',
  })
}

/** The range of the API server where the site names no other (its flag `--service-node-port-range`). */
const NODE_PORTS = { from: 30_000, to: 32_767 }

function checkNodePorts(object: KubernetesObject, type: string, lint: Lint): void {
  const { from, to } = lint.facts.site?.profile.nodePort?.portRange ?? NODE_PORTS
  for (const [index, port] of listAt(object.value, 'spec', 'ports').entries()) {
    const number = numberAt(port, 'nodePort')
    if (number === undefined || number === 0) continue
    const path = [...object.path, 'spec', 'ports', index, 'nodePort']
    if (type === 'ClusterIP') {
      lint.report('node-port-range', {
        object,
        path,
        message: 'A Service of the type ClusterIP has no nodePort: the API server refuses it.',
        hint: 'take nodePort out, or write type: NodePort',
      })
    } else if (number < from || number > to) {
      reportOutside(object, path, `The nodePort ${number}`, { from, to }, lint)
    }
  }
}

function checkLoadBalancerPorts(object: KubernetesObject, lint: Lint): void {
  const range = lint.facts.site?.profile.loadBalancer?.portRange
  if (range === undefined) return
  for (const [index, port] of listAt(object.value, 'spec', 'ports').entries()) {
    const number = numberAt(port, 'port')
    if (number === undefined || (number >= range.from && number <= range.to)) continue
    const path = [...object.path, 'spec', 'ports', index, 'port']
    reportOutside(object, path, `The port ${number} of a LoadBalancer`, range, lint)
  }
}

/** A load balancer takes ports of the nodes too, unless it is told not to. */
function checkOwnNodePorts(object: KubernetesObject, lint: Lint): void {
  if (lint.facts.site?.profile.loadBalancer?.nodePorts !== false) return
  if (at(object.value, 'spec', 'allocateLoadBalancerNodePorts') === false) return
  lint.report('service-type', {
    object,
    path: [...object.path, 'spec', 'type'],
    severity: 'warning',
    message: 'This site gives a LoadBalancer no ports of the nodes, and this one asks for some.',
    hint: 'add allocateLoadBalancerNodePorts: false',
  })
}

function reportOutside(
  object: KubernetesObject,
  path: Path,
  what: string,
  { from, to }: { from: number; to: number },
  lint: Lint,
): void {
  lint.report('node-port-range', {
    object,
    path,
    message: `${what} is outside ${from} to ${to}, the range of this cluster.`,
    hint: path.at(-1) === 'nodePort' ? 'take it out: a free one is chosen' : `choose one from ${from} to ${to}`,
  })
}

function service(type: string, port = '{port: 80}'): string {
  return `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: ${type}
  selector: {app: web}
  ports:
    - ${port}
`
}
