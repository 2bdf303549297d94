import type { Json, JsonObject } from '../../../manifests/document.ts'
import { has, objectAt, textAt } from '../../../manifests/json.ts'
import { isStandIn } from '../../../manifests/secrets.ts'
import { inWords, type Condition } from './condition.ts'

/** What both may hold, keys and values together. */
const MOST_BYTES = 1_048_576

/** What a Secret of a type has to hold. @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

const configMap: Condition = (value, path, { tell }) => {
  const binary = objectAt(value, 'binaryData') ?? {}
  for (const key of Object.keys(objectAt(value, 'data') ?? {}))
    if (Object.hasOwn(binary, key)) tell([...path, 'binaryData', key], 'is in data as well', 'keep one of the two')
  const bytes = bytesIn(objectAt(value, 'data'), 1) + bytesIn(binary, 3 / 4)
  if (bytes > MOST_BYTES) tell([...path, 'data'], 'holds more than 1 MiB', 'keep large files on a volume')
}

const secret: Condition = (value, path, { tell }) => {
  const type = textAt(value, 'type') ?? ''
  const place = has(value, 'type') ? [...path, 'type'] : path
  const missing = (KEYS[type] ?? []).filter((key) => !has(value, 'data', key) && !has(value, 'stringData', key))
  if (missing.length > 0 && !isEncrypted(value))
    tell(place, `is ${type} without ${inWords(missing)}`, `add ${inWords(missing)}, or write type: Opaque`)
  if (type === BASIC && !LOGIN.some((key) => has(value, 'data', key) || has(value, 'stringData', key)))
    tell(place, `is ${type} without ${inWords(LOGIN)}`, 'add username and password')
  if (type === 'kubernetes.io/service-account-token' && !has(value, 'metadata', 'annotations', ACCOUNT))
    tell(place, `is ${type} without the annotation ${ACCOUNT}`, 'add it, with the name of the ServiceAccount')
  const config = textAt(value, 'stringData', '.dockerconfigjson')
  if (type === 'kubernetes.io/dockerconfigjson' && config !== undefined && !isStandIn(config) && !isJson(config))
    tell([...path, 'stringData', '.dockerconfigjson'], 'is no JSON', 'icc scaffold pull-secret makes one')
}

/** Of these one will do. */
const LOGIN = ['username', 'password']
const BASIC = 'kubernetes.io/basic-auth'

const ACCOUNT = 'kubernetes.io/service-account.name'

/** SOPS leaves the keys that it takes away for later. */
function isEncrypted(value: JsonObject): boolean {
  return has(value, 'sops')
}

/** @param share of the characters that are bytes: three of four in Base64 */
function bytesIn(data: JsonObject | undefined, share: number): number {
  const length = (text: Json): number => (typeof text === 'string' ? Buffer.byteLength(text) * share : 0)
  return Object.values(data ?? {}).reduce((sum: number, text) => sum + length(text), 0)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // That is the question, and its answer.
    return false
  }
}

export const contentConditions: readonly (readonly [string, Condition])[] = [
  ['ConfigMap', configMap],
  ['Secret', secret],
]
