import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { INGRESS, ingressBackends } from '../../../manifests/ingress.ts'
import { listAt, objectAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf, type Container } from '../../../manifests/pod.ts'

/** A field that holds a port. */
type PortField = {
  key: string
  /** To complete "The ... is ...": "port of the Service". */
  what: string
  /** `number`: a text is a fault of its type, not looked at here; `either`: a number, or the name of a port. */
  kind: 'number' | 'either'
  /** True where 0, or nothing between the quotes, says the same as no field at all. */
  zero?: boolean
}

/** A place where a port stands: its number, or what names one. */
export type PortPlace = PortField & { value: Json; path: Path }

/** All ports of an object, but for the names that ports are given. */
export function portPlaces(object: KubernetesObject): PortPlace[] {
  const { type, value, path } = object
  if (type === 'Service')
    return listAt(value, 'spec', 'ports').flatMap((port, index) =>
      placesIn(port, [...path, 'spec', 'ports', index], SERVICE_PORT),
    )
  if (type === INGRESS)
    return ingressBackends(object).flatMap((backend) =>
      placesIn(backend.service['port'], [...backend.path, 'port'], BACKEND_PORT),
    )
  if (type === 'networking.k8s.io/NetworkPolicy') return policyPorts(object)
  return podTemplateOf(object)?.containers.flatMap(containerPorts) ?? []
}

function placesIn(holder: Json | undefined, path: Path, fields: readonly PortField[]): PortPlace[] {
  const values = objectAt(holder)
  return fields.flatMap((field) => {
    const value = values?.[field.key]
    return value === undefined || value === null ? [] : [{ ...field, value, path: path.concat(field.key) }]
  })
}

const SERVICE_PORT: readonly PortField[] = [
  { key: 'port', what: 'port of the Service', kind: 'number' },
  { key: 'targetPort', what: 'targetPort of the Service', kind: 'either', zero: true },
]

const BACKEND_PORT: readonly PortField[] = [
  { key: 'number', what: 'port of the backend', kind: 'number' },
  { key: 'name', what: 'port of the backend', kind: 'either' },
]

const POLICY_PORT: readonly PortField[] = [
  { key: 'port', what: 'port of the NetworkPolicy', kind: 'either' },
  { key: 'endPort', what: 'endPort of the NetworkPolicy', kind: 'number' },
]

const CONTAINER_PORT: readonly PortField[] = [
  { key: 'containerPort', what: 'port of the container', kind: 'number' },
  { key: 'hostPort', what: 'hostPort of the container', kind: 'number', zero: true },
]

function policyPorts({ value, path }: KubernetesObject): PortPlace[] {
  return ['ingress', 'egress'].flatMap((direction) =>
    listAt(value, 'spec', direction).flatMap((rule, index) =>
      listAt(rule, 'ports').flatMap((port, position) =>
        placesIn(port, [...path, 'spec', direction, index, 'ports', position], POLICY_PORT),
      ),
    ),
  )
}

const HANDLED: readonly Path[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]

function containerPorts({ value, path }: Container): PortPlace[] {
  const ports = listAt(value, 'ports').flatMap((port, index) =>
    placesIn(port, [...path, 'ports', index], CONTAINER_PORT),
  )
  const handlers = HANDLED.flatMap((steps) => {
    const holder = objectAt(value, ...steps)
    return holder === undefined ? [] : handlerPorts(holder, [...path, ...steps])
  })
  return [...ports, ...handlers]
}

function handlerPorts(holder: JsonObject, path: Path): PortPlace[] {
  return ['httpGet', 'tcpSocket', 'grpc'].flatMap((handler) =>
    placesIn(
      holder[handler],
      [...path, handler],
      [{ key: 'port', what: `port of the ${path.at(-1)}`, kind: handler === 'grpc' ? 'number' : 'either' }],
    ),
  )
}
