import { excerpt } from './excerpt.ts'

/**
 * When a CronJob runs, as the API server and its controller read `spec.schedule`: the standard parser of robfig/cron v3,
 * without time zones. Values are in ascending order.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export type CronSchedule =
  | { kind: 'every'; seconds: number }
  | {
      kind: 'fields'
      minutes: readonly number[]
      hours: readonly number[]
      /** Of the month. */
      days: readonly number[]
      months: readonly number[]
      /** 0 is Sunday. */
      weekdays: readonly number[]
      /** `*` stands for the days: then only the weekday decides, and the other way round. Else one of both is enough. */
      anyDay: boolean
      anyWeekday: boolean
    }

/** Why the API server refuses a schedule. */
export type CronFault = {
  /** Completes "... refuses it: ". */
  fault: string
  hint: string
  /** The schedule with the one thing mended that has one right answer: Sunday is 0. */
  mended?: string
  /** A time zone that stands before the fields, and the schedule without it. */
  inlineZone?: { timeZone: string; schedule: string }
}

type Bounds = { title: string; low: number; high: number; names: readonly string[] }

/** A name stands for its place in the list, counted from the lowest value. */
const WEEKDAY: Bounds = {
  title: 'day of the week',
  low: 0,
  high: 6,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
}

const BOUNDS: readonly Bounds[] = [
  { title: 'minute', low: 0, high: 59, names: [] },
  { title: 'hour', low: 0, high: 23, names: [] },
  { title: 'day of the month', low: 1, high: 31, names: [] },
  {
    title: 'month',
    low: 1,
    high: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  WEEKDAY,
]

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const FIVE = 'write minute, hour, day of the month, month and day of the week, such as 17 3 * * *'

// What Go takes for white space.
const SPACE = /[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/u

/** Reads a schedule; says why it cannot be one. */
export function parseCron(written: string): CronSchedule | CronFault {
  if (written === '') return { fault: 'it is empty', hint: FIVE }
  if (written.includes('TZ')) return zoneFault(written)
  if (written.startsWith('@')) return descriptor(written)
  const fields = written.split(SPACE).filter((field) => field !== '')
  if (fields.length !== BOUNDS.length) return { fault: countOf(fields), hint: hintForCount(fields) }
  const read = fields.map((field, index) => readField(field, BOUNDS[index] ?? WEEKDAY))
  const wrong = read.find((one) => 'fault' in one)
  if (wrong !== undefined) return { ...wrong, ...mendedSunday(written) }
  return assemble(read.filter((one) => 'values' in one))
}

/** The schedule; of one that is refused and has one right answer, or a time zone in it, that answer. */
export function scheduleMeant(written: string): CronSchedule | undefined {
  const read = parseCron(written)
  if ('kind' in read) return read
  const better = read.mended ?? read.inlineZone?.schedule
  return better === undefined ? undefined : scheduleMeant(better)
}

function assemble(fields: readonly Field[]): CronSchedule {
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = fields.map(({ values }) => values)
  const anyDay = fields[2]?.any === true
  const anyWeekday = fields[4]?.any === true
  return { kind: 'fields', minutes, hours, days, months, weekdays, anyDay, anyWeekday }
}

function countOf({ length }: readonly string[]): string {
  return `it has ${length === 1 ? 'one field' : `${length} fields`}, and five are wanted`
}

function hintForCount(fields: readonly string[]): string {
  return fields.length === 6 ? `leave out the seconds: ${excerpt(fields.slice(1).join(' '))}` : FIVE
}

function zoneFault(written: string): CronFault {
  const [, timeZone, schedule] = /^(?:CRON_)?TZ=(\S+)\s+(.*\S)\s*$/u.exec(written) ?? []
  return {
    fault: 'a time zone stands in it',
    hint: `write it beside the schedule: timeZone: ${excerpt(timeZone ?? 'Europe/Berlin')}`,
    ...(timeZone !== undefined && schedule !== undefined && { inlineZone: { timeZone, schedule } }),
  }
}

function descriptor(written: string): CronSchedule | CronFault {
  const fields = Object.hasOwn(DESCRIPTORS, written) ? DESCRIPTORS[written] : undefined
  if (fields !== undefined) return parseCron(fields)
  if (written.startsWith('@every ')) return every(written.slice('@every '.length))
  const known = Object.keys(DESCRIPTORS)
  const meant = known.find((one) => one === written.trim().toLowerCase())
  return {
    fault: `${excerpt(written)} is not known`,
    hint: `write ${meant ?? `one of ${known.join(', ')}, or five fields`}`,
  }
}

/** Seconds in the units of Go's `time.ParseDuration`. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
}

/** The longest that Go can say, in seconds. */
const LONGEST = 2 ** 63 / 1e9

/** As the controller takes it: whole seconds, at least one. */
function every(duration: string): CronSchedule | CronFault {
  const [, sign, parts = ''] = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/u.exec(duration) ?? []
  const pieces = parts.matchAll(/([\d.]+)([a-zµμ]+)/gu)
  const seconds = [...pieces].reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (UNITS[unit] ?? 1), 0)
  if (sign === undefined || seconds >= LONGEST)
    return { fault: `"${excerpt(duration)}" is no length of time`, hint: 'write one such as @every 1h30m' }
  return { kind: 'every', seconds: sign === '-' ? 1 : Math.max(1, Math.floor(seconds)) }
}

type Field = { values: number[]; any: boolean }

/** Items between commas; empty ones do not count. */
function readField(field: string, bounds: Bounds): Field | CronFault {
  const values = new Set<number>()
  let any = false
  for (const item of field.split(',')) {
    if (item === '') continue
    const range = readItem(item, bounds)
    if ('fault' in range) return range
    any ||= range.any
    for (let value = range.from; value <= range.to; value += range.step) values.add(value)
  }
  return { values: [...values].toSorted((one, other) => one - other), any }
}

type Range = { from: number; to: number; step: number; any: boolean }

/** `*`, `5`, `1-5`, each with a step or not; `5/15` means `5-59/15`. */
function readItem(item: string, bounds: Bounds): Range | CronFault {
  const [first = '', stepText, ...slashes] = item.split('/')
  const [start = '', end, ...hyphens] = first.split('-')
  const any = start === '*' || start === '?'
  const from = any ? bounds.low : valueOf(start, bounds)
  const openEnd = any || (end === undefined && stepText !== undefined)
  const to = openEnd ? bounds.high : end === undefined ? from : valueOf(end, bounds)
  const step = stepText === undefined ? 1 : numberOf(stepText)
  if (from === undefined || to === undefined || (!any && hyphens.length > 0)) return notAValue(item, bounds)
  if (step === undefined || slashes.length > 0) return notAStep(item, bounds)
  if (step === 0) return { fault: `the step in ${excerpt(item)} is 0`, hint: 'write a step of at least 1' }
  const range = { from, to, step, any: any && step === 1 }
  return rangeFault(item, range, bounds) ?? range
}

function rangeFault(item: string, { from, to }: Range, bounds: Bounds): CronFault | undefined {
  const { title, low, high } = bounds
  if (from >= low && from <= to && to <= high) return undefined
  if (from >= low && from <= high && to <= high) {
    const both = `write ${rangeText(from, high)},${rangeText(low, to)}`
    const fault = `${excerpt(item)} goes backwards`
    return { fault, hint: item.includes('/') ? `${both}, each with the step` : both }
  }
  const outside = from < low ? from : Math.max(from, to)
  const known = `the ${title} ${outside} is ${outside < low ? `below ${low}` : `above ${high}`}`
  return { fault: bounds === WEEKDAY ? `${known}, as Sunday is 0` : known, hint: outsideHint(item, outside, bounds) }
}

function outsideHint(item: string, outside: number, bounds: Bounds): string {
  const { title, low, high } = bounds
  if (bounds === WEEKDAY && item === '7') return 'write 0 for Sunday'
  if (bounds === WEEKDAY && /^\w+-7$/u.test(item)) return `write ${item.replace(/7$/u, '6')},0`
  return title === 'hour' && outside === 24 ? 'write 0 for midnight' : `write ${low} to ${high}`
}

function rangeText(from: number, to: number): string {
  return from === to ? String(from) : `${from}-${to}`
}

function notAValue(item: string, { title, low, high, names }: Bounds): CronFault {
  const example = (names.find((name) => item.toLowerCase().startsWith(name)) ?? names[1])?.toUpperCase()
  const hint = `write ${low} to ${high}${example === undefined ? '' : ` or a short name such as ${example}`}`
  const special = /[LW#]/u.test(item) && /^[\dLW#]+$/u.test(item)
  return { fault: `${excerpt(item)} is no ${title}${special ? ', as L, W and # are not known' : ''}`, hint }
}

function notAStep(item: string, { title }: Bounds): CronFault {
  return { fault: `the step of the ${title} in ${excerpt(item)} is no number`, hint: 'write one such as */15' }
}

function valueOf(text: string, { names, low }: Bounds): number | undefined {
  const index = names.indexOf(text.toLowerCase())
  return index < 0 ? numberOf(text) : index + low
}

/** As Go's `strconv.Atoi` reads it; undefined beyond 64 bits, and for what is negative. */
function numberOf(text: string): number | undefined {
  if (!/^\+?\d+$/u.test(text)) return undefined
  const value = Number(text)
  return value < 2 ** 63 ? value : undefined
}

/** A lone 7 among the weekdays is Sunday everywhere else. */
function mendedSunday(written: string): { mended?: string } {
  const mended = written.replace(/\S+(?=\s*$)/u, (weekdays) => weekdays.replace(/(?<=^|,)7(?=,|$)/gu, '0'))
  return mended !== written && 'kind' in parseCron(mended) ? { mended } : {}
}

/** The days that a month can have, the longest February included. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** True for a schedule that the API server takes and that never comes: the 30th of February. */
export function comesNever(schedule: CronSchedule): boolean {
  if (schedule.kind === 'every') return false
  const { minutes, hours, days, months, weekdays, anyDay, anyWeekday } = schedule
  if (minutes.length === 0 || hours.length === 0 || months.length === 0) return true
  const dates = months.some((month) => days.some((day) => day <= (LENGTHS[month - 1] ?? 0)))
  return anyDay || anyWeekday ? !dates || weekdays.length === 0 : !dates && weekdays.length === 0
}
