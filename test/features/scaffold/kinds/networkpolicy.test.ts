import { expect, test } from 'vitest'
import { at, textAt } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { scaffolded } from './kind.ts'

/** The specs of all policies by their names. */
function policiesOf(text: string): Record<string, unknown> {
  const all = readManifests({ name: 'out.yaml', text }).documents.map(({ value }) => value)
  return Object.fromEntries(all.map((value) => [textAt(value, 'metadata', 'name') ?? '', at(value, 'spec')]))
}

test('what comes in is closed, but for the own namespace and the ingress controller', async () => {
  const { text, said } = await scaffolded(['networkpolicy'])
  expect(policiesOf(text)).toEqual({
    'default-deny': { podSelector: {}, policyTypes: ['Ingress'] },
    'allow-same-namespace': {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }] }],
    },
    'allow-ingress-controller': {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: {} }] }],
    },
  })
  expect(said).toContain('does not name the namespace of the ingress controller')
})

test('what goes out can be closed too, but for names and the own namespace', async () => {
  const { text } = await scaffolded(['networkpolicy', '--egress', '--no-from-ingress'])
  expect(Object.keys(policiesOf(text))).toEqual(['default-deny', 'allow-dns', 'allow-same-namespace'])
  expect(policiesOf(text)).toMatchObject({
    'default-deny': { policyTypes: ['Ingress', 'Egress'] },
    'allow-dns': { egress: [{ ports: [{ port: 53 }, { port: 53 }] }] },
    'allow-same-namespace': { policyTypes: ['Ingress', 'Egress'], egress: [{ to: [{ podSelector: {} }] }] },
  })
})

test('the campus says which pods are reached, and where its DNS listens', async () => {
  const words = ['networkpolicy', '--egress', '--controller-namespace', 'ingress']
  const { text, said } = await scaffolded(words, { site: 'tight' })
  expect(policiesOf(text)).toMatchObject({
    'allow-ingress-controller': {
      podSelector: { matchLabels: { www: 'true' } },
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }] }],
    },
    'allow-dns': { egress: [{ ports: [{ port: 53 }, { port: 53 }, { port: 5353 }, { port: 5353 }] }] },
  })
  expect(said).not.toContain('does not name the namespace')
})

test('everything but the closed door can be left out', async () => {
  const { text } = await scaffolded(['networkpolicy', '--no-from-ingress', '--no-same-namespace', '--minimal'])
  expect(policiesOf(text)).toEqual({ 'default-deny': { podSelector: {}, policyTypes: ['Ingress'] } })
  expect(text).not.toContain('labels:')
})

async function lettingIn(site: string): Promise<unknown[]> {
  const { text } = await scaffolded(['networkpolicy'], { site })
  return readManifests({ name: 'x.yaml', text }).documents.map(({ value }) =>
    at(value, 'spec', 'ingress', 0, 'from', 0, 'namespaceSelector', 'matchLabels'),
  )
}

test('at OpenShift the routers are known by their label, and elsewhere by the namespace that the campus names', async () => {
  expect(await lettingIn('csc-rahti')).toContainEqual({ 'policy-group.network.openshift.io/ingress': '' })
  expect(await lettingIn('einfra-cz')).toContainEqual({ 'kubernetes.io/metadata.name': 'kube-system' })
})
