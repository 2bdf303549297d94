import { expect, test } from 'vitest'
import { isPortNumber, portNameFault } from '../../../src/features/manifests/port.ts'

test.each([1, 80, 65_535])('%d is a port', (port) => {
  expect(isPortNumber(port)).toBe(true)
})

test.each([0, -1, 65_536, 80.5, Number.NaN, Infinity])('%d is no port', (port) => {
  expect(isPortNumber(port)).toBe(false)
})

test.each(['http', 'a', 'http-2', '8080-tcp', 'a'.repeat(15)])('%s can be the name of a port', (name) => {
  expect(portNameFault(name)).toBeUndefined()
})

test.each([
  ['', 'is empty'],
  ['HTTP', 'may have small letters, digits and "-" only'],
  ['http_alt', 'may have small letters, digits and "-" only'],
  ['8080', 'must have a letter'],
  ['-http', 'must begin and end with a letter or digit'],
  ['http-', 'must begin and end with a letter or digit'],
  ['a--b', 'may not have "--"'],
  ['a'.repeat(16), 'has 16 characters, and 15 is the most'],
])('%j cannot be the name of a port', (name, fault) => {
  expect(portNameFault(name)).toBe(fault)
})
