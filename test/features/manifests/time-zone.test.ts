import { expect, test } from 'vitest'
import { nearestTimeZone, timeZoneNames } from '../../../src/features/manifests/time-zone.ts'

test.each([
  'Europe/Berlin',
  'UTC',
  'Etc/UTC',
  'Etc/GMT+12',
  'US/Eastern',
  'Europe/Kiev',
  'Europe/Kyiv',
  'CET',
  'W-SU',
])('%s is the name of a zone', (name) => expect(timeZoneNames()).toContain(name))

test.each([
  'europe/berlin',
  'EUROPE/BERLIN',
  '+02:00',
  'utc',
  'CEST',
  'PST',
  'Local',
  'Europe/Hamburg',
  '',
  'Etc/GMT+13',
])('"%s" is none', (name) => expect(timeZoneNames()).not.toContain(name))

test('each name stands for a zone that this runtime has', () => {
  for (const timeZone of timeZoneNames()) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow()
  // As many as Go's own copy of the 2026 database has, which has one more that is no place: Factory.
  expect(timeZoneNames().size).toBeGreaterThanOrEqual(597)
})

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['utc', 'UTC'],
  ['Europe/Berln', 'Europe/Berlin'],
  ['Berlin', 'Europe/Berlin'],
  ['Mars/Olympus_Mons', undefined],
  ['UTC+1', undefined],
  ['PST', undefined],
  ['', undefined],
])('%s most likely means %s', (name, zone) => expect(nearestTimeZone(name)).toBe(zone))
