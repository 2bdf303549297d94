import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dataKeyFault,
  generatedFrom,
  nameFault,
  suggestName,
  type NameForm,
} from '../../../src/features/manifests/names.ts'

// The forms of apimachinery's validation, written down a second time as one expression each.
const FORMS: Readonly<Record<Exclude<NameForm, 'path segment'>, RegExp>> = {
  label: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u,
  'letter-first label': /^[a-z]([-a-z0-9]*[a-z0-9])?$/u,
  subdomain: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u,
}

const words = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('a', 'B', '7', '-', '.', '_', ' ', 'ü'), maxLength: 8 }),
)

describe.each(Object.entries(FORMS) as [NameForm, RegExp][])('%s', (form, expression) => {
  test('is judged as the API server does', () => {
    fc.assert(
      fc.property(words, (word) => {
        expect(nameFault(word, form) === undefined).toBe(expression.test(word))
      }),
    )
  })

  test('can be reached from whatever was written', () => {
    fc.assert(
      fc.property(words, (word) => {
        const name = suggestName(word, form)
        expect(name === undefined || expression.test(name)).toBe(true)
        expect(name === undefined).toBe(!/[a-z0-9ü]/iu.test(word))
      }),
    )
  })

  test('of a good name suggests that name', () => {
    fc.assert(
      fc.property(fc.stringMatching(expression), (name) => {
        expect(suggestName(name, form)).toBe(name)
      }),
    )
  })
})

test.each([
  ['system:node', undefined],
  ['Anything goes', undefined],
  ['a/b', 'may not have "/" or "%"'],
  ['50%', 'may not have "/" or "%"'],
  ['..', 'may not be "." or ".."'],
])('%s as a path segment', (name, fault) => {
  expect(nameFault(name, 'path segment')).toBe(fault)
})

test.each([
  ['Bad_Name', 'subdomain', 'bad-name'],
  ['Web.Example', 'subdomain', 'web.example'],
  ['Web.Example', 'label', 'web-example'],
  ['2048-game', 'letter-first label', 'n2048-game'],
  ['---', 'label', undefined],
  ['Müllers Straße', 'label', 'muellers-strasse'],
  ['Mu\u0308ller', 'label', 'mueller'],
  ['Café', 'label', 'cafe'],
  ['a/b', 'path segment', undefined],
] as const)('for %s as a %s it suggests %s', (written, form, name) => {
  expect(suggestName(written, form)).toBe(name)
})

test.each([
  ['web-', 'web0', 9],
  ['-', '-', 6],
  ['a'.repeat(100), 'a'.repeat(100), 63],
])('what is generated from %s', (prefix, name, length) => {
  expect(generatedFrom(prefix)).toEqual({ name, length })
})

test.each([
  ['tls.crt', undefined],
  ['.env', undefined],
  ['-_.', undefined],
  ['a'.repeat(253), undefined],
  ['a'.repeat(254), 'has 254 characters, and 253 is the most'],
  ['', 'is empty'],
  ['.', 'may not be "." or begin with ".."'],
  ['..', 'may not be "." or begin with ".."'],
  ['..a', 'may not be "." or begin with ".."'],
  ['a..b', undefined],
  ['a b', 'may have letters, digits, "-", "_" and "." only'],
  ['a\n', 'may have letters, digits, "-", "_" and "." only'],
])('the data key %j', (key, fault) => {
  expect(dataKeyFault(key)).toBe(fault)
})
