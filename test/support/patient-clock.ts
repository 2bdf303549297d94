import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../src/context.ts'

/**
 * The real time, but whoever sleeps does so many times as long: for limits of icc's own, within which a machine that is busy
 * with other tests may not come to its answer.
 */
export function patientClock(times = 60): Clock {
  return { now: Date.now, sleep: (milliseconds, signal) => setTimeout(milliseconds * times, undefined, { signal }) }
}
