import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { byNamespace } from '../../../src/features/lint/by-namespace.ts'

test('near is what has the same namespace, or none', () => {
  const namespace = fc.constantFrom(undefined, 'a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.record({ namespace })), namespace, (things, wanted) => {
      const expected = things.filter(
        (one) => wanted === undefined || one.namespace === undefined || one.namespace === wanted,
      )
      const found = byNamespace(things, (one) => one.namespace).near(wanted)
      expect(new Set(found)).toEqual(new Set(expected))
      expect(found).toHaveLength(expected.length)
    }),
  )
})
