import type { ExpectedType, FoundType } from '../../../manifests/schema/fault.ts'

/** Types as messages name them. */
export const EXPECTED: Readonly<Record<ExpectedType, string>> = {
  text: 'a text',
  base64: 'a text in Base64',
  boolean: 'true or false',
  integer: 'a whole number',
  int32: 'a whole number of at most 32 bits',
  int64: 'a whole number of at most 64 bits',
  number: 'a number',
  quantity: 'an amount such as 500m or 2Gi',
  'integer-or-text': 'a whole number or a text',
  list: 'a list',
  mapping: 'a mapping',
  value: 'something',
}

export const FOUND: Readonly<Record<FoundType, string>> = {
  text: 'a text',
  boolean: 'true or false without quotes',
  integer: 'a number without quotes',
  number: 'a number without quotes',
  list: 'a list',
  mapping: 'a mapping',
  null: 'nothing',
}
