import type { Json } from '../document.ts'
import type { ExpectedType, FoundType } from './fault.ts'
import type { Schema, ScalarType } from './model.ts'

/** True if the server's decoder takes the value for the type. @see https://pkg.go.dev/sigs.k8s.io/json */
export function isOfType(value: Json, type: ScalarType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'int32':
      return isInteger(value, 2 ** 31)
    case 'int64':
      return isInteger(value, 2 ** 63)
    case 'number':
      return typeof value === 'number'
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number'
    case 'int-or-string':
      return typeof value === 'string' || isInteger(value, 2 ** 31)
    case 'int64-or-string':
      return typeof value === 'string' || isInteger(value, 2 ** 63)
    case 'base64':
      return typeof value === 'string' && isBase64(value)
  }
}

function isInteger(value: Json, beyond: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -beyond && value < beyond
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u

/** As Go's decoder has it: padded, the ordinary alphabet, line ends anywhere. @see RFC 4648 section 4 */
function isBase64(text: string): boolean {
  return BASE64.test(/[\r\n]/u.test(text) ? text.replaceAll(/[\r\n]/gu, '') : text)
}

export function foundType(value: Json): FoundType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return Array.isArray(value) ? 'list' : 'mapping'
}

/** What to say was expected, of a value that is not of the type. */
export function expectedType(schema: Schema, value: Json): ExpectedType {
  switch (schema.kind) {
    case 'any':
      return 'value'
    case 'list':
      return 'list'
    case 'object':
    case 'map':
      return 'mapping'
    case 'scalar':
      return expectedScalar(schema.type, value)
  }
}

function expectedScalar(type: ScalarType, value: Json): ExpectedType {
  switch (type) {
    case 'string':
      return 'text'
    case 'int-or-string':
    case 'int64-or-string':
      return 'integer-or-text'
    case 'int32':
    case 'int64':
      // "An integer was expected" would puzzle whoever wrote 3000000000.
      return Number.isInteger(value) ? type : 'integer'
    case 'boolean':
    case 'number':
    case 'quantity':
    case 'base64':
      return type
  }
}

const INTEGER = /^-?(?:0|[1-9]\d{0,15})$/u
const NUMBER = /^-?(?:0|[1-9]\d{0,15})(?:\.\d+)?$/u

/** What a text in quotes was meant to be, if that is plain: 2 for "2"; not 10 for "012", which is read otherwise. */
export function unquoted(value: Json, type: ScalarType): number | boolean | undefined {
  if (typeof value !== 'string') return undefined
  switch (type) {
    case 'int32':
    case 'int64':
      return INTEGER.test(value) && isOfType(Number(value), type) ? Number(value) : undefined
    case 'number':
      return NUMBER.test(value) ? Number(value) : undefined
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : undefined
    case 'string':
    case 'quantity':
    case 'int-or-string':
    case 'int64-or-string':
    case 'base64':
      return undefined
  }
}
