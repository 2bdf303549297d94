import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const CRON = ['cronjob', 'backup', '--image', 'postgres:17.2']

test('the next three runs are told, on the clock that the schedule means', async () => {
  const { said } = await scaffolded([...CRON, '--schedule', '17 3 * * *', '--time-zone', 'Asia/Tokyo'])
  expect(said).toMatch(/It runs at (?:\w{3} \d{1,2} \w{3} \d{4} 03:17(?:, )?){3} \(Asia\/Tokyo\)\./u)
})

test('the clock is that of the campus where nobody says otherwise', async () => {
  const { object, said } = await scaffolded(CRON, { site: 'csc-rahti' })
  expect(at(object('CronJob'), 'spec', 'timeZone')).toBe('Europe/Helsinki')
  expect(said).not.toContain('--time-zone')
  expect((await scaffolded(CRON)).said).toContain('By the clocks of a place: --time-zone Europe/Berlin')
})

test('nobody starts on the full hour who did not ask for it', async () => {
  const { object, text } = await scaffolded(CRON)
  expect(at(object('CronJob'), 'spec')).toMatchObject({ schedule: '17 3 * * *', timeZone: 'Etc/UTC' })
  expect(text).not.toContain('icc-ignore')
})

test.each(['0 8 * * 1', '@daily', '@hourly'])('who asks for the full hour gets it: %s', async (schedule) => {
  const { object, said, text } = await scaffolded([...CRON, '--schedule', schedule, '--no-comments'])
  expect(at(object('CronJob'), 'spec', 'schedule')).toBe(schedule)
  expect(text).toContain('# icc-ignore cron-policy: ')
  expect(said).toContain('On the full hour the cluster is busiest')
})

test.each(['*/20 * * * *', '@every 90m', '10 0 1 * *'])('%s is no full hour', async (schedule) => {
  const { text } = await scaffolded([...CRON, '--schedule', schedule])
  expect(text).not.toContain('icc-ignore')
})

test('runs do not pile up, and failed ones are kept', async () => {
  const { object } = await scaffolded([...CRON, '--schedule', '*/5 * * * *', '--deadline', '7200'])
  expect(at(object('CronJob'), 'spec')).toMatchObject({
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
  })
  expect(at(object('CronJob'), 'spec', 'jobTemplate', 'spec', 'ttlSecondsAfterFinished')).toBeUndefined()
})

test('a name leaves room for what the controller adds', async () => {
  const { exitCode } = await scaffolded(['cronjob', 'a'.repeat(52), '--image', 'postgres:17.2'])
  expect(exitCode).toBe(0)
  const refused = await scaffolded(['cronjob', 'a'.repeat(53), '--image', 'postgres:17.2'])
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toContain('(name-too-long)')
})

function wiki(mode: string): Record<string, string> {
  return {
    'wiki.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: pages}
spec: {accessModes: [${mode}], resources: {requests: {storage: 5Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: wiki}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: wiki}}
  template:
    metadata: {labels: {app: wiki}}
    spec:
      containers: [{name: wiki, image: 'registry.example.org/wiki:2.1', volumeMounts: [{name: pages, mountPath: /srv}]}]
      volumes: [{name: pages, persistentVolumeClaim: {claimName: pages}}]
`,
  }
}

test('what saves the volume of another workload runs on its node, as no other can mount it', async () => {
  const words = [...CRON, '--claim', 'pages']
  const affinity = ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'affinity'] as const
  const beside = await scaffolded(words, { files: wiki('ReadWriteOnce') })
  const term = [...affinity, 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 0] as const
  expect(at(beside.object('CronJob'), ...term)).toEqual({
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: { app: 'wiki' } },
  })
  const anywhere = await scaffolded(words, { files: wiki('ReadWriteMany') })
  expect(at(anywhere.object('CronJob'), ...affinity)).toBeUndefined()
  const alone = await scaffolded(words)
  expect(at(alone.object('CronJob'), ...affinity)).toBeUndefined()
})
