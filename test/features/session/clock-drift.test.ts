import { expect, test } from 'vitest'
import { driftAfterRefresh } from '../../../src/features/session/clock-drift.ts'

const MINUTE = 60_000
const now = Date.parse('2030-01-01T09:00:00Z')

/** Minutes: how far the provider was ahead at the sign-in, what its Date header says now, and the token's times by it. */
type Case = { before: number; told?: number; iat: number; exp: number; after: number }

test.each<[string, Case]>([
  ['the Date header counts, whatever was known', { before: 10, told: -3, iat: 0, exp: 60, after: -3 }],
  ['a difference of seconds is none', { before: 10, told: 9.5, iat: 0, exp: 60, after: 10 }],
  ['a clock that is as wrong as before', { before: -10, iat: -10, exp: -5, after: -10 }],
  ['a token that was made a while before it came', { before: 0, iat: -20, exp: 40, after: 0 }],
  ['a clock that was ahead and was set right', { before: -10, iat: 0, exp: 5, after: 0 }],
  ['a clock that was behind and was set right', { before: 10, iat: 0, exp: 5, after: 0 }],
  ['a clock that was right and is behind now', { before: 0, iat: 30, exp: 35, after: 30 }],
  ['a clock that was right and is ahead now', { before: 0, iat: -30, exp: -25, after: -30 }],
])('the drift after a refresh: %s', (_, { before, told, iat, exp, after }) => {
  const drift = driftAfterRefresh(
    { clock: { now: () => now, sleep: () => Promise.reject(new Error('It must not wait')) } },
    {
      oidc: { clockDrift: () => (told === undefined ? undefined : told * MINUTE) },
      tokens: { claims: { iat: (now + iat * MINUTE) / 1000 }, expiresAt: now + exp * MINUTE },
    },
    before * MINUTE,
  )
  expect(drift / MINUTE).toBe(after)
})
