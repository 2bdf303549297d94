import { expect, test } from 'vitest'
import { timeZoneNames } from '../../../../src/features/manifests/time-zone.ts'
import { runs } from '../../../../src/features/scaffold/around/runs.ts'

const MONTHS = ['01', '04', '07', '10']

const from = new Date('2026-11-21T15:30:00Z')

test.each([
  ['17 3 * * *', 'Europe/Berlin', ['Sun 22 Nov 2026 03:17', 'Mon 23 Nov 2026 03:17', 'Tue 24 Nov 2026 03:17']],
  ['0 0 * * mon', 'Europe/Berlin', ['Mon 23 Nov 2026 00:00', 'Mon 30 Nov 2026 00:00', 'Mon 7 Dec 2026 00:00']],
  ['30 16 * * *', 'Europe/Berlin', ['Sun 22 Nov 2026 16:30', 'Mon 23 Nov 2026 16:30', 'Tue 24 Nov 2026 16:30']],
  ['5 1 1 9 *', 'America/New_York', ['Wed 1 Sep 2027 01:05', 'Fri 1 Sep 2028 01:05', 'Sat 1 Sep 2029 01:05']],
  ['@daily', undefined, ['Sun 22 Nov 2026 00:00 UTC', 'Mon 23 Nov 2026 00:00 UTC', 'Tue 24 Nov 2026 00:00 UTC']],
])('the next runs of %s in %s', (schedule, timeZone, expected) => {
  expect(runs(schedule, timeZone, from)).toEqual(expected)
})

test('an hour that the clocks leave out has no run', () => {
  expect(runs('30 2 * * *', 'Europe/Berlin', new Date('2027-03-27T12:00:00Z'))).toEqual([
    'Mon 29 Mar 2027 02:30',
    'Tue 30 Mar 2027 02:30',
    'Wed 31 Mar 2027 02:30',
  ])
})

test('a schedule that comes never, and what is no schedule or no zone, has no runs', () => {
  expect(runs('0 0 30 2 *', 'Europe/Berlin', from)).toEqual([])
  expect(runs('99 99 * * *', 'Europe/Berlin', from)).toEqual([])
  expect(runs('@daily', 'Mars/Olympus', from)).toEqual([])
})

test("a zone is as far from UTC as the runtime's own formats say", () => {
  const all = [...timeZoneNames()].filter((_, at) => at % 25 === 0)
  const apart = all.filter((zone) => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    return MONTHS.some((month) => {
      const [first = ''] = runs('* * * * *', zone, new Date(`2027-${month}-21T15:30:00Z`))
      return first.slice(-'15:31'.length) !== format.format(new Date(`2027-${month}-21T15:31:00Z`))
    })
  })
  expect(apart).toEqual([])
  expect(all.length).toBeGreaterThan(20)
})
