import { expect, test } from 'vitest'
import type { Edit } from '../../../src/features/manifests/edit.ts'
import { applySplices, createTaken } from '../../../src/features/manifests/splice.ts'
import { edited, splicesOf } from './edited.ts'

const SHARED = 'base: &base\n  a: 1\none: *base\ntwo:\n  <<: *base\n  b: 2\n'

test.each<[string, Edit, string]>([
  [
    'within an anchor that is used',
    { kind: 'set', path: ['base', 'a'], value: 2 },
    'It stands within an anchor (&) that is used elsewhere',
  ],
  [
    'behind an alias',
    { kind: 'set', path: ['one', 'a'], value: 2 },
    'It stands behind an alias (*), and its text counts elsewhere too',
  ],
  [
    'from a merge key',
    { kind: 'remove', path: ['two', 'a'] },
    'It comes from a merge key (<<), and its text counts elsewhere too',
  ],
  ['an anchor itself', { kind: 'remove', path: ['base'] }, 'It stands within an anchor (&) that is used elsewhere'],
  ['a key that is there already', { kind: 'add', path: ['two'], key: 'b', value: 1 }, 'The key "b" is there already'],
  ['a new name that is taken', { kind: 'rename', path: ['one'], key: 'two' }, 'The key "two" is there already'],
  ['a place that is not there', { kind: 'remove', path: ['three', 'x'] }, 'Nothing stands at three.x'],
  ['the whole document', { kind: 'remove', path: [] }, 'The whole document cannot be taken out'],
  ['a list that is none', { kind: 'append', path: ['two'], value: 1 }, 'No list stands at two'],
])('refused: %s', (_, edit, reason) => {
  expect(edited(SHARED, [edit])).toBe(`refused: ${reason}`)
})

test('an alias may give way to a value, and what is not shared may change', () => {
  expect(edited(SHARED, [{ kind: 'set', path: ['one'], value: 'x' }])).toBe(SHARED.replace('one: *base', 'one: x'))
  expect(edited(SHARED, [{ kind: 'remove', path: ['one'] }])).toBe(SHARED.replace('one: *base\n', ''))
  expect(edited(SHARED, [{ kind: 'set', path: ['two', 'b'], value: 3 }])).toBe(SHARED.replace('b: 2', 'b: 3'))
})

test('an edit that would not hold what it should is refused', () => {
  expect(edited('a: |+\n  x\n\nb: 1\n', [{ kind: 'remove', path: ['b'] }])).toBe('a: |+\n  x\n\n')
  expect(edited('a: &x 1\nb: *x\nc: &x 2\nd: *x\n', [{ kind: 'set', path: ['b'], value: 1 }])).toBe(
    'a: &x 1\nb: 1\nc: &x 2\nd: *x\n',
  )
  expect(edited('a: |+\n  x\n\n', [{ kind: 'add', path: [], key: 'b', value: 1 }])).toBe(
    'refused: Its layout is unusual: the edited text would not hold what it should',
  )
})

test('changes that touch each other are found', () => {
  const text = 'a: 1\nb: 2\nc:\n  d: 3\n'
  const [one, two, inside] = [['a'], ['b'], ['c', 'd']].map((path) =>
    splicesOf(text, { kind: 'set', path, value: 9 }),
  )
  const whole = splicesOf(text, { kind: 'remove', path: ['c'] })
  const added = splicesOf(text, { kind: 'add', path: ['c'], key: 'e', value: 1 })
  const [taken, other] = [createTaken(), createTaken()]
  expect([inside, one, whole, two].map((splices) => taken.add(splices ?? []))).toEqual([true, true, false, true])
  expect([added, added].map((splices) => other.add(splices))).toEqual([true, false])
  expect(applySplices(text, [...(two ?? []), ...(one ?? [])])).toBe('a: 9\nb: 9\nc:\n  d: 3\n')
  expect(() => applySplices(text, [...whole, ...(inside ?? [])])).toThrow('overlap')
})
