import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/features/manifests/document.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { podsAtOnce, replicasOf } from '../../../src/features/manifests/replicas.ts'

function object(apiVersion: string, kind: string, spec: JsonObject) {
  const value = { apiVersion, kind, spec }
  const [found] = objectsOf({ source: { name: '', text: '' }, index: 0, start: 0, end: 0, value, ambiguous: false })
  if (!found) throw new Error('no object')
  return found
}

describe('pods at the same time', () => {
  test.each<[string, string, JsonObject, number]>([
    ['apps/v1', 'Deployment', { replicas: 3 }, 3],
    ['apps/v1', 'Deployment', {}, 1],
    ['apps/v1', 'StatefulSet', { replicas: 0 }, 0],
    ['apps/v1', 'DaemonSet', {}, 1],
    ['v1', 'Pod', {}, 1],
    ['apps/v1', 'Deployment', { replicas: -2 }, 0],
    ['apps/v1', 'Deployment', { replicas: '3' }, 1],
    ['batch/v1', 'Job', {}, 1],
    ['batch/v1', 'Job', { parallelism: 4 }, 4],
    ['batch/v1', 'Job', { parallelism: 4, completions: 2 }, 2],
    ['batch/v1', 'Job', { completions: 20 }, 1],
    ['batch/v1', 'Job', { parallelism: 4, suspend: true }, 0],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { parallelism: 3 } } }, 3],
    ['batch/v1', 'CronJob', { suspend: true, jobTemplate: { spec: { parallelism: 3 } } }, 0],
  ])('%s %s %j', (apiVersion, kind, spec, expected) => {
    expect(podsAtOnce(object(apiVersion, kind, spec))).toBe(expected)
  })
})

test('what is not scaled has no replicas', () => {
  expect(replicasOf(object('v1', 'ReplicationController', { replicas: 2 }))).toBe(2)
  expect(replicasOf(object('batch/v1', 'Job', { parallelism: 2 }))).toBeUndefined()
  expect(replicasOf(object('v1', 'Pod', {}))).toBeUndefined()
})
