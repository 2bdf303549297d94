import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/features/manifests/document.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { podTemplateOf } from '../../../src/features/manifests/pod.ts'
import { podAmount, statedAmount, statedResources } from '../../../src/features/manifests/pod-resources.ts'
import { ONE } from '../../../src/features/manifests/quantity.ts'

describe('what one container states', () => {
  test.each([
    [{ requests: { cpu: '500m' } }, 'requests', ONE / 2n],
    [{ requests: { cpu: '500m' } }, 'limits', undefined],
    [{ limits: { cpu: 2 } }, 'limits', 2n * ONE],
    [{ limits: { cpu: 2 } }, 'requests', 2n * ONE],
    [{ requests: { cpu: null }, limits: { cpu: 2 } }, 'requests', 2n * ONE],
    [{ requests: { cpu: 1 }, limits: { cpu: 2 } }, 'requests', ONE],
    [{ requests: { cpu: 'much' }, limits: { cpu: 2 } }, 'requests', undefined],
    [{ requests: ['cpu'] }, 'requests', undefined],
    [null, 'limits', undefined],
  ] as const)('%j, %s', (resources, side, expected) => {
    expect(statedAmount({ resources: structuredClone(resources) as JsonObject }, side, 'cpu')).toBe(expected)
  })

  test('resources are named once', () => {
    const resources = { requests: { cpu: 1, memory: 1 }, limits: { memory: 1, 'nvidia.com/gpu': 1 } }
    expect(statedResources({ resources })).toEqual(['cpu', 'memory', 'nvidia.com/gpu'])
  })
})

function cpu(amount: number, more: JsonObject = {}): JsonObject {
  return { resources: { requests: { cpu: amount } }, ...more }
}

describe('what a pod counts for', () => {
  const sidecar = { restartPolicy: 'Always' }

  test.each<[string, JsonObject, bigint]>([
    ['containers run together', { containers: [cpu(1), cpu(2)] }, 3n],
    ['init containers run one after the other', { initContainers: [cpu(4), cpu(5)], containers: [cpu(1)] }, 5n],
    ['small init containers do not count', { initContainers: [cpu(1)], containers: [cpu(2)] }, 2n],
    ['sidecars run beside all', { initContainers: [cpu(2, sidecar)], containers: [cpu(2)] }, 4n],
    [
      'an init container counts with the sidecars before it alone',
      { initContainers: [cpu(1, sidecar), cpu(5), cpu(1, sidecar)], containers: [cpu(1)] },
      6n,
    ],
    ['the pod as a whole comes first', { ...cpu(7), containers: [cpu(1)] }, 7n],
    ['debug containers have no share', { containers: [cpu(1)], ephemeralContainers: [cpu(9)] }, 1n],
  ])('%s', (_, spec, cores) => {
    const value = { apiVersion: 'v1', kind: 'Pod', spec }
    const document = { source: { name: 'a.yaml', text: '' }, index: 0, start: 0, end: 0, value, ambiguous: false }
    const [owner] = objectsOf(document)
    const pod = owner && podTemplateOf(owner)
    if (!pod) throw new Error('no pod')
    const amount = podAmount(pod, 'requests', 'cpu', (one) => statedAmount(one.value, 'requests', 'cpu') ?? 0n)
    expect(amount).toBe(cores * ONE)
  })
})
