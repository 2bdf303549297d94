import { expect, test } from 'vitest'
import { kustomize } from '../../../../src/features/lint/kustomize/index.ts'
import { lintSources } from '../../../../src/features/lint/lint.ts'
import { quotaExceeded } from '../../../../src/features/lint/rules/workloads/quota-exceeded.ts'
import { factsFor } from '../../../support/lint.ts'

const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: mine}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: 'nginx:1.29', resources: {requests: {memory: 1Gi}}}]
`

function lint(namespace: string, allowed: string) {
  const quotas = new Map([[namespace, [{ name: 'compute', hard: { 'requests.memory': allowed } }]]])
  const settings = {
    rules: quotaExceeded.rules,
    checks: [quotaExceeded],
    asked: new Set(['quota-exceeded']),
    kustomize,
    today: '2026-11-21',
  }
  return lintSources({ sources: [{ name: 'web.yaml', text }] }, { facts: { ...factsFor({}), quotas }, ...settings })
    .findings
}

test('more than a quota of the cluster allows is an error that names it', () => {
  expect(lint('mine', '2Gi')).toMatchObject([
    { severity: 'error', message: expect.stringContaining('the quota compute of the namespace allows 2Gi') },
  ])
})

test('a quota that is large enough, or of another namespace, is none', () => {
  expect(lint('mine', '3Gi')).toEqual([])
  expect(lint('theirs', '1Gi')).toEqual([])
})
