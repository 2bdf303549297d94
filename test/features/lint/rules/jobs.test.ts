import { expect, test } from 'vitest'
import { jobChecks } from '../../../../src/features/lint/rules/jobs/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { mend, testSubject } from './subject.ts'

const rules = jobChecks.flatMap((check) => check.rules)

testSubject('jobs', jobChecks)

const CRON_JOB = `apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: SCHEDULE # every Sunday night
  timeZone: Europe/Berlin
  startingDeadlineSeconds: 600
  jobTemplate:
    spec:
      activeDeadlineSeconds: 3600
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: registry.example.org/report:1.4.0
`

test.each([
  ["'17 3 * * 7'", '17 3 * * 0'],
  ["'17 3 * * 6,7'", '17 3 * * 6,0'],
  ['"17 3   7 7 7"', '17 3   7 7 0'],
])('Sunday in %s becomes %s, which is safe to do', (written, schedule) => {
  const { mended, sources } = mend(CRON_JOB.replace('SCHEDULE', written), {}, rules)
  expect(mended.map(({ rule, fix }) => [rule, fix?.safe])).toEqual([['cron-schedule', true]])
  expect(sources[0]?.text).toMatch(/ {2}schedule: .* # every Sunday night\n/u)
  expect(sources[0]?.text.replaceAll(/['"]/gu, '')).toBe(CRON_JOB.replace('SCHEDULE', schedule))
})

test('a range that ends with 7 has more than one right answer', () => {
  const text = CRON_JOB.replace('SCHEDULE', "'17 3 * * 5-7'")
  const { findings } = lintTexts({ 'a.yaml': text }, { checks: jobChecks })
  expect(findings).toMatchObject([{ rule: 'cron-schedule', fixable: false, hint: 'write 5-6,0' }])
})

test('a time zone leaves the schedule for a field of its own', () => {
  const inline = CRON_JOB.replace('SCHEDULE', 'CRON_TZ=Europe/Berlin 17 3 * * 0').replace(/ {2}timeZone: .*\n/u, '')
  const { sources } = mend(inline, {}, rules)
  expect(sources[0]?.text.replaceAll(/['"]/gu, '')).toBe(CRON_JOB.replace('SCHEDULE', '17 3 * * 0'))
})

test('a job that hangs is stopped when the next run is due', () => {
  const often = CRON_JOB.replace('SCHEDULE', "'*/15 * * * *'").replace(/ {6}activeDeadlineSeconds: .*\n/u, '')
  const { findings } = lintTexts({ 'a.yaml': often }, { checks: jobChecks })
  expect(findings).toMatchObject([
    { rule: 'job-deadline', hint: 'add activeDeadlineSeconds: 900, or how long it may take' },
  ])
})
