import { expect, test } from 'vitest'
import { conditionChecks } from '../../../../src/features/lint/rules/conditions/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { conditionCases } from './condition-cases.ts'
import { testSubject } from './subject.ts'

testSubject('conditions', conditionChecks)

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: lab}
spec:
  podSelector: {}
  ingress: [{from: [{ipBlock: {cidr: 10.1.2.3/8}}]}]
`

const AUTOSCALER = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: worker}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
  minReplicas: 0
  maxReplicas: 3
  metrics: [{type: External, external: {metric: {name: queue}, target: {type: AverageValue, averageValue: 5}}}]
`

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: 'nginx:1.29', env: [{name: spring.a-b, value: x}, {name: a b, value: x}]}]}
`

// test/cluster/conditions.cluster.ts asks a real API server the same.
test('what the API server refuses is an error, once each, and what it takes is none', () => {
  const wrong = conditionCases().flatMap(({ title, object, refused }) => {
    const given = { version: '1.36', checks: conditionChecks }
    const { findings } = lintTexts({ 'a.json': JSON.stringify(object) }, given)
    return findings.length === Number(refused)
      ? []
      : [`${title}: ${findings.map(({ message }) => message).join(' ')}`]
  })
  expect(wrong).toEqual([])
})

test.each([
  ['the range of a NetworkPolicy begins anywhere', '1.35', '1.36', ['write 10.0.0.0/8'], POLICY],
  ['an autoscaler goes down to 0', '1.37', '1.36', ['write 1'], AUTOSCALER],
  [
    'a variable has a dot, but no blank',
    '1.32',
    '1.31',
    ['usual are capitals, digits and "_", not first a digit'],
    POD,
  ],
])('%s at Kubernetes %s, and not at %s', (_, free, strict, hints, text) => {
  const found = (version: string) =>
    lintTexts({ 'a.yaml': text }, { version, checks: conditionChecks }).findings.map(({ hint }) => hint)
  expect(found(free)).toEqual([])
  expect(found(strict)).toEqual(hints)
})

test('what another program fills in is not judged', () => {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: web.example.org
      http: {paths: [{path: '\${BASE}', pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: ExternalName, externalName: '\${DB_HOST}', clusterIP: ''}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  strategy: {rollingUpdate: {maxSurge: '\${SURGE}'}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      hostname: '\${NAME}'
      containers: [{name: web, image: 'nginx:1.29', env: [{name: '\${PREFIX}A', value: b}]}]
`
  expect(lintTexts({ 'a.yaml': text }, { checks: conditionChecks }).findings).toEqual([])
})
