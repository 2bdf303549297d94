import { expect, test } from 'vitest'
import type { KubeObject } from '../../../../src/context.ts'
import { readAnswers } from '../../../../src/features/scaffold/around/cluster-answers.ts'

function called(name: string, more: KubeObject = {}): KubeObject {
  return { metadata: { name }, ...more }
}

function taint(key: string, effect: string): object {
  return { key, effect }
}

function node(allocatable: object, labels: object, taints: unknown): KubeObject {
  return { metadata: { name: 'n', labels }, spec: { taints }, status: { allocatable } }
}

test('what a server may say and no cluster has is left out', () => {
  const preferred = { 'storageclass.kubernetes.io/is-default-class': 'true' }
  const facts = readAnswers({
    storageclasses: [
      called('b', { metadata: { name: 'b', annotations: preferred } }),
      called('A b\u001B[31m'),
      {},
      called('a', { allowVolumeExpansion: 'yes' }),
    ],
    issuers: [called('later'), called('broken', { status: { conditions: [{ type: 'Ready', status: 'False' }] } })],
    nodes: [
      node({ 'amd.com/gpu': '8' }, { 'amd.com/gpu.product-name': 'two words' }, [
        taint('amd.com/gpu', 'NoExecute'),
        taint('node-role.kubernetes.io/control-plane', 'NoSchedule'),
        taint('soft', 'PreferNoSchedule'),
        taint('not a key', 'NoSchedule'),
        7,
      ]),
      node({ 'nvidia.com/gpu': '0', 'nvidia.com/mig-1g.5gb': '7', 'example.org/gpu': '1', cpu: '4' }, {}, 'none'),
      {},
    ],
    resourcequotas: [
      called('scoped', { spec: { scopes: ['Terminating'] }, status: { hard: { pods: '1' } } }),
      called('all', { spec: {}, status: { hard: { pods: '10', cpu: 7 }, used: { pods: '3' } } }),
    ],
  })
  const gpu = { nodeSelector: {}, tolerations: [] }
  expect(facts).toEqual({
    storageClasses: [
      { name: 'b', default: true, expandable: false },
      { name: 'a', default: false, expandable: false },
    ],
    namespaceIssuers: ['later', 'broken'],
    gpus: [
      {
        ...gpu,
        alias: 'amd.com/gpu',
        resource: 'amd.com/gpu',
        perNode: 8,
        tolerations: [{ key: 'amd.com/gpu', operator: 'Exists', effect: 'NoExecute' }],
      },
      { ...gpu, alias: 'nvidia.com/mig-1g.5gb', resource: 'nvidia.com/mig-1g.5gb', perNode: 7 },
    ],
    quotas: [{ name: 'all', hard: { pods: '10' }, used: { pods: '3' } }],
  })
})

test('what was not answered is not there, and what is not there is an empty list', () => {
  expect(readAnswers({})).toEqual({})
  expect(
    readAnswers({
      storageclasses: [],
      ingressclasses: [],
      clusterissuers: [],
      issuers: [],
      nodes: [],
      resourcequotas: [],
    }),
  ).toEqual({
    storageClasses: [],
    ingressClasses: [],
    issuers: [],
    namespaceIssuers: [],
    gpus: [],
    quotas: [],
  })
})
