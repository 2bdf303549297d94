import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayHoldPlaceholder, placeholderIn } from '../../../src/features/manifests/placeholder.ts'

test.each([
  ['CHANGEME', 'CHANGEME'],
  ['change-me', 'change-me'],
  [' REPLACE_ME ', 'REPLACE_ME'],
  ['NAME_OF_APP', 'NAME_OF_APP'],
  ['YOUR_TOKEN', 'YOUR_TOKEN'],
  ['INSERT_TOKEN_HERE', 'INSERT_TOKEN_HERE'],
  ['<your-name>', '<your-name>'],
  ['<your name>', '<your name>'],
  ['<TOKEN>', '<TOKEN>'],
  ['<host name>', '<host name>'],
  ['<DB_PASSWORD>', '<DB_PASSWORD>'],
])('%j is a placeholder wherever it stands', (text, found) => {
  for (const use of ['text', 'identifier', 'namespace', 'image'] as const)
    expect(placeholderIn(text, use)).toBe(found)
})

test.each([
  '',
  '<br>',
  '<HTML>',
  '<my-element>',
  '<p>CHANGEME</p>',
  'please CHANGEME',
  '<none>',
  'a < b > c',
  'DB_HOST',
  'TODO',
  'ERROR',
  'MY_VARIABLE',
  '$(NAME)',
  '{{ NAME_OF_APP }}',
  `CHANGEME${' '.repeat(10)}x`,
  '<a'.repeat(500),
])('%j in free text is none', (text) => {
  expect(placeholderIn(text, 'text')).toBeUndefined()
})

test.each([
  ['identifier', 'APP.example.org', 'APP'],
  ['identifier', 'SECRET_NAME', 'SECRET_NAME'],
  ['identifier', 'web-<user>', '<user>'],
  ['identifier', 'your-app-name', 'your-app-name'],
  ['namespace', 'my-namespace', 'my-namespace'],
  ['image', 'registry.example.org/<user>/web', '<user>'],
  ['image', 'registry.example.org:5000/USERNAME/web:1.0', 'USERNAME'],
  ['image', 'web:TAG', 'TAG'],
] as const)('as %s, in %s there is %s', (use, text, found) => {
  expect(placeholderIn(text, use)).toBe(found)
})

test.each([
  ['identifier', 'my-namespace'],
  ['identifier', 'Web'],
  ['identifier', 'your-party'],
  ['namespace', 'my-project'],
  ['namespace', 'namespace-of-ada'],
  ['image', 'registry:5000/web:RELEASE_2024'],
  ['image', 'nginx:1.29.3@sha256:0123'],
] as const)('as %s, %s is meant', (use, text) => {
  expect(placeholderIn(text, use)).toBeUndefined()
})

const WORDS = [
  'change',
  'me',
  'THIS',
  'Replace',
  'your',
  'YOUR',
  'my',
  'own',
  'ns',
  'NAMESPACE',
  'namespace',
  'app',
  'APP',
]
const MORE_WORDS = [
  'NAME',
  'OF',
  'HERE',
  'TAG',
  'VERSION',
  'URL',
  'A',
  '1',
  'host',
  'REGISTRY',
  'claim',
  'WITH',
  'DOMAIN',
]
const SIGNS = ['-', '_', '.', '/', ':', '<', '>', ' ', '']

test('a text without a trace of a placeholder has none', () => {
  const part = fc.constantFrom(...WORDS, ...MORE_WORDS, ...SIGNS, ...SIGNS)
  const use = fc.constantFrom('text', 'identifier', 'namespace', 'image')
  let placeholders = 0
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), use, (parts, as) => {
      const text = parts.join('')
      if (placeholderIn(text, as) === undefined) return
      placeholders += 1
      expect(mayHoldPlaceholder(text)).toBe(true)
    }),
    { numRuns: 20_000 },
  )
  expect(placeholders).toBeGreaterThan(100)
})

test.each([
  ['an escape may hide one', 'name: "\\u0041PP"', true],
  ['so may a tag', 'name: !!binary QVBQ', true],
  ['usual manifests have none', 'kind: Deployment\nspec:\n  replicas: 1 # mode: ALL', false],
])('%s', (_, text, may) => {
  expect(mayHoldPlaceholder(text)).toBe(may)
})
