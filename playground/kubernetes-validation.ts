import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '../src/features/manifests/document.ts'
import { at, listAt, numberAt, objectAt, textAt } from '../src/features/manifests/json.ts'
import { parseQuantity } from '../src/features/manifests/quantity.ts'
import { containersIn, podIn, type ContainerIn, type PodIn } from './kubernetes-pods.ts'
import type { StatusCause } from './kubernetes-status.ts'

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/** A few of the rules that an API server has for objects, chosen for what students write; in its words. */
export function validateObject(kind: string, object: JsonObject): StatusCause[] {
  return [
    ...validateName(object),
    ...validateWorkload(kind, object),
    ...validatePods(kind, object),
    ...validateSecret(kind, object),
  ]
}

function validateName(object: JsonObject): StatusCause[] {
  const name = textAt(object, 'metadata', 'name')
  if (name === undefined || /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return []
  return [invalid('metadata.name', name, LABEL)]
}

function validateWorkload(kind: string, object: JsonObject): StatusCause[] {
  const replicas = numberAt(object, 'spec', 'replicas') ?? 0
  const negative = replicas < 0 ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : []
  const selector = objectAt(object, 'spec', 'selector', 'matchLabels')
  if (selector === undefined || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return negative
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels') ?? {}
  if (Object.entries(selector).every(([key, value]) => labels[key] === value)) return negative
  const message = '`selector` does not match template `labels`'
  return [...negative, invalid('spec.template.metadata.labels', labels, message)]
}

function validatePods(kind: string, object: JsonObject): StatusCause[] {
  const pod = podIn(kind, object)
  const containers = pod ? containersIn(pod) : []
  const misnamed = containers.filter(({ name }) => name !== '' && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))
  const names = misnamed.map(({ name, path }) => invalid(`${path}.name`, name, LABEL))
  return [
    ...names,
    ...(pod ? validateVolumes(pod) : []),
    ...containers.flatMap(validateEnv),
    ...containers.flatMap(validatePorts),
  ]
}

function validateVolumes({ spec, path }: PodIn): StatusCause[] {
  return listAt(spec, 'volumes').flatMap((volume, index) => {
    const [, ...others] = Object.keys(volume ?? {}).filter((key) => key !== 'name')
    return others.map((key) =>
      forbidden(`${path}.volumes[${index}].${key}`, 'may not specify more than 1 volume type'),
    )
  })
}

function validateEnv({ value, path }: ContainerIn): StatusCause[] {
  return listAt(value, 'env').flatMap((entry, index) => {
    const twice = textAt(entry, 'value') && at(entry, 'valueFrom') !== undefined
    return twice
      ? [invalid(`${path}.env[${index}].valueFrom`, '', 'may not be specified when `value` is not empty')]
      : []
  })
}

function validatePorts({ value, path }: ContainerIn): StatusCause[] {
  return listAt(value, 'ports').flatMap((port, index) => {
    const number = numberAt(port, 'containerPort') ?? 1
    const field = `${path}.ports[${index}].containerPort`
    return number >= 1 && number <= 65_535 ? [] : [invalid(field, number, 'must be between 1 and 65535, inclusive')]
  })
}

/** The values of Secrets are never in the words of a real server either, but for a first character. */
function validateSecret(kind: string, object: JsonObject): StatusCause[] {
  if (kind !== 'Secret' || textAt(object, 'type') !== 'kubernetes.io/dockerconfigjson') return []
  const key = '.dockerconfigjson'
  const encoded = textAt(object, 'data', key)
  const text = textAt(object, 'stringData', key) ?? Buffer.from(encoded ?? '', 'base64').toString()
  const field = `data[${key}]`
  if (text === '') return [{ reason: 'FieldValueRequired', message: 'Required value', field }]
  return text.startsWith('{') ? [] : [invalid(field, '<secret contents redacted>', `invalid character '${text[0]}'`)]
}

/** What of an object that is there cannot be changed. */
export function validateChange(kind: string, before: JsonObject, after: JsonObject): StatusCause[] {
  const changed = (...path: string[]): boolean => !isDeepStrictEqual(at(before, ...path), at(after, ...path))
  if (['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind) && changed('spec', 'selector'))
    return [invalid('spec.selector', at(after, 'spec', 'selector') ?? null, 'field is immutable')]
  if (kind === 'PersistentVolumeClaim') return validateClaim(before, after)
  if (kind === 'Pod' && changed('spec', 'containers', '0', 'name'))
    return [forbidden('spec', 'pod updates may not change fields other than `spec.containers[*].image`')]
  return []
}

function validateClaim(before: JsonObject, after: JsonObject): StatusCause[] {
  const [size, capacity] = [
    at(after, 'spec', 'resources', 'requests', 'storage'),
    at(before, 'status', 'capacity', 'storage'),
  ].map(parseQuantity)
  if (size !== undefined && capacity !== undefined && size < capacity)
    return [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
  if (isDeepStrictEqual(at(before, 'spec', 'accessModes'), at(after, 'spec', 'accessModes'))) return []
  return [
    forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName'),
  ]
}

/** What is taken with a warning. */
export function warningsAbout(kind: string, object: JsonObject): string[] {
  const pod = podIn(kind, object)
  return (pod ? containersIn(pod) : []).flatMap(({ value, path }) => {
    const names = listAt(value, 'env').map((entry) => textAt(entry, 'name'))
    return names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [`${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`],
    )
  })
}

function invalid(field: string, value: Json, message: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${message}`, field }
}

function forbidden(field: string, message: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${message}`, field }
}
