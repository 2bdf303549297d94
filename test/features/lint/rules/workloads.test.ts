import { describe, expect, test } from 'vitest'
import { workloadChecks } from '../../../../src/features/lint/rules/workloads/index.ts'
import { at } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { lintTexts } from '../../../support/lint.ts'
import { mend, testSubject } from './subject.ts'

const rules = workloadChecks.flatMap((check) => check.rules)

testSubject('workloads', workloadChecks)

function deployment(container: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web # the only one
          image: nginx:1.29.3
${container}`
}

const DEFAULTS = 'resources: {defaults: {requests: {cpu: 200m, memory: 1Gi}, limits: {cpu: 1, memory: 2Gi}}'

describe('resources that are added', () => {
  test.each([
    ['those of the site', `${DEFAULTS}}`, '', { cpu: '200m', memory: '1Gi' }, { memory: '2Gi' }],
    [
      'all that the site wants',
      `${DEFAULTS}, required: [limits.cpu]}`,
      '',
      { cpu: '200m', memory: '1Gi' },
      { memory: '2Gi', cpu: '1' },
    ],
    [
      'a limit that is not below the request',
      `${DEFAULTS}}`,
      '          resources: {requests: {cpu: 1, memory: 4Gi}}\n',
      { cpu: 1, memory: '4Gi' },
      { memory: '4Gi' },
    ],
    [
      'a limit that keeps the ratio of the site',
      `${DEFAULTS}, maxRatio: 1.5}`,
      '          resources: {requests: {cpu: 1, memory: 1Gi}}\n',
      { cpu: 1, memory: '1Gi' },
      { memory: '1Gi' },
    ],
    [
      'more where there is a GPU',
      undefined,
      '          resources: {limits: {nvidia.com/gpu: 1}}\n',
      { cpu: '1', memory: '4Gi' },
      { 'nvidia.com/gpu': 1, memory: '4Gi' },
    ],
    [
      'to what is there, and to what is empty',
      undefined,
      '          resources:\n            requests:\n            limits:\n              cpu: 2\n',
      { memory: '128Mi' },
      { cpu: 2, memory: '128Mi' },
    ],
  ])('%s', (_, site, container, requests, limits) => {
    const { sources, unfixed } = mend(deployment(container), { site }, rules)
    expect(unfixed).toEqual([])
    expect(resourcesIn(sources[0]?.text ?? '')).toEqual({ requests, limits })
    expect(sources[0]?.text).toContain('- name: web # the only one\n')
  })
})

function resourcesIn(text: string): unknown {
  // Found out by the reader that lint itself uses: see its own tests.
  const [value] = readManifests({ name: 'a.yaml', text }).documents.map((document) => document.value)
  return at(value, 'spec', 'template', 'spec', 'containers', 0, 'resources')
}

test('a missing selector takes the labels that stay with the next release', () => {
  const text = deployment('')
    .replace('  selector: {matchLabels: {app: web}}\n', '')
    .replace('{labels: {app: web}}', '{labels: {app: web, app.kubernetes.io/version: 1.4.2}}')
  expect(mend(text, {}, rules).sources[0]?.text).toContain(
    'spec:\n  selector:\n    matchLabels:\n      app: web\n  template:',
  )
})

describe('names, texts and amounts of any length', () => {
  const long = 'x'.repeat(100_000)
  const key = 'x'.repeat(1000)
  test.each([
    ['image', deployment('').replace('nginx:1.29.3', `${long}//`)],
    ['container', deployment('').replace('name: web # the only one', `name: ${long}`)],
    ['label', deployment('').replace('{matchLabels: {app: web}}', `{matchLabels: {${key}: ${long}}}`)],
    ['volume', deployment(`          volumeMounts: [{name: ${long}, mountPath: /a}]\n`)],
    ['port', deployment(`          readinessProbe: {httpGet: {port: ${long}}}\n`)],
    ['variable', deployment(`          env: [{name: ${long}}, {name: ${long}}]\n`)],
    ['resource', deployment(`          resources: {requests: {${key}: 2}, limits: {${key}: 1}}\n`)],
    ['amount', deployment(`          resources: {requests: {cpu: ${'1'.repeat(1000)}}, limits: {cpu: 1}}\n`)],
  ])('%s', (_, text) => {
    const { findings } = lintTexts({ 'a.yaml': text }, { checks: workloadChecks })
    expect(findings).not.toEqual([])
    for (const { message, hint = '', fix } of findings)
      expect(`${message}${hint}${fix?.title ?? ''}`.length).toBeLessThan(600)
  })
})
