import { expect, test } from 'vitest'
import { readWarnings } from '../../src/adapters/kube-warnings.ts'

test.each<[string | undefined, string[]]>([
  [undefined, []],
  ['', []],
  ['299 - "v1 Endpoints is deprecated in v1.33+"', ['v1 Endpoints is deprecated in v1.33+']],
  [String.raw`299 - "hides \"A\", and a \\"`, [String.raw`hides "A", and a \\`.slice(0, -1)]],
  ['299 - "one, two", 299 agent "three"', ['one, two', 'three']],
  ['299 - "same", 299 - "same"', ['same']],
  ['299 - "dated" "Wed, 21 Oct 2015 07:28:00 GMT", 299 - "next"', ['dated', 'next']],
  // Of a proxy on the way, and of nobody.
  ['110 proxy "response is stale", 299 - "own"', ['own']],
  ['nonsense 299 - "lost"', []],
  ['299 - "unfinished', []],
  ['299 - "first", nonsense', ['first']],
])('%s', (header, texts) => {
  expect(readWarnings(header)).toEqual(texts)
})

test('a text in UTF-8 is read as such', () => {
  const header = Buffer.from('299 - "für Übungen"', 'utf8').toString('latin1')
  expect(readWarnings(header)).toEqual(['für Übungen'])
})
