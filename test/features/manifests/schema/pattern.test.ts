import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern } from '../../../../src/features/manifests/schema/pattern.ts'

/** Expressions that mean the same to RE2 and to JavaScript. */
const { expression } = fc.letrec<{ expression: string; part: string; one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'nested' },
    fc.constantFrom('a', 'b', '-', '.', '[ab]', '[^a]', '[a-c-]', '\\d', '\\W', '\\.', '[\\w.]', '^', '$', '😀'),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `(?:${inner})`),
  ),
  part: fc
    .tuple(tie('one'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?'))
    .map(([one, times]) => (one === '^' || one === '$' ? one : `${one}${times}`)),
  expression: fc
    .array(fc.array(tie('part'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((choices) => choices.map((parts) => parts.join('')).join('|')),
}))

test('what is found is what JavaScript finds, where both mean the same', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '-', '.', '1', '\n', '😀'), { maxLength: 8 })
  fc.assert(
    fc.property(expression, text, (pattern, characters) => {
      const written = characters.join('')
      expect(compilePattern(pattern)?.(written)).toBe(new RegExp(pattern, 'u').test(written))
    }),
    { numRuns: 1000 },
  )
})

const NAME = String.raw`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`

test.each<[pattern: string, yes: string[], no: string[]]>([
  [NAME, ['a', 'a-b.c'], ['', 'A', 'a-', 'a..b']],
  [String.raw`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`, ['1h30m', '1.5s'], ['1', 's']],
  [String.raw`^[A-Za-z_][\w\-]*$`, ['_a-1'], ['-a']],
  ['^v[1-9][0-9]{0,2}$', ['v1', 'v100'], ['v0', 'v1000']],
  ['b', ['abc'], ['ac']],
  ['^(?P<year>[0-9]{4})-(?:[0-9]{2})$', ['2026-11'], ['2026-1']],
  ['^{a}$', ['{a}'], ['a']],
  ['^[]a]$', [']', 'a'], ['b']],
  ['^$', [''], ['\n']],
])('%s', (pattern, yes, no) => {
  const found = compilePattern(pattern)
  expect(yes.map((text) => found?.(text))).toEqual(yes.map(() => true))
  expect(no.map((text) => found?.(text))).toEqual(no.map(() => false))
})

test.each([
  '(',
  ')',
  'a)',
  '[a',
  '*a',
  'a**',
  '(?i)a',
  '(?=a)',
  String.raw`\pL`,
  String.raw`\bx`,
  String.raw`\1`,
  '[[:alpha:]]',
  '\\',
])('what is not known, or no pattern, is not guessed at: %s', (pattern) => {
  expect(compilePattern(pattern)).toBeUndefined()
})

test('a pattern that takes JavaScript for ever ends', () => {
  expect(compilePattern('^(a+)+$')?.(`${'a'.repeat(20_000)}b`)).toBe(false)
  expect(compilePattern('^(a|aa)+$')?.(`${'a'.repeat(20_000)}b`)).toBe(false)
  expect(compilePattern('((a{1000}){1000}){1000}')).toBeUndefined()
})
