import { scheduleMeant } from '../../../manifests/cron.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { nearestTimeZone, timeZoneNames } from '../../../manifests/time-zone.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { exampleCronJob } from './example.ts'

const timeZone: Rule = {
  id: 'cron-time-zone',
  severity: 'error',
  fix: 'ask',
  finds: 'an unknown time zone of a CronJob, or none where it matters',
  why: 'The API server knows the names of the IANA time zone database, letter by letter: Europe/Berlin, but not europe/berlin, CEST or +02:00. Without a zone the schedule is in that of the control plane, mostly UTC: what is to run at night may run in the morning, and moves by an hour with summer time.',
  bad: exampleCronJob({ timeZone: 'europe/berlin' }),
  good: exampleCronJob({ timeZone: 'Europe/Berlin' }),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
}

/** Does the schedule say whose clock it means? */
export const cronTimeZone: Check = {
  rules: [timeZone],
  scope: 'object',
  types: ['batch/CronJob'],
  run(object, lint) {
    const written = at(object.value, 'spec', 'timeZone')
    if (written === undefined || written === null) reportMissing(object, lint)
    else if (typeof written === 'string') checkName(object, written, lint)
  },
}

function checkName(object: KubernetesObject, name: string, lint: Lint): void {
  if (timeZoneNames().has(name) || hasVariable(name)) return
  const meant = nearestTimeZone(name)
  const path = [...object.path, 'spec', 'timeZone']
  const fix: Fix | undefined =
    meant === undefined
      ? undefined
      : { safe: false, title: `write ${meant}`, edits: [{ kind: 'set', path, value: meant }] }
  lint.report('cron-time-zone', {
    object,
    path,
    message: `The API server refuses the time zone "${excerpt(name)}": ${reasonFor(name, meant)}.`,
    hint: meant === undefined ? 'write the name of a zone, such as Europe/Berlin' : `write ${meant}`,
    fix,
  })
}

function reasonFor(name: string, meant: string | undefined): string {
  if (name === '') return 'it is empty'
  if (/^(?:GMT|UTC)?[+-]\d/iu.test(name)) return 'an offset is no zone'
  return meant?.toLowerCase() === name.toLowerCase() ? 'capital letters count' : 'there is no zone of that name'
}

/** Where every hour is meant, it is the same in all zones. A zone within the schedule is refused, but it is one. */
function reportMissing(object: KubernetesObject, lint: Lint): void {
  const written = textAt(object.value, 'spec', 'schedule')
  const schedule = written === undefined || written.includes('TZ') ? undefined : scheduleMeant(written)
  if (schedule === undefined || schedule.kind === 'every') return
  const { hours, days, anyDay, weekdays, anyWeekday, months } = schedule
  const always =
    hours.length === 24 &&
    months.length === 12 &&
    (anyDay || days.length === 31) &&
    (anyWeekday || weekdays.length === 7)
  if (always) return
  lint.report('cron-time-zone', {
    object,
    path: [...object.path, 'spec', 'schedule'],
    at: 'key',
    severity: 'info',
    message: 'No time zone is given, so the schedule is in that of the control plane, mostly UTC.',
    hint: 'add timeZone: Europe/Berlin, or the zone that you mean',
  })
}
