import type { CronSchedule } from './cron.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Of a millisecond. */
const NANOSECONDS = 1_000_000

/** The controller looks no further ahead than to the end of this many years after the last run. */
const YEARS = 5

/** A day of the calendar that repeats itself after four years, but for whole centuries. */
const FIRST_DAY = Date.UTC(2024, 0, 1)
const FOUR_YEARS_LATER = Date.UTC(2028, 0, 1)

/** The shortest time between two runs, in seconds; undefined for a schedule that never comes, or once in four years. */
export function shortestInterval(schedule: CronSchedule): number | undefined {
  if (schedule.kind === 'every') return schedule.seconds
  const times = timesOfDay(schedule)
  const [first] = times
  const last = times.at(-1)
  const days = shortestGap(daysOf(schedule, FIRST_DAY, FOUR_YEARS_LATER))
  if (first === undefined || last === undefined) return undefined
  const overnight = days === undefined ? undefined : days - (last - first)
  const gaps = [shortestGap(times), overnight].filter((gap) => gap !== undefined)
  return gaps.length === 0 ? undefined : Math.min(...gaps) / 1000
}

/**
 * The next runs after an instant, as the controller finds them: every minute whose time on the wall fits. An hour that
 * the change to summer time leaves out has no runs, and one that comes twice has them twice.
 *
 * @param from milliseconds since the epoch
 * @param timeZone an IANA name
 * @returns milliseconds since the epoch, ascending; fewer than `count` where no more come within five years
 */
export function nextRuns(schedule: CronSchedule, from: number, timeZone: string, count: number): number[] {
  if (schedule.kind === 'every') {
    const next = Math.floor(from / 1000) * 1000
    return Array.from({ length: count }, (_, index) => next + (index + 1) * schedule.seconds * 1000)
  }
  const offsetAt = offsets(timeZone)
  const wallOf = (instant: number) => instant + offsetAt(instant)
  const times = timesOfDay(schedule)
  const runs: number[] = []
  let day = Math.floor(wallOf(from) / DAY) * DAY
  while (runs.length < count) {
    const limit = Date.UTC(new Date(wallOf(runs.at(-1) ?? from)).getUTCFullYear() + YEARS + 1, 0)
    const [next] = daysOf(schedule, day, limit)
    if (next === undefined) break
    const instants = new Set(times.flatMap((time) => instantsOf(next + time, offsetAt)))
    runs.push(...[...instants].filter((instant) => instant > from).toSorted((one, other) => one - other))
    day = next + DAY
  }
  return runs.slice(0, count)
}

type Fields = Extract<CronSchedule, { kind: 'fields' }>

/** Milliseconds after midnight, ascending. */
function timesOfDay({ hours, minutes }: Fields): number[] {
  return hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * MINUTE))
}

/** The days on which it runs, from one to before another, as the midnights of UTC. */
function* daysOf(schedule: Fields, first: number, end: number): Generator<number> {
  const months = new Set(schedule.months)
  const days = new Set(schedule.days)
  const weekdays = new Set(schedule.weekdays)
  for (let day = first; day < end; day += DAY) {
    const date = new Date(day)
    if (!months.has(date.getUTCMonth() + 1)) continue
    const byDay = days.has(date.getUTCDate())
    const byWeekday = weekdays.has(date.getUTCDay())
    const both = schedule.anyDay || schedule.anyWeekday
    if (both ? byDay && byWeekday : byDay || byWeekday) yield day
  }
}

function shortestGap(ascending: Iterable<number>): number | undefined {
  let previous: number | undefined
  let shortest: number | undefined
  for (const value of ascending) {
    if (previous !== undefined) shortest = Math.min(shortest ?? Infinity, value - previous)
    previous = value
  }
  return shortest
}

/** The instants at which clocks in the zone show a time: none in the hour that is left out, two in one that is repeated. */
function instantsOf(wall: number, offsetAt: (instant: number) => number): number[] {
  const possible = new Set([offsetAt(wall - DAY), offsetAt(wall + DAY)])
  return [...possible].map((offset) => wall - offset).filter((instant) => instant + offsetAt(instant) === wall)
}

/**
 * How far clocks in a zone are ahead of UTC, in milliseconds, at an instant. Not by `Intl`, whose formats take longer to
 * make than all else that is done for a CronJob.
 */
function offsets(timeZone: string): (instant: number) => number {
  return (instant) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / NANOSECONDS
}
