import { expect, test } from 'vitest'
import { additions } from '../../../src/features/manifests/additions.ts'

const wanted = { resources: { requests: { cpu: 1, memory: '1Gi' } } }

test('what is missing is added at its own depth, what is there stays', () => {
  expect(additions({}, ['a'], wanted)).toEqual([
    { kind: 'add', path: ['a'], key: 'resources', value: wanted.resources },
  ])
  expect(additions({ resources: { requests: { cpu: 2 } } }, ['a'], wanted)).toEqual([
    { kind: 'add', path: ['a', 'resources', 'requests'], key: 'memory', value: '1Gi' },
  ])
  expect(additions({ resources: null }, [], wanted)).toEqual([
    { kind: 'set', path: ['resources'], value: wanted.resources },
  ])
  expect(additions(wanted, [], wanted)).toEqual([])
})

test('a text or list in place of a mapping is in the way', () => {
  expect(additions({ resources: 'few' }, [], wanted)).toBeUndefined()
  expect(additions({ resources: { requests: ['cpu'] } }, [], wanted)).toBeUndefined()
})
