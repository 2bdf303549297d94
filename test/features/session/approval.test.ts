import { expect, test } from 'vitest'
import type { DeviceCode, DevicePoll, Oidc, Tokens } from '../../../src/context.ts'
import { awaitApproval } from '../../../src/features/session/approval.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const tokens: Tokens = { idToken: 'id', claims: { sub: 'infw001' }, refreshToken: undefined, expiresAt: 0 }
const code: DeviceCode = {
  deviceCode: 'secret',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://idp.example/device',
  verificationUriComplete: undefined,
  expiresIn: 600,
  interval: 5,
  codeVerifier: 'verifier',
  nonce: 'nonce',
}

/** Plays the answers one a poll (the last one for good) and notes the second of each poll. */
function scripted(answers: readonly DevicePoll[], given: Partial<DeviceCode> = {}) {
  const clock = createVirtualClock()
  const started = clock.now()
  const polls: number[] = []
  const abort = new AbortController()
  const troubles: (string | undefined)[] = []
  const oidc: Pick<Oidc, 'pollDevice'> = {
    async pollDevice() {
      polls.push((clock.now() - started) / 1000)
      return answers[Math.min(polls.length, answers.length) - 1] ?? { kind: 'pending' }
    },
  }
  const watch = {
    site: 'playground',
    deadline: started + 3_600_000,
    tick: (_left: number, trouble: string | undefined) => troubles.push(trouble),
  }
  const approval = awaitApproval({ clock, signal: abort.signal }, oidc as Oidc, { ...code, ...given }, watch)
  approval.catch(() => undefined)
  return { clock, polls, abort, approval, troubles }
}

const pending = { kind: 'pending' } as const
const slowDown = { kind: 'slow-down', retryAfter: undefined } as const
const approved = { kind: 'tokens', tokens } as const
const trouble = (retryAfter?: number) => ({ kind: 'trouble', reason: 'connection lost', retryAfter }) as const

test('the first poll comes after the interval, and pending keeps it', async () => {
  const { clock, polls, approval } = scripted([pending, pending, approved])
  await clock.advance(20_000)
  expect(polls).toEqual([5, 10, 15])
  expect(await approval).toEqual({ kind: 'approved', tokens })
})

test('slow_down adds five seconds for good', async () => {
  const { clock, polls } = scripted([slowDown, pending, pending, approved])
  await clock.advance(60_000)
  expect(polls).toEqual([5, 15, 25, 35])
})

test('a repeated slow_down adds a margin of 1.2, then 1.4, for a clock that runs fast', async () => {
  const { clock, polls } = scripted([slowDown, slowDown, slowDown, approved])
  await clock.advance(120_000)
  // 5, then 10, then 15 x 1.2, then 20 x 1.4
  expect(polls).toEqual([5, 15, 33, 61])
})

test('a longer Retry-After wins over the interval, a shorter one does not', async () => {
  const { clock, polls } = scripted([trouble(40), { kind: 'slow-down', retryAfter: 2 }, approved])
  await clock.advance(120_000)
  expect(polls).toEqual([5, 45, 55])
})

test('lost connections double the wait up to a minute and end nothing; the next answer resets it', async () => {
  const { clock, polls, approval, troubles } = scripted([
    ...Array.from({ length: 6 }, () => trouble()),
    pending,
    pending,
    approved,
  ])
  await clock.advance(300_000)
  expect(polls).toEqual([5, 15, 35, 75, 135, 195, 255, 260, 265])
  expect(troubles).toContain('connection lost')
  expect(troubles.at(-1)).toBeUndefined()
  expect((await approval).kind).toBe('approved')
})

test('a code that nobody approves ends with its lifetime, not with another poll', async () => {
  const { clock, polls, approval } = scripted([pending], { expiresIn: 12 })
  await clock.advance(20_000)
  expect(polls).toEqual([5, 10])
  expect(await approval).toEqual({ kind: 'expired' })
})

test('expired_token from the provider ends the code early', async () => {
  const { clock, polls, approval } = scripted([pending, { kind: 'expired' }])
  await clock.advance(60_000)
  expect(polls).toEqual([5, 10])
  expect(await approval).toEqual({ kind: 'expired' })
})

test('a refusal in the browser stops at once', async () => {
  const { clock, polls, approval } = scripted([{ kind: 'denied' }])
  await clock.advance(60_000)
  await expect(approval).rejects.toMatchObject({ code: 'sign-in-denied', exitCode: 1 })
  expect(polls).toEqual([5])
})

test('Ctrl-C ends the wait between two polls', async () => {
  const { clock, polls, abort, approval } = scripted([pending])
  await clock.advance(7000)
  abort.abort(new Error('stop'))
  await expect(approval).rejects.toThrow('stop')
  await clock.advance(60_000)
  expect(polls).toEqual([5])
})

test('a poll that hangs ends with the code', async () => {
  const clock = createVirtualClock()
  const oidc: Pick<Oidc, 'pollDevice'> = {
    pollDevice: (_code, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  const watch = { site: 'playground', deadline: clock.now() + 3_600_000, tick: () => undefined }
  const approval = awaitApproval(
    { clock, signal: new AbortController().signal },
    oidc as Oidc,
    { ...code, expiresIn: 30 },
    watch,
  )
  await clock.advance(31_000)
  expect(await approval).toEqual({ kind: 'expired' })
})

test('an error that no waiting mends is thrown', async () => {
  const clock = createVirtualClock()
  const oidc: Pick<Oidc, 'pollDevice'> = { pollDevice: () => Promise.reject(new Error('bad signature')) }
  const watch = { site: 'playground', deadline: clock.now() + 3_600_000, tick: () => undefined }
  const approval = awaitApproval({ clock, signal: new AbortController().signal }, oidc as Oidc, code, watch)
  approval.catch(() => undefined)
  await clock.advance(6000)
  await expect(approval).rejects.toThrow('bad signature')
})
