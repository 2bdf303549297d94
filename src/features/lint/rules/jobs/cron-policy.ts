import { scheduleMeant, type CronSchedule } from '../../../manifests/cron.ts'
import { shortestInterval } from '../../../manifests/cron-runs.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { pairEdit } from '../../../manifests/pair-edit.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { exampleCronJob } from './example.ts'

const policy: Rule = {
  id: 'cron-policy',
  severity: 'warning',
  fix: 'ask',
  finds: 'runs of a CronJob that pile up, come late, or all start on the full hour',
  why: 'By default a run starts even if the one before still works (concurrencyPolicy: Allow): runs that take longer than the interval pile up until the quota is used up. A run that was missed is made up for however late it is, unless startingDeadlineSeconds says until when. And on minute 0 everybody else starts too.',
  bad: exampleCronJob({ schedule: "'*/5 * * * *'", job: ['activeDeadlineSeconds: 900'] }),
  good: exampleCronJob({
    schedule: "'*/5 * * * *'",
    spec: ['concurrencyPolicy: Forbid', 'startingDeadlineSeconds: 120'],
    job: ['activeDeadlineSeconds: 900'],
  }),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
}

/** Do runs of a CronJob get in each other's way, or in that of others? */
export const cronPolicy: Check = {
  rules: [policy],
  scope: 'object',
  types: ['batch/CronJob'],
  run(object, lint) {
    const written = textAt(object.value, 'spec', 'schedule')
    const schedule = written === undefined ? undefined : scheduleMeant(written)
    checkStartingDeadline(object, lint)
    if (written === undefined || schedule === undefined) return
    checkOverlap(object, schedule, lint)
    checkMinute(object, written, schedule, lint)
  },
}

function checkOverlap(object: KubernetesObject, schedule: CronSchedule, lint: Lint): void {
  const limit = numberAt(object.value, 'spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds')
  const concurrency = at(object.value, 'spec', 'concurrencyPolicy') ?? 'Allow'
  if (limit === undefined || concurrency !== 'Allow') return
  const interval = shortestInterval(schedule)
  if (interval === undefined || limit <= interval) return
  lint.report('cron-policy', {
    object,
    path: [...object.path, 'spec', 'concurrencyPolicy'],
    message: `A run may take ${limit} s, and the next one starts after ${interval} s whether or not it is done: runs can pile up.`,
    hint: 'set concurrencyPolicy: Forbid, or Replace to stop the older run',
    fix: forbid(object),
  })
}

function forbid({ value, path }: KubernetesObject): Fix | undefined {
  const spec = objectAt(value, 'spec')
  if (spec === undefined) return undefined
  const edits = [pairEdit(spec, [...path, 'spec'], 'concurrencyPolicy', 'Forbid', 'jobTemplate')]
  return { safe: false, title: 'start no run while another works', edits }
}

/** The controller looks every ten seconds. */
const SHORTEST_DEADLINE = 10

function checkStartingDeadline(object: KubernetesObject, lint: Lint): void {
  const spec = objectAt(object.value, 'spec')
  if (spec === undefined) return
  const path = [...object.path, 'spec', 'startingDeadlineSeconds']
  const written = at(spec, 'startingDeadlineSeconds') ?? undefined
  if (typeof written === 'number' && written >= 0 && written < SHORTEST_DEADLINE) {
    lint.report('cron-policy', {
      object,
      path,
      message: `Within ${written} s of its time a run may not be noticed, as the controller looks every ${SHORTEST_DEADLINE} s: runs are left out.`,
      hint: 'set startingDeadlineSeconds: 600',
      fix: { safe: false, title: 'allow ten minutes', edits: [{ kind: 'set', path, value: 600 }] },
    })
  }
  if (written !== undefined) return
  lint.report('cron-policy', {
    object,
    path,
    severity: 'info',
    message: 'A run that was missed starts however late it is, as there is no startingDeadlineSeconds.',
    hint: 'add startingDeadlineSeconds: 600',
    fix: {
      safe: false,
      title: 'leave out runs that are ten minutes late',
      edits: [pairEdit(spec, path.slice(0, -1), 'startingDeadlineSeconds', 600, 'jobTemplate')],
    },
  })
}

function checkMinute(object: KubernetesObject, written: string, schedule: CronSchedule, lint: Lint): void {
  if (schedule.kind === 'every' || schedule.minutes.length !== 1 || schedule.minutes[0] !== 0) return
  lint.report('cron-policy', {
    object,
    path: [...object.path, 'spec', 'schedule'],
    severity: 'info',
    message: `The schedule "${excerpt(written)}" starts on the full hour, as most do: the cluster is busiest then.`,
    hint: 'choose another minute, such as 17',
  })
}
