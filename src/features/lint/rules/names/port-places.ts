import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { INGRESS, ingressBackends } from '../../../manifests/ingress.ts'
import { isObject, listAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf, type Container } from '../../../manifests/pod.ts'
import { isPortNumber } from '../../../manifests/port.ts'

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

/** The ports of an object that something may be said of, but for the names that ports are given. */
export function portPlaces(object: KubernetesObject): PortPlace[] {
  const { type, value, path } = object
  if (type === 'Service')
    return listAt(value, 'spec', 'ports').flatMap((port, index) =>
      placesIn(port, path, ['spec', 'ports', index], SERVICE_PORT),
    )
  if (type === INGRESS)
    return ingressBackends(object).flatMap((backend) =>
      placesIn(backend.service['port'], backend.path, ['port'], BACKEND_PORT),
    )
  if (type === 'networking.k8s.io/NetworkPolicy') return policyPorts(object)
  return podTemplateOf(object)?.containers.flatMap(containerPorts) ?? []
}

/** @param steps from `path` to the holder: with nearly all ports they are not needed */
function placesIn(holder: Json | undefined, path: Path, steps: Path, fields: readonly PortField[]): PortPlace[] {
  const places: PortPlace[] = []
  if (!isObject(holder)) return places
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] as PortField
    const value = holder[field.key] ?? null
    if (value !== null && !(typeof value === 'number' && isPortNumber(value)))
      places.push({ ...field, value, path: [...path, ...steps, field.key] })
  }
  return places
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
        placesIn(port, path, ['spec', direction, index, 'ports', position], POLICY_PORT),
      ),
    ),
  )
}

function containerPorts({ value, path }: Container): PortPlace[] {
  const places: PortPlace[] = []
  const ports = listAt(value, 'ports')
  for (let index = 0; index < ports.length; index += 1)
    places.push(...placesIn(ports[index], path, ['ports', index], CONTAINER_PORT))
  for (const probe of PROBES) addHandlerPorts(value, path, [probe], places)
  const { lifecycle } = value
  if (isObject(lifecycle)) for (const hook of HOOKS) addHandlerPorts(lifecycle, path, ['lifecycle', hook], places)
  return places
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe']
const HOOKS = ['postStart', 'preStop']
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc']

/** @param steps the last one is the key of what is done, as in `readinessProbe` */
function addHandlerPorts(holder: JsonObject, path: Path, steps: readonly string[], places: PortPlace[]): void {
  const key = steps.at(-1) ?? ''
  const handled = holder[key]
  if (!isObject(handled)) return
  for (const handler of HANDLERS) {
    const value = handled[handler]
    if (!isObject(value)) continue
    const kind = handler === 'grpc' ? 'number' : 'either'
    places.push(...placesIn(value, path, [...steps, handler], [{ key: 'port', what: `port of the ${key}`, kind }]))
  }
}
