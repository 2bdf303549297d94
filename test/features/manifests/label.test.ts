import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelKeyFault, labelValueFault } from '../../../src/features/manifests/label.ts'

const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u

test('values are judged as the API server does', () => {
  const values = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', ' ', '/', '\n'), maxLength: 6 })
  fc.assert(
    fc.property(values, (value) => {
      expect(labelValueFault(value) === undefined).toBe(VALUE.test(value))
    }),
  )
})

test.each(['a', 'A1', 'app.kubernetes.io/name', 'x.y/Z_z', 'a'.repeat(63), `${'a.'.repeat(126)}a/${'b'.repeat(63)}`])(
  '%s can be a key',
  (key) => {
    expect(labelKeyFault(key)).toBeUndefined()
  },
)

test.each([
  ['', 'is empty'],
  ['/a', 'has "" before its "/", which is no domain name in small letters'],
  ['a/', 'is empty after its "/"'],
  ['a/b/c', 'may have one "/" only'],
  ['A/b', 'has "A" before its "/", which is no domain name in small letters'],
  [`${'a'.repeat(254)}/b`, 'has 254 characters before its "/", and 253 is the most'],
  ['a'.repeat(64), 'has 64 characters, and 63 is the most'],
  ['a-', 'must begin and end with a letter or digit'],
  ['a b', 'may have letters, digits, "-", "_" and "." only'],
  ['x/ü', 'may have letters, digits, "-", "_" and "." only after its "/"'],
])('%j cannot be a key', (key, fault) => {
  expect(labelKeyFault(key)).toBe(fault)
})
