import { describe, expect, test } from 'vitest'
import { faultsOf, goodObjects, schemas, told } from './support.ts'

describe.each(schemas.minors)('1.%i', (minor) => {
  test('takes what the API server takes', () => {
    expect(goodObjects.flatMap((value) => faultsOf(value, minor).map(told))).toEqual([])
  })
})

test('the good objects show most of the kinds that a person writes', () => {
  const kinds = new Set(goodObjects.map(({ kind }) => kind))
  expect(kinds.size).toBeGreaterThanOrEqual(35)
})
