import { readInteger, readPlain } from './plain-scalar.ts'
import type { Primitive } from './plain-scalar.ts'

const PREFIX = 'tag:yaml.org,2002:'
const BASE_64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?$/

/**
 * What kubectl makes of a scalar with a tag (`!!str 1`, `!custom x`); undefined where the text does not fit the tag,
 * which it refuses.
 *
 * @see go-yaml 2.4, resolve.go
 */
export function readTagged(tag: string, text: string): Primitive | undefined {
  if (!tag.startsWith(PREFIX)) return text
  switch (tag.slice(PREFIX.length)) {
    case 'binary':
      return fromBase64(text.replaceAll(/[\r\n]/g, ''))
    case 'timestamp':
      return TIMESTAMP.test(text) ? text : undefined
    case 'null':
      return readPlain(text) === null ? null : undefined
    case 'bool':
      return ofType('boolean', text)
    case 'int':
      return readInteger(text.replaceAll('_', '')) === undefined ? undefined : readPlain(text)
    case 'float':
      return ofType('number', text)
    default:
      return text
  }
}

function ofType(type: 'boolean' | 'number', text: string): Primitive | undefined {
  const value = readPlain(text)
  return typeof value === type ? value : undefined
}

function fromBase64(text: string): string | undefined {
  return BASE_64.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined
}
