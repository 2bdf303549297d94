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
  const format = formatIn(timeZone ?? USUAL_ZONE)
  if ('fault' in schedule || format === undefined) return []
  return nextRuns(schedule, from.getTime(), timeZone ?? USUAL_ZONE, COUNT).map(
    (instant) => `${textOf(format, instant)}${timeZone === undefined ? ' UTC' : ''}`,
  )
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function textOf(format: Intl.DateTimeFormat, instant: number): string {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const [weekday, day, month, year] = (['weekday', 'day', 'month', 'year'] as const).map((type) => parts.get(type))
  return `${weekday} ${day} ${month} ${year} ${parts.get('hour')}:${parts.get('minute')}`
}
