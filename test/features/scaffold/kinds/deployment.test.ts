import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const WEB = ['deployment', 'web', '--image', 'registry.example.org/team/web:1.4']

const POD = ['spec', 'template', 'spec'] as const
const CONTAINER = [...POD, 'containers', 0] as const

function claim(mode: string): Record<string, string> {
  const spec = `{accessModes: [${mode}], resources: {requests: {storage: 5Gi}}}`
  return { 'claim.yaml': `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: files}\nspec: ${spec}\n` }
}

test('one pod has nothing to spread and no budget, two have both', async () => {
  const one = await scaffolded(WEB)
  expect(one.kinds).toEqual(['Service', 'Deployment'])
  expect(at(one.object('Deployment'), ...POD, 'topologySpreadConstraints')).toBeUndefined()
  const two = await scaffolded([...WEB, '--ha'])
  expect(two.kinds).toEqual(['Service', 'Deployment', 'PodDisruptionBudget'])
  expect(at(two.object('Deployment'), 'spec', 'replicas')).toBe(2)
  expect(at(two.object('Deployment'), ...POD, 'topologySpreadConstraints', 0, 'maxSkew')).toBe(1)
  expect(at(two.object('PodDisruptionBudget'), 'spec', 'maxUnavailable')).toBe(1)
})

test('the number of the port stands in one place', async () => {
  const { text, object } = await scaffolded([...WEB, '--port', '3000'])
  expect(text.split('\n').filter((line) => line.includes('3000') && !line.startsWith('#'))).toEqual([
    '              containerPort: 3000',
  ])
  expect(at(object('Service'), 'spec', 'ports', 0, 'targetPort')).toBe('http')
  expect(at(object('Deployment'), ...CONTAINER, 'readinessProbe', 'httpGet', 'port')).toBe('http')
})

test('a program that only calls others has no Service, no port and no probe', async () => {
  const { kinds, object, said } = await scaffolded([...WEB, '--no-service'], { site: 'tight' })
  expect(kinds).toEqual(['Deployment'])
  for (const key of ['ports', 'readinessProbe', 'startupProbe'])
    expect(at(object('Deployment'), ...CONTAINER, key)).toBeUndefined()
  expect(at(object('Deployment'), 'spec', 'template', 'metadata', 'labels', 'www')).toBeUndefined()
  expect(said).not.toContain('icc scaffold ingress')
})

test('a volume of one node is let go of before the new pod starts, and can be written to', async () => {
  const { object } = await scaffolded([...WEB, '--claim', 'files'], { files: claim('ReadWriteOnce') })
  expect(at(object('Deployment'), 'spec', 'strategy')).toEqual({ type: 'Recreate' })
  expect(at(object('Deployment'), ...POD, 'securityContext', 'fsGroup')).toBe(10_001)
})

test('a volume of all nodes can be mounted by many pods', async () => {
  const words = [...WEB, '--claim', 'files', '--replicas', '3']
  const { object, said } = await scaffolded(words, { files: claim('ReadWriteMany') })
  expect(at(object('Deployment'), 'spec', 'strategy')).toBeUndefined()
  expect(said).not.toContain('ReadWriteMany')
  const refused = await scaffolded(words, { files: claim('ReadWriteOnce') })
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toMatch(/--claim: .*\(rwo-shared\)/u)
})

test('of a claim that nobody knows it is said what it must be, and how to make it', async () => {
  const { said } = await scaffolded([...WEB, '--claim', 'files', '--replicas', '3'])
  expect(said).toContain('icc scaffold pvc files')
  expect(said).toContain('All 3 pods mount files: it must be ReadWriteMany.')
})

test.each([
  ['50m', '250m'],
  ['100m', '500m'],
  ['2', '2'],
])('where the limit is at most five times the request, %s gets %s', async (cpu, limit) => {
  const { object } = await scaffolded([...WEB, '--cpu', cpu], { site: 'tight' })
  expect(at(object('Deployment'), ...CONTAINER, 'resources', 'limits', 'cpu')).toBe(limit)
})

test('where the cluster chooses the user nothing is said of it', async () => {
  const { text, object } = await scaffolded([...WEB, '--claim', 'files'], { site: 'tight' })
  expect(text).not.toMatch(/runAsUser|runAsGroup|fsGroup:/u)
  expect(at(object('Deployment'), ...POD, 'securityContext', 'runAsNonRoot')).toBe(true)
  const refused = await scaffolded([...WEB, '--user', '1000'], { site: 'tight' })
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toContain('--user 1000: this does not exist here')
})

test('the registry of the campus wants a Secret, others do not', async () => {
  const inside = await scaffolded(WEB, { site: 'tight' })
  expect(at(inside.object('Deployment'), ...POD, 'imagePullSecrets')).toEqual([{ name: 'registry' }])
  expect(inside.said).toContain('icc scaffold pull-secret registry')
  const outside = await scaffolded(['deployment', 'web', '--image', 'nginx:1.29.3'], { site: 'tight' })
  expect(at(outside.object('Deployment'), ...POD, 'imagePullSecrets')).toBeUndefined()
})

test('pods get the labels without which nobody outside reaches them', async () => {
  const { object } = await scaffolded(WEB, { site: 'tight' })
  expect(at(object('Deployment'), 'spec', 'template', 'metadata', 'labels', 'www')).toBe('true')
  expect(at(object('Deployment'), 'spec', 'selector', 'matchLabels', 'www')).toBeUndefined()
})

test('a way to open it on this computer is told where the campus allows it', async () => {
  const open = await scaffolded(WEB)
  expect(open.said).toContain('kubectl port-forward service/web 8080:80')
  const closed = await scaffolded(WEB, { site: 'tight' })
  expect(closed.said).not.toContain('port-forward')
})

test('--minimal keeps what the strictest campus wants', async () => {
  const { text, kinds, object } = await scaffolded([...WEB, '--ha', '--minimal'])
  expect(kinds).toEqual(['Service', 'Deployment'])
  expect(text).not.toMatch(/managed-by|topologySpread|startupProbe/u)
  expect(at(object('Deployment'), ...CONTAINER, 'securityContext', 'capabilities', 'drop')).toEqual(['ALL'])
})

test('what the Dockerfile says of port and user is taken', async () => {
  const files = { Dockerfile: 'FROM node:22\nEXPOSE 5000\nUSER 1234\n' }
  const { object } = await scaffolded(['deployment', 'web', '--image', 'registry.example.org/web:1'], { files })
  const spec = at(object('Deployment'), 'spec', 'template', 'spec')
  expect(at(spec, 'securityContext', 'runAsUser')).toBe(1234)
  expect(at(spec, 'containers', 0, 'ports', 0, 'containerPort')).toBe(5000)
})

test('a user without a number, and a port for root alone, are spoken of', async () => {
  const files = { Dockerfile: 'FROM node:22\nEXPOSE 80\nUSER node\n' }
  const words = ['deployment', 'web', '--image', 'registry.example.org/web:1']
  const { object, said } = await scaffolded(words, { files })
  expect(at(object('Deployment'), 'spec', 'template', 'spec', 'securityContext', 'runAsUser')).toBe(10_001)
  expect(said).toContain('The Dockerfile names the user node')
  expect(said).toContain('--entrypoint id registry.example.org/web:1 tells it')
  expect(said).toContain('The Dockerfile exposes port 80, where only root can listen: let the program listen on 8080')
  expect((await scaffolded(words)).said).not.toContain('Dockerfile')
})
