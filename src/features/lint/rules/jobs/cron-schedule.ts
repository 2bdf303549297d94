import { comesNever, parseCron, scheduleMeant, type CronFault } from '../../../manifests/cron.ts'
import type { Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { timeZoneNames } from '../../../manifests/time-zone.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { exampleCronJob } from './example.ts'

const SOURCE = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax'

const schedule: Rule = {
  id: 'cron-schedule',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a schedule that the API server refuses',
  why: 'Programs named cron differ in what they take. Kubernetes wants five fields (minute, hour, day of the month, month, day of the week) or a word such as @hourly. Sunday is 0 and not 7, a range cannot go backwards, and L, W, #, seconds and a time zone in the schedule are unknown.',
  bad: exampleCronJob({ schedule: "'0 3 * * 7'" }),
  good: exampleCronJob({ schedule: "'0 3 * * 0'" }),
  source: SOURCE,
}

const never: Rule = {
  id: 'cron-never',
  severity: 'warning',
  finds: 'a schedule that never comes, such as the 30th of February',
  why: 'The API server takes every combination of day and month. Where there is no such day the controller finds no next run, and the CronJob stays there without ever starting a Job.',
  bad: exampleCronJob({ schedule: "'0 3 30 2 *'" }),
  good: exampleCronJob({ schedule: "'0 3 28 2 *'" }),
  source: SOURCE,
}

/** Can the schedule be read, and does it ever come? */
export const cronSchedule: Check = {
  rules: [schedule, never],
  scope: 'object',
  types: ['batch/CronJob'],
  run(object, lint) {
    const written = textAt(object.value, 'spec', 'schedule')
    if (written === undefined || hasVariable(written)) return
    const read = parseCron(written)
    const meant = scheduleMeant(written)
    if ('fault' in read) reportFault(object, written, read, lint)
    if (meant !== undefined && comesNever(meant)) reportNever(object, written, lint)
  },
}

function reportFault(
  object: KubernetesObject,
  written: string,
  { fault, hint, ...rest }: CronFault,
  lint: Lint,
): void {
  const path = [...object.path, 'spec', 'schedule']
  const quoted = written === '' ? '' : ` "${excerpt(written)}"`
  lint.report('cron-schedule', {
    object,
    path,
    message: `The API server refuses the schedule${quoted}: ${fault}.`,
    hint,
    fix: sundayFix(path, rest) ?? zoneFix(object, path, rest),
  })
}

function reportNever(object: KubernetesObject, written: string, lint: Lint): void {
  lint.report('cron-never', {
    object,
    path: [...object.path, 'spec', 'schedule'],
    message: `The schedule "${excerpt(written)}" never comes: there is no such day.`,
    hint: 'choose a day that the month has',
  })
}

function sundayFix(path: Path, { mended }: Pick<CronFault, 'mended'>): Fix | undefined {
  if (mended === undefined) return undefined
  return { safe: true, title: 'write Sunday as 0', edits: [{ kind: 'set', path, value: mended }] }
}

/** None where the zone is unknown or given already: then somebody has to say which is meant. */
function zoneFix(
  object: KubernetesObject,
  path: Path,
  { inlineZone }: Pick<CronFault, 'inlineZone'>,
): Fix | undefined {
  if (inlineZone === undefined || has(object.value, 'spec', 'timeZone')) return undefined
  if (!timeZoneNames().has(inlineZone.timeZone) || 'fault' in parseCron(inlineZone.schedule)) return undefined
  const edits: Edit[] = [
    { kind: 'set', path, value: inlineZone.schedule },
    { kind: 'add', path: path.slice(0, -1), key: 'timeZone', value: inlineZone.timeZone, after: 'schedule' },
  ]
  return { safe: false, title: 'write the time zone beside the schedule', edits }
}
