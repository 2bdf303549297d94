import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, Path } from '../src/features/manifests/document.ts'
import { textAt } from '../src/features/manifests/json.ts'
import type { SchemaFault } from '../src/features/manifests/schema/fault.ts'
import { validate } from '../src/features/manifests/schema/index.ts'
import { createSchemas } from '../src/features/manifests/schema/schemas.ts'
import { customDefinitions } from './kubernetes-custom.ts'
import { PlainError, StatusError, type StatusCause } from './kubernetes-status.ts'

const file = join(import.meta.dirname, '..', 'schemas', 'kubernetes.txt')

/** The minor version whose API this server has. */
export const MINOR = 35

const schemas = createSchemas(readFileSync(file, 'utf8')).at(MINOR, customDefinitions)

/** How a body was sent, on which the words for what cannot be decoded depend. */
export type Decoding = 'object' | 'patched' | 'applied'

/**
 * Decodes an object as the API server does with `fieldValidation=Strict`: what is of the wrong type or has no field is an
 * error. What is missing or none of some values is for validation.
 */
export function decodeStrictly(
  object: JsonObject,
  apiVersion: string,
  kind: string,
  decoding: Decoding,
): StatusCause[] {
  const lookup = schemas.find(apiVersion, kind)
  if (lookup.status !== 'known') throw new Error(`no schema of ${apiVersion} ${kind}`)
  const faults = validate(object, lookup.schema)
  const unknown = faults.filter((fault) => fault.kind === 'unknown-field' || fault.kind === 'misplaced-field')
  const mistyped = faults.filter((fault) => fault.kind === 'type')
  if (unknown.length + mistyped.length > 0) {
    const name = textAt(object, 'metadata', 'name') ?? ''
    if (decoding === 'applied') throw applyError([...mistyped, ...unknown], `${name}; ${apiVersion}, Kind=${kind}`)
    throw decodingError(unknown, mistyped, kind, decoding)
  }
  return faults.flatMap(toCause)
}

function decodingError(
  unknown: SchemaFault[],
  mistyped: SchemaFault[],
  kind: string,
  decoding: Decoding,
): StatusError {
  const [first] = mistyped
  const problem =
    first?.kind === 'type'
      ? `json: cannot unmarshal ${goName(first.found)} into Go struct field ${structOf(first.path, kind)}.${goField(first.path).join('.')} of type ${goType(first.expected)}`
      : `strict decoding error: ${unknown.map(({ path }) => `unknown field "${fieldPath(path)}"`).join(', ')}`
  if (decoding === 'object')
    return new StatusError('BadRequest', `${kind} in version "v1" cannot be handled as a ${kind}: ${problem}`)
  // The patch stands in the message as Go prints it; what matters is after it.
  const message = `Invalid value: "map[kind:${kind}]": ${problem}`
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }]
  return new StatusError('Invalid', ` "" is invalid: patch: ${message}`, { causes })
}

/** @see sigs.k8s.io/structured-merge-diff `typed.ValidationErrors` */
function applyError(faults: SchemaFault[], subject: string): PlainError {
  const lines = faults.map((fault) =>
    fault.kind === 'type'
      ? `.${fieldPath(fault.path)}: expected ${goType(fault.expected)}, got ${goName(fault.found)}`
      : `.${fieldPath(fault.path)}: field not declared in schema`,
  )
  const text = lines.length === 1 ? lines.join('') : `errors:\n${lines.map((line) => `  ${line}`).join('\n')}`
  return new PlainError(`failed to create typed patch object (/${subject}): ${text}`)
}

function toCause(fault: SchemaFault): StatusCause[] {
  const field = fieldPath(fault.path)
  if (fault.kind === 'required') {
    const more = field === 'metadata.name' ? ': name or generateName is required' : ''
    return [{ reason: 'FieldValueRequired', message: `Required value${more}`, field }]
  }
  if (fault.kind !== 'enum') return []
  const allowed = fault.allowed.map((value) => JSON.stringify(value)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(fault.found)}: supported values: ${allowed}`
  return [{ reason: 'FieldValueNotSupported', message, field }]
}

/** `spec.containers[0].image` */
export function fieldPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

/** As Go's decoder names a field: no indexes, and no keys of maps. */
function goField(path: Path): string[] {
  const names = path.filter((step) => typeof step === 'string')
  const map = names.findIndex((name) => MAPS.has(name))
  return map < 0 ? names : names.slice(0, map + 1)
}

const MAPS = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'stringData'])

/** The type of Go that has the field, as far as its name follows from the path. */
function structOf(path: Path, kind: string): string {
  const names = goField(path)
  if (names.at(-2) === 'metadata') return 'ObjectMeta'
  if (names.at(-2) === 'env') return 'EnvVar'
  if (names.length === 1) return kind
  return names.length === 2 ? `${kind}Spec` : 'Container'
}

function goName(found: string): string {
  return { text: 'string', boolean: 'bool', integer: 'number', list: 'array', mapping: 'object' }[found] ?? found
}

function goType(expected: string): string {
  const types: Record<string, string> = {
    text: 'string',
    boolean: 'bool',
    integer: 'int32',
    list: 'list',
    mapping: 'map',
  }
  return types[expected] ?? expected
}
