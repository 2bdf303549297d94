import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNearNames } from '../../../src/features/manifests/near-names.ts'

test.each([
  ['web-databse', 'web-database'],
  ['wbe', 'web'],
  ['wep', 'web'],
  ['webb', 'web'],
  ['web_app', 'web-app'],
  ['webapp', 'web-app'],
  ['WEB', 'web'],
  ['app=wep', 'app=web'],
  ['settings', 'setting'],
])('%s is near %s', (wanted, name) => {
  expect(createNearNames([name])(wanted)).toEqual([name])
  expect(createNearNames([wanted])(name)).toEqual([wanted])
})

test.each([
  ['web', 'web'],
  ['db1', 'db2'],
  ['web-1', 'web-10'],
  ['db', 'dc'],
  ['db', 'db-admin'],
  ['web', 'website'],
  ['api-key', 'app-keys'],
  ['', ''],
])('%s is not near %s', (wanted, name) => {
  expect(createNearNames([name])(wanted)).toEqual([])
})

test('the index finds what comparing each with each finds', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '-'), maxLength: 5 }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(names, fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '-'), maxLength: 5 }), (all, wanted) => {
      const oneByOne = [...new Set(all)].filter((name) => createNearNames([name])(wanted).length > 0)
      expect(createNearNames(all)(wanted).toSorted()).toEqual(oneByOne.toSorted())
    }),
  )
})

test('many names alike cost little', () => {
  const near = createNearNames(Array.from({ length: 20_000 }, (_, index) => `settings-${index}`))
  for (let index = 0; index < 20_000; index += 1) expect(near(`secret-${index}`)).toEqual([])
})
