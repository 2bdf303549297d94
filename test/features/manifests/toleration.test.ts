import { expect, test } from 'vitest'
import { tolerates } from '../../../src/features/manifests/toleration.ts'

const taint = { key: 'gpu', value: 'true', effect: 'NoSchedule' }

test.each([
  [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }, true],
  [{ key: 'gpu', operator: 'Exists' }, true],
  [{ key: 'gpu', operator: 'Exists', effect: '' }, true],
  [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'cpu', operator: 'Exists' }, false],
  [{ key: 'gpu', operator: 'Equal', value: 'true' }, true],
  [{ key: 'gpu', value: 'true' }, true],
  [{ key: 'gpu', value: 'false' }, false],
  [{ key: 'gpu' }, false],
  [{ operator: 'Exists' }, true],
  [{ operator: 'Exists', key: '' }, true],
  [{ operator: 'Exists', effect: 'NoExecute' }, false],
  [{ value: 'true' }, false],
  [{}, false],
  ['gpu', false],
  [null, false],
])('%j', (toleration, expected) => {
  expect(tolerates(toleration, taint)).toBe(expected)
})

test('what is not known of a taint is taken to fit', () => {
  expect(tolerates({ key: 'gpu', value: 'any', effect: 'NoExecute' }, { key: 'gpu' })).toBe(true)
  expect(tolerates({ key: 'other', value: 'any' }, { key: 'gpu' })).toBe(false)
})
