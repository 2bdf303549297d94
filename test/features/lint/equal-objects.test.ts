import { expect, test } from 'vitest'
import { createProject } from '../../../src/features/lint/project.ts'
import { selectedPods } from '../../../src/features/lint/rules/workloads/selected-pods.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { lintTexts } from '../../support/lint.ts'

const APPLICATION = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web, tier: front}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: web
          image: nginx:1.29.3
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web, tier: front}
  ports: [{name: http, port: 80, targetPort: http}]
`

test('many that ask for the same pods get one and the same list, with which findings can be kept', () => {
  const source = { name: 'web.yaml', text: `${APPLICATION}---\n${APPLICATION}` }
  const project = createProject([{ source, ...readManifests(source) }])
  const [first, second] = project.ofType('Service')
  if (first === undefined || second === undefined) throw new Error('there are two Services')
  const labels = { app: 'web', tier: 'front' }
  expect(project.selected(labels, first)).toHaveLength(2)
  expect(project.selected({ ...labels }, second)).toBe(project.selected(labels, first))
  const selector = { matchLabels: labels }
  expect(selectedPods(project, { ...selector }, second)).toBe(selectedPods(project, selector, first))
})

test('of equal Services each is looked at, at its own ports', () => {
  const other = APPLICATION.replace('targetPort: http', 'targetPort: metrics')
  const { findings } = lintTexts({ 'one/web.yaml': APPLICATION, 'other/web.yaml': other, 'third/web.yaml': other })
  const ports = findings.filter(({ rule }) => rule === 'service-target-port')
  expect(ports.map(({ file }) => file)).toEqual(['other/web.yaml', 'third/web.yaml'])
  const probes = findings.filter(({ rule }) => rule === 'probe-missing')
  expect(probes.map(({ file }) => file)).toEqual(['one/web.yaml', 'other/web.yaml', 'third/web.yaml'])
})

test('namespaces part what the same labels select', () => {
  const source = {
    name: 'web.yaml',
    text: APPLICATION + '---\n' + APPLICATION.replaceAll('{name: web}', '{name: web, namespace: a}'),
  }
  const [, service, , other] = readManifests(source).documents.flatMap(objectsOf)
  const project = createProject([{ source, ...readManifests(source) }])
  if (service === undefined || other === undefined) throw new Error('there are two Services')
  const elsewhere = { ...other, namespace: 'b' }
  const labels = { app: 'web', tier: 'front' }
  expect([service, other, elsewhere].map((near) => project.selected(labels, near).length)).toEqual([2, 2, 1])
})
