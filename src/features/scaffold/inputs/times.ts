import { comesNever, parseCron } from '../../manifests/cron.ts'
import { nearestTimeZone, timeZoneNames } from '../../manifests/time-zone.ts'
import { refuse, suggesting, type Judge, type TypeCheck, type Verdict } from './verdict.ts'

const USUAL_SCHEDULE = '17 3 * * *'
const USUAL_ZONE = 'Europe/Berlin'

/** When a CronJob runs: five fields, or a word such as `@daily`. */
export const schedule: TypeCheck = { check: checkSchedule, example: () => USUAL_SCHEDULE }

/** The name of an IANA time zone. */
export const timeZone: TypeCheck = { check: checkTimeZone, example: () => USUAL_ZONE }

function checkSchedule(text: string): Verdict {
  const read = parseCron(text)
  const near = 'fault' in read ? [read.mended, read.inlineZone?.schedule] : []
  return suggesting(text, judgeSchedule, () => near, USUAL_SCHEDULE)
}

function judgeSchedule(text: string): ReturnType<Judge> {
  const read = parseCron(text)
  if ('fault' in read)
    return { rule: 'cron-schedule', message: `Kubernetes refuses this schedule: ${read.fault}; ${read.hint}` }
  return comesNever(read)
    ? { rule: 'cron-never', message: 'this schedule never comes: there is no such day' }
    : { value: text }
}

function checkTimeZone(text: string): Verdict {
  if (timeZoneNames().has(text)) return { value: text }
  const meant = nearestTimeZone(text)
  return refuse('cron-time-zone', zoneFault(text, meant), meant ?? USUAL_ZONE)
}

function zoneFault(text: string, meant: string | undefined): string {
  if (text === '') return 'a time zone has a name'
  if (/^(?:GMT|UTC)?[+-]\d/iu.test(text)) return 'an offset is no time zone'
  const isSpeltOtherwise = meant?.toLowerCase() === text.toLowerCase()
  return isSpeltOtherwise ? 'capital letters count in a time zone' : 'there is no time zone of that name'
}
