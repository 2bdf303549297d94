import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { meantQuantity } from '../../../src/features/manifests/quantity-spelling.ts'
import { parseQuantity } from '../../../src/features/manifests/quantity.ts'

test.each([
  ['2 GiB', '2Gi'],
  ['2GiB', '2Gi'],
  ['2GB', '2G'],
  ['2kB', '2k'],
  ['2 Gi', '2Gi'],
  [' 500m ', '500m'],
  ['1.5 GiB', '1.5Gi'],
])('%j can only be %s', (written, quantity) => {
  expect(meantQuantity(written)).toEqual({ quantity, sure: true })
})

test.each([
  ['10 Gigabyte', '10G'],
  ['2 Gigabytes', '2G'],
  ['3 gibibyte', '3Gi'],
  ['2gib', '2Gi'],
  ['2gb', '2G'],
  ['10K', '10k'],
  ['1,5Gi', '1.5Gi'],
  ['2 cores', '2'],
  ['2 vCPUs', '2'],
])('%j is probably %s', (written, quantity) => {
  expect(meantQuantity(written)).toEqual({ quantity, sure: false })
})

test.each(['', 'two', 'Gi', '5 bananas', '5 constructor', '1..5Gi', '1 2', '$(CPU)'])(
  '%j could be anything',
  (written) => {
    expect(meantQuantity(written)).toBeUndefined()
  },
)

test('what is meant is a quantity', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('', ' '), fc.string({ maxLength: 4 }), (number, blank, unit) => {
      const meant = meantQuantity(`${number}${blank}${unit}`)
      expect(meant === undefined || parseQuantity(meant.quantity) !== undefined).toBe(true)
    }),
  )
})
