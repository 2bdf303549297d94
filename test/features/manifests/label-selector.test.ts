import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/features/manifests/document.ts'
import { equalities, meets, requirementsOf, requirementText } from '../../../src/features/manifests/label-selector.ts'

describe('a condition', () => {
  const labels = { app: 'web', tier: 'front' }
  test.each([
    [{ key: 'tier', operator: 'In', values: ['front', 'back'] }, true, 'tier in (front,back)'],
    [{ key: 'tier', operator: 'In', values: ['back'] }, false, 'tier=back'],
    [{ key: 'old', operator: 'In', values: ['x'] }, false, 'old=x'],
    [{ key: 'tier', operator: 'NotIn', values: ['front'] }, false, 'tier!=front'],
    [{ key: 'tier', operator: 'NotIn', values: ['a', 'b'] }, true, 'tier notin (a,b)'],
    // Labels that are not there are in no list.
    [{ key: 'old', operator: 'NotIn', values: ['x'] }, true, 'old!=x'],
    [{ key: 'app', operator: 'Exists' }, true, 'app'],
    [{ key: 'old', operator: 'Exists' }, false, 'old'],
    [{ key: 'app', operator: 'DoesNotExist' }, false, '!app'],
    [{ key: 'old', operator: 'DoesNotExist' }, true, '!old'],
    [{ key: 'toString', operator: 'Exists' }, false, 'toString'],
  ])('%j', (expression, met, text) => {
    const [requirement, ...others] = requirementsOf({ matchExpressions: [expression] })
    if (requirement === undefined) throw new Error('no condition')
    expect(others).toEqual([])
    expect(meets(labels, requirement)).toBe(met)
    expect(requirementText(requirement)).toBe(text)
    expect(requirement.path).toEqual(['matchExpressions', 0])
  })
})

test('labels and expressions are all asked for, each where it stands', () => {
  const requirements = requirementsOf({
    matchLabels: { app: 'web', version: 2 },
    matchExpressions: [{ key: 'tier', operator: 'Exists' }],
  })
  expect(requirements.map(requirementText)).toEqual(['app=web', 'version=2', 'tier'])
  expect(requirements.map(({ path }) => path)).toEqual([
    ['matchLabels', 'app'],
    ['matchLabels', 'version'],
    ['matchExpressions', 0],
  ])
  expect(equalities({ app: 'web' }, ['selector']).map(({ path }) => path)).toEqual([['selector', 'app']])
})

test.each<Json | undefined>([
  undefined,
  null,
  'app=web',
  [],
  { matchLabels: ['app'], matchExpressions: { key: 'app' } },
  { matchExpressions: [null, 'app', { key: 1, operator: 'In' }, { key: 'app', operator: 'Is' }, { operator: 'In' }] },
])('what is no selector asks for nothing: %j', (selector) => {
  expect(requirementsOf(selector)).toEqual([])
})
