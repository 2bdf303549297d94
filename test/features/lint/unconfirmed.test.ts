import { expect, test } from 'vitest'
import { lintTexts } from '../../support/lint.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  priorityClassName: high
  containers:
    - name: web
      image: nginx:1.29.3
      ports: [{containerPort: 80}]
      resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 8, memory: 1Gi}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: deployer}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
`

const FACTS = [
  'resources: {maxRatio: 2, containerMax: {cpu: 4}}',
  'rules: {bannedFields: [priorityClassName], forbiddenKinds: [ServiceAccount]}',
  'security: {preset: none, forbiddenPorts: [{from: 1, to: 1023}]}',
  'nodePort: {allowed: false}',
].join('\n')

const RULES = [
  'forbidden-kind',
  'port-privileged',
  'priority-class',
  'resources-order',
  'resources-range',
  'service-type',
]

function severities(site: string): Record<string, string> {
  const { findings } = lintTexts({ 'pod.yaml': POD }, { site })
  const found = findings
    .filter(({ rule }) => RULES.includes(rule))
    .map(({ rule, severity }) => [rule, severity] as const)
  return Object.fromEntries(found.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

test('what a campus says is an error, and what only its users say a warning', () => {
  expect(severities(FACTS)).toEqual(Object.fromEntries(RULES.map((rule) => [rule, 'error'])))
  const fields =
    'resources.maxRatio, resources.containerMax, rules.bannedFields, rules.forbiddenKinds, security.forbiddenPorts, nodePort.allowed'
  expect(severities(`${FACTS}\nunconfirmed: [${fields}]`)).toEqual(
    Object.fromEntries(RULES.map((rule) => [rule, 'warning'])),
  )
})

test('at haw-icc, requests and limits that users say are wanted are no error', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "nginx:1.29.3"}]}\n'
  const { findings } = lintTexts({ 'pod.yaml': text }, { site: 'haw-icc' })
  expect(findings.find(({ rule }) => rule === 'resources-missing')).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining('haw-icc is said to refuse its pods without'),
  })
})
