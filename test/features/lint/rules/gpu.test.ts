import { describe, expect, test } from 'vitest'
import { gpuChecks } from '../../../../src/features/lint/rules/gpu/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { mend, testSubject } from './subject.ts'

const rules = gpuChecks.flatMap((check) => check.rules)

testSubject('gpu', gpuChecks)

const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: Never
      hostIPC: true
      containers:
        - name: train
          image: pytorch/pytorch:2.9.0
          resources:
            limits:
              cpu: 1
              memory: 8Gi
              nvidia.com/gpu: 1 # one is enough
`

describe('tolerations that are added', () => {
  test('the one of the model that the pod chooses, after those that it has', () => {
    const chosen = JOB.replace(
      '      hostIPC',
      `      nodeSelector:
        nvidia.com/gpu.product: Tesla-V100S-PCIE-32GB
      tolerations:
        # for slow nodes
        - key: node.kubernetes.io/not-ready
          operator: Exists
      hostIPC`,
    )
    const { mended, sources } = mend(chosen, { site: 'haw-icc' }, rules)
    expect(mended.map(({ fix }) => fix?.safe)).toEqual([true])
    expect(sources[0]?.text).toBe(
      chosen.replace(
        '          operator: Exists\n',
        `          operator: Exists
        - key: gpu-tesla-v100s
          operator: Exists
          effect: NoSchedule
`,
      ),
    )
  })

  test('those of all models where none is chosen, if the user asks for it', () => {
    const { mended, sources } = mend(JOB, { site: 'haw-icc' }, rules)
    expect(mended.map(({ fix }) => fix?.safe)).toEqual([false])
    expect(sources[0]?.text).toContain(`      tolerations:
        - key: gpu-tesla-v100
          operator: Exists
          effect: NoSchedule
        - key: gpu-tesla-v100s
          operator: Exists
          effect: NoSchedule
`)
  })
})

test('shared memory is half of what the container may have, at most 1 GiB', () => {
  const { sources } = mend(JOB.replace('      hostIPC: true\n', '').replace('8Gi', '1Gi'), {}, rules)
  expect(sources[0]?.text).toContain('medium: Memory')
  expect(sources[0]?.text).toMatch(/sizeLimit: "?512Mi"?\n/u)
  expect(sources[0]?.text).toContain('mountPath: /dev/shm')
})

test('Recreate takes the place of a rolling update and its numbers', () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: notebook}
spec:
  # how it is updated
  strategy:
    type: RollingUpdate # the default
    rollingUpdate:
      maxSurge: 1
  selector: {matchLabels: {app: notebook}}
  template:
    metadata: {labels: {app: notebook}}
    spec:
      hostIPC: true
      containers:
        - {name: notebook, image: 'pytorch/pytorch:2.9.0', resources: {limits: {nvidia.com/gpu: 1}}}
`
  expect(mend(deployment, {}, rules).sources[0]?.text).toBe(
    deployment.replace('RollingUpdate #', 'Recreate #').replace('    rollingUpdate:\n      maxSurge: 1\n', ''),
  )
})

test('without a profile nothing is said about taints', () => {
  const tolerating = JOB.replace('      hostIPC', '      tolerations: [{key: gpu, operator: Exists}]\n      hostIPC')
  for (const text of [JOB, tolerating])
    expect(lintTexts({ 'a.yaml': text }, { checks: gpuChecks }).findings).toEqual([])
})
