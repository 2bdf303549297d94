import { assert, constantFrom, integer, property, tuple, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comesNever, parseCron, type CronSchedule } from '../../../src/features/manifests/cron.ts'
import { nextRuns, shortestInterval } from '../../../src/features/manifests/cron-runs.ts'

function scheduleOf(written: string): CronSchedule {
  const read = parseCron(written)
  if ('fault' in read) throw new Error(`${written}: ${read.fault}`)
  return read
}

describe('schedules that the API server takes', () => {
  test.each([
    '* * * * *',
    '17 3 * * *',
    '*/15 0,12 1-7 1-12/3 MON-fri',
    '0\t3  *\t* sun',
    '? ? ? ? ?',
    '5/15 * * * *',
    '*-5 * * * *',
    '+5 007 01 +1 *',
    '1,,2 * * * *',
    '0 0 31 2 *',
    '*/70 * * * *',
    '@hourly',
    '@midnight',
    '@annually',
    '@every 1h30m',
    '@every .5h',
    '@every -5m',
    '@every 0',
  ])('%s', (written) => expect(parseCron(written)).not.toHaveProperty('fault'))

  test('a field is read as its values', () => {
    expect(scheduleOf('5/20 22-23 1,15-20/2 feb,11-12 mon-WED,6')).toEqual({
      kind: 'fields',
      minutes: [5, 25, 45],
      hours: [22, 23],
      days: [1, 15, 17, 19],
      months: [2, 11, 12],
      weekdays: [1, 2, 3, 6],
      anyDay: false,
      anyWeekday: false,
    })
  })

  test('a descriptor stands for its fields', () => {
    expect(parseCron('@weekly')).toEqual(parseCron('0 0 * * 0'))
    expect(parseCron('@every 90s')).toEqual({ kind: 'every', seconds: 90 })
    expect(parseCron('@every 10ms')).toEqual({ kind: 'every', seconds: 1 })
  })
})

describe('schedules that the API server refuses', () => {
  test.each([
    ['', 'it is empty', 'write minute, hour'],
    ['hello', 'it has one field, and five are wanted', 'write minute, hour'],
    ['0 3 * *', 'it has 4 fields, and five are wanted', 'write minute, hour'],
    ['0 0 3 * * *', 'it has 6 fields, and five are wanted', 'leave out the seconds: 0 3 * * *'],
    ['99 99 * * *', 'the minute 99 is above 59', 'write 0 to 59'],
    ['0 24 * * *', 'the hour 24 is above 23', 'write 0 for midnight'],
    ['0 0 0 * *', 'the day of the month 0 is below 1', 'write 1 to 31'],
    ['0 0 1 13 *', 'the month 13 is above 12', 'write 1 to 12'],
    ['0 3 * * 7', 'the day of the week 7 is above 6, as Sunday is 0', 'write 0 for Sunday'],
    ['0 3 * * 5-7', 'the day of the week 7 is above 6, as Sunday is 0', 'write 5-6,0'],
    ['0 22-2 * * *', '22-2 goes backwards', 'write 22-23,0-2'],
    ['0 0 * * FRI-MON', 'FRI-MON goes backwards', 'write 5-6,0-1'],
    ['0 0 L * *', 'L is no day of the month, as L, W and # are not known', 'write 1 to 31'],
    ['0 0 15W * *', '15W is no day of the month, as L, W and # are not known', 'write 1 to 31'],
    ['0 0 * * 1#2', '1#2 is no day of the week, as L, W and # are not known', 'write 0 to 6'],
    ['0 0 * * Sunday', 'Sunday is no day of the week', 'write 0 to 6 or a short name such as SUN'],
    ['0 0 * january *', 'january is no month', 'write 1 to 12 or a short name such as JAN'],
    ['MON 0 * * *', 'MON is no minute', 'write 0 to 59'],
    ['*/0 * * * *', 'the step in */0 is 0', 'write a step of at least 1'],
    ['*/x * * * *', 'the step of the minute in */x is no number', 'write one such as */15'],
    ['*/5/2 * * * *', 'the step of the minute in */5/2 is no number', 'write one such as */15'],
    ['1-2-3 * * * *', '1-2-3 is no minute', 'write 0 to 59'],
    ['-5 * * * *', '-5 is no minute', 'write 0 to 59'],
    ['@Hourly', '@Hourly is not known', 'write @hourly'],
    ['@reboot', '@reboot is not known', 'write one of @yearly'],
    ['@every 1d', '"1d" is no length of time', 'write one such as @every 1h30m'],
    ['TZ=Europe/Berlin 0 3 * * *', 'a time zone stands in it', 'timeZone: Europe/Berlin'],
  ])('%s', (written, fault, hint) => {
    const read = parseCron(written)
    expect(read).toMatchObject({ fault })
    expect('hint' in read && read.hint).toContain(hint)
  })

  test.each([
    ['0 3 * * 7', '0 3 * * 0'],
    ['7 7 7 7 1,7 ', '7 7 7 7 1,0 '],
    ['0 3 * * 5-7', undefined],
    ['0 99 * * 7', undefined],
  ])('%s, where Sunday is mended, becomes %s', (written, mended) => {
    const read = parseCron(written)
    expect('fault' in read && read.mended).toBe(mended)
  })

  test('a zone before the fields is taken apart', () => {
    const inlineZone = { timeZone: 'Europe/Berlin', schedule: '0 3 * * *' }
    expect(parseCron('CRON_TZ=Europe/Berlin  0 3 * * * ')).toMatchObject({ inlineZone })
    expect(parseCron('TZ=Europe/Berlin')).not.toHaveProperty('inlineZone')
  })

  test('a fault is no longer than a line, however long the schedule is', () => {
    for (const written of ['9'.repeat(10_000), `${'x'.repeat(10_000)} * * * *`, `@${'y'.repeat(10_000)}`]) {
      const read = parseCron(written)
      expect('fault' in read && read.fault.length).toBeLessThan(160)
    }
  })
})

