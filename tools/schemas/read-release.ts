import { functionName, readAllowedValues } from './generated-go.ts'
import { readFieldGates, readGatesOff } from './feature-gates.ts'
import { readKinds, readTypes } from './openapi.ts'
import type { Field, Release, ReleaseSource } from './release.ts'
import { FURTHER_GATES, FURTHER_REQUIRED, FURTHER_VALUES, NOT_REQUIRED } from './corrections.ts'

/** Gates by the short name of a type and a field, such as `core.v1.PodSpec hostnameOverride`. */
export type FieldGates = ReadonlyMap<string, readonly string[]>

/**
 * The gates that any of the releases names: one is often told of a field only releases after it came, and left out again
 * when the field is there for good.
 */
export function readAllGates(sources: readonly ReleaseSource[]): FieldGates {
  const found = new Map<string, readonly string[]>()
  for (const { goTypes } of sources)
    for (const [path, text] of Object.entries(goTypes)) {
      const short = path.split('/').slice(-2).join('.')
      for (const [field, gates] of readFieldGates(text)) found.set(`${short}.${field}`, gates)
    }
  return new Map([...found, ...Object.entries(FURTHER_GATES)])
}

/** Puts together what the sources of one release say; throws where they contradict each other or are not understood. */
export function readRelease(source: ReleaseSource, gates: FieldGates): Release {
  const minor = Number(source.version.split('.')[1])
  const types = readTypes(source.openapi)
  const allowed = readAllowedValues(source.generated)
  const off = readGatesOff(source.features, minor)
  for (const [type, fields] of types)
    for (const [name, field] of fields) {
      const key = `${type.split('.').slice(-3).join('.')} ${name}`
      addValues(field, key, allowed.get(`${functionName(type)} ${name}`) ?? FURTHER_VALUES[key])
      field.required = FURTHER_REQUIRED.has(key) || (field.required && !NOT_REQUIRED.has(key))
      if (gates.get(key)?.some((gate) => off.has(gate))) field.off = true
    }
  return { version: source.version, minor, types, kinds: readKinds(source.openapi, readBetas(source.controlPlane)) }
}

function addValues(field: Field, key: string, values: readonly string[] | undefined): void {
  if (values === undefined) return
  if (!field.type.endsWith('string')) throw new Error(`${key} has values and is a ${field.type}`)
  field.values = values
}

const BETA_ON = /^\t\t(\w+?)(v\d+beta\d+)\.SchemeGroupVersion\.WithResource\(/gmu

/**
 * The beta API versions that are on by default: a short list of old ones.
 *
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-architecture/3136-beta-apis-off-by-default
 */
function readBetas(controlPlane: string): Set<string> {
  const found = new Set<string>()
  for (const [, group, version] of controlPlane.matchAll(BETA_ON)) {
    if (group !== 'flowcontrol') throw new Error(`${group}/${version} is on by default: which group is it?`)
    found.add(`flowcontrol.apiserver.k8s.io/${version}`)
  }
  return found
}
