import { expect, test } from 'vitest'
import { storageChecks } from '../../../../src/features/lint/rules/storage/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { mend, testSubject } from './subject.ts'

const rules = storageChecks.flatMap((check) => check.rules)

testSubject('storage', storageChecks)

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 5Gi # grows with the course
`

const DEPLOYMENT = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: wiki}
spec:
  replicas: 1
  strategy:
    # one after the other
    rollingUpdate: {maxUnavailable: 1}
  selector: {matchLabels: {app: wiki}}
  template:
    metadata: {labels: {app: wiki}}
    spec:
      containers:
        - name: wiki
          image: registry.example.org/wiki:1.4.0
          volumeMounts: [{name: data, mountPath: /data}]
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: data}
`

test('Recreate takes the place of a rolling update and its numbers', () => {
  const { mended, sources } = mend(CLAIM + DEPLOYMENT, {}, rules)
  expect(mended.map(({ rule, fix }) => [rule, fix?.safe])).toEqual([['rwo-shared', false]])
  expect(sources[0]?.text).toContain('    type: Recreate\n')
  expect(sources[0]?.text).not.toContain('rollingUpdate')
})

test('a size becomes the next one that the class makes', () => {
  const site = '{storage: {classes: [{name: cinder, default: true, sizeStep: 8Gi, minSize: 16Gi}]}}'
  const { sources } = mend(CLAIM, { site }, rules)
  expect(sources[0]?.text.replaceAll('"', '')).toBe(CLAIM.replace('5Gi', '16Gi'))
})

test('a misspelt size is looked at as it is meant, so that mending it brings nothing new', () => {
  const site = '{storage: {classes: [{name: cinder, default: true, sizeStep: 8Gi}]}}'
  const { findings } = lintTexts({ 'a.yaml': CLAIM.replace('5Gi', '10 GiB') }, { site, checks: storageChecks })
  expect(findings).toMatchObject([{ rule: 'storage-size', hint: 'write 16Gi' }])
})

test('a claim of another namespace is another claim', () => {
  const elsewhere = CLAIM.replace('{name: data}', '{name: data, namespace: test}')
  const here = DEPLOYMENT.replace('{name: wiki}', '{name: wiki, namespace: prod}')
  const { findings, notChecked } = lintTexts({ 'a.yaml': elsewhere + here }, { checks: storageChecks })
  expect(findings).toEqual([])
  expect(notChecked.map(({ rule }) => rule)).toContain('rwo-shared')
})

test('thousands of workloads on one claim take no longer than they are many', () => {
  const texts = Array.from({ length: 4000 }, (_, index) =>
    DEPLOYMENT.replace('{name: wiki}', `{name: wiki-${index}}`),
  )
  const { findings } = lintTexts({ 'a.yaml': CLAIM + texts.join('') }, { checks: storageChecks })
  expect(findings).toHaveLength(4000)
})
