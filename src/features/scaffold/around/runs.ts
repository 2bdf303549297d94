import { nextRuns } from '../../manifests/cron-runs.ts'
import { parseCron } from '../../manifests/cron.ts'

/** As many as let people see what a schedule means. */
const COUNT = 3

/** Where a CronJob names no zone, that of the controller counts, which is this one nearly everywhere. */
const USUAL_ZONE = 'Etc/UTC'

/**
 * The next runs of a CronJob in its own time zone, such as `Mon 23 Nov 2026 03:17`; without a zone in UTC, which is said.
 * None for a schedule or a zone that cannot be.
 *
 * @param timeZone an IANA name
 */
export function runs(written: string, timeZone: string | undefined, from: Date): string[] {
  const schedule = parseCron(written)
  const zone = timeZone ?? USUAL_ZONE
  if ('fault' in schedule || !isZone(zone)) return []
  return nextRuns(schedule, from.getTime(), zone, COUNT).map(
    (instant) => `${textOf(instant, zone)}${timeZone === undefined ? ' UTC' : ''}`,
  )
}

function isZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function textOf(instant: number, timeZone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  const { dayOfWeek, day, month, year, hour, minute } = time
  return `${WEEKDAYS[dayOfWeek - 1]} ${day} ${MONTHS[month - 1]} ${year} ${twoDigits(hour)}:${twoDigits(minute)}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