test.each([
  ['0 0 30 2 *', true],
  ['0 0 31 4,6,9,11 *', true],
  ['0 0 30 2 */1', true],
  ['0 0 30 2 MON', false],
  ['0 0 30 2 */2', false],
  ['0 0 29 2 *', false],
  ['0 0 31 * *', false],
  [', * * * *', true],
  ['* * * * ,', true],
  ['@every 1h', false],
])('%s comes never: %s', (written, never) => expect(comesNever(scheduleOf(written))).toBe(never))

test.each([
  ['* * * * *', 60],
  ['*/15 * * * *', 900],
  ['5,50 * * * *', 900],
  ['50 1,2 * * *', 3600],
  ['@daily', 86_400],
  ['0 23,1 * * *', 7200],
  ['0 3 * * MON', 604_800],
  ['0 3 1 * *', 28 * 86_400],
  ['0 0 29 2 *', undefined],
  ['0 0 30 2 *', undefined],
  ['@every 10m', 600],
])('between two runs of %s are at least %s seconds', (written, seconds) => {
  expect(shortestInterval(scheduleOf(written))).toBe(seconds)
})

// The instants are those that robfig/cron v3.0.1 gives for the same schedules.
test.each([
  ['the hour that summer time leaves out', '30 2 * * *', 'Europe/Berlin', 1774645200000, [16200, 185400, 271800]],
  ['the hour that comes twice', '30 2 * * *', 'Europe/Berlin', 1792861200000, [27000, 30600, 117000]],
  ['leap years', '0 3 29 2 *', 'UTC', 1774645200000, [60760800, 186991200, 313221600]],
  ['a day or a weekday', '0 0 13 * FRI', 'UTC', 1774645200000, [529200, 1134000, 1393200]],
  ['a step of days is no star', '0 0 */2 * 1', 'UTC', 1774645200000, [97200, 183600, 270000]],
  ['a change by half an hour', '15,45 1 * * *', 'Australia/Lord_Howe', 1774710000000, [83700, 85500, 170100]],
  ['midnight elsewhere', '@weekly', 'America/New_York', 1774645200000, [111600, 716400, 1321200]],
  ['an interval', '@every 1h30m', 'UTC', 1774645200500, [5399.5, 10799.5, 16199.5]],
  ['what never comes', '0 0 30 2 *', 'UTC', 1774645200000, []],
])('%s: %s in %s', (_, written, timeZone, from, seconds) => {
  const runs = nextRuns(scheduleOf(written), from, timeZone, seconds.length || 1)
  expect(runs.map((run) => (run - from) / 1000)).toEqual(seconds)
})

function values(min: number, max: number) {
  return uniqueArray(integer({ min, max }), { minLength: 1 })
}

test('what is written out value by value is read as those values, and runs at them', () => {
  const fields = tuple(values(0, 59), values(0, 23), values(1, 31), values(1, 12), values(0, 6))
  assert(
    property(fields, constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'), (lists, timeZone) => {
      const schedule = scheduleOf(lists.map((list) => list.join(',')).join(' '))
      const [minutes, hours, days, months, weekdays] = lists
      const [run = Number.NaN] = nextRuns(schedule, 1774645200000, timeZone, 1)
      const format = { timeZone, month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
      const parts = new Intl.DateTimeFormat('en', { ...format, weekday: 'short', hourCycle: 'h23' }).formatToParts(
        run,
      )
      const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
      expect(minutes).toContain(Number(part('minute')))
      expect(hours).toContain(Number(part('hour')))
      expect(months).toContain(Number(part('month')))
      const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'))
      expect(days.includes(Number(part('day'))) || weekdays.includes(weekday)).toBe(true)
    }),
  )
})
