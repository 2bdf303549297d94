import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Context, Oidc, OidcSettings, Tokens } from '../../../src/context.ts'
import { IccError } from '../../../src/errors.ts'
import { sessionOver } from '../../../src/features/session/session-ended.ts'
import { deleteSession, writeSession, writeTokenCache } from '../../../src/features/session/session-write.ts'
import { readRefreshToken, storeRefreshToken } from '../../../src/features/session/refresh-token-store.ts'
import { readSession } from '../../../src/features/session/session-file.ts'
import { readTokenCache, tokenCachePath } from '../../../src/features/session/token-cache.ts'
import { currentToken } from '../../../src/features/session/token.ts'
import { createTestContext } from '../../support/run-icc.ts'
import { sessionAt } from '../../support/session.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const HOUR = 3_600_000

/** A session whose token has just expired, and a provider that answers when it is told to. */
async function expiredSession(clockDrift = 0) {
  const clock = createVirtualClock(Date.now())
  const sent: string[] = []
  const answers: { resolve: (tokens: Tokens) => void; reject: (error: IccError) => void }[] = []
  const oidc: Pick<Oidc, 'refresh' | 'clockDrift'> = {
    clockDrift: () => 0,
    refresh(refreshToken, _expected, signal) {
      sent.push(refreshToken)
      return new Promise((resolve, reject) => {
        answers.push({ resolve, reject })
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    },
  }
  const ctx = createTestContext({}, { clock, oidc: async () => oidc as Oidc })
  const moment = (hours: number): string => new Date(clock.now() + hours * HOUR).toISOString()
  const session = sessionAt('campus', {
    credential: 'exec',
    signedInAt: moment(-1),
    endsAt: moment(11),
    tokenExpiresAt: moment(0),
    refreshToken: 'file',
    clockDrift,
  })
  await storeRefreshToken(ctx, 'campus', 'first', 'file', undefined)
  await writeTokenCache(ctx, session, { idToken: 'expired', expiresAt: clock.now() })
  await writeSession(ctx, session)
  let answered = 0
  const answer = (): void => {
    answered += 1
    answers.shift()?.resolve({
      idToken: `token-${answered}`,
      claims: {},
      refreshToken: `after token-${answered}`,
      expiresAt: clock.now() + HOUR,
    })
  }
  const refuse = (error = sessionOver('campus')): void => answers.shift()?.reject(error)
  return { ctx, clock, sent, answer, refuse, session }
}

/** Lets everything run that waits for nothing but the disk. */
async function untilSent(sent: readonly string[], count: number): Promise<void> {
  await expect.poll(() => sent.length).toBe(count)
}

test('who waits for a slow refresh never sends the same refresh token, however long it takes', async () => {
  const { ctx, clock, sent, answer } = await expiredSession()
  const first = currentToken(ctx, 'campus')
  await untilSent(sent, 1)
  const second = currentToken(ctx, 'campus')
  // Longer than the lock of a kubeconfig is respected.
  await clock.advance(40_000)
  expect(sent).toEqual(['first'])
  answer()
  expect((await first).token).toBe('token-1')
  await clock.advance(1000)
  expect((await second).token).toBe('token-1')
  expect(sent).toEqual(['first'])
})

/** As if another process had found this one's lock left behind. */
function overtake(ctx: Pick<Context, 'stateDir'>): void {
  rmSync(`${tokenCachePath(ctx, 'campus')}.lock`)
}

test('a refresh whose lock was taken over writes nothing, and hands out what the other one got', async () => {
  const { ctx, clock, sent, answer } = await expiredSession()
  const held = currentToken(ctx, 'campus')
  await untilSent(sent, 1)
  overtake(ctx)
  const second = currentToken(ctx, 'campus')
  await untilSent(sent, 2)
  answer()
  await clock.advance(1000)
  answer()
  expect((await second).token).toBe('token-2')
  await clock.advance(1000)
  expect((await held).token).toBe('token-2')
  expect(sent).toEqual(['first', 'first'])
  expect(await readRefreshToken(ctx, 'campus', 'file')).toBe('after token-2')
})

test('a refresh that is refused because another process was faster does not end the session', async () => {
  const { ctx, clock, sent, answer, refuse } = await expiredSession()
  const held = currentToken(ctx, 'campus')
  await untilSent(sent, 1)
  overtake(ctx)
  const second = currentToken(ctx, 'campus')
  await untilSent(sent, 2)
  refuse()
  await clock.advance(1000)
  answer()
  expect((await second).token).toBe('token-1')
  await clock.advance(1000)
  expect((await held).token).toBe('token-1')
})

test('a failure is shared by those who waited for it, and tried again by who comes later', async () => {
  const { ctx, clock, sent, answer, refuse } = await expiredSession()
  const failing = new IccError('idp-unreachable', 'idp.example cannot be reached.', { hint: 'check your network' })
  for (const round of [1, 2]) {
    const first = currentToken(ctx, 'campus')
    await untilSent(sent, round)
    const others = [currentToken(ctx, 'campus'), currentToken(ctx, 'campus')]
    const ended = Promise.allSettled([first, ...others])
    // Until they wait.
    await clock.advance(500)
    refuse(failing)
    await clock.advance(1000)
    for (const one of await ended) {
      expect(one).toMatchObject({ reason: { code: 'idp-unreachable', exitCode: 1, hint: 'check your network' } })
    }
    expect(sent).toHaveLength(round)
  }
  const again = currentToken(ctx, 'campus')
  await untilSent(sent, 3)
  answer()
  expect((await again).token).toBe('token-1')
})

test('who lost the lock while it looked for the provider sends nothing before it has it again', async () => {
  const { ctx, sent, answer } = await expiredSession()
  let searches = 0
  const oidc = async (settings: OidcSettings): Promise<Oidc> => {
    searches += 1
    if (searches === 1) overtake(ctx)
    return ctx.oidc(settings)
  }
  const renewing = currentToken({ ...ctx, oidc }, 'campus')
  await untilSent(sent, 1)
  answer()
  expect((await renewing).token).toBe('token-1')
  expect({ searches, sent }).toEqual({ searches: 2, sent: ['first'] })
})

test('after a refresh the drift is that of now, for the end of the session as well', async () => {
  const { ctx, session, answer, sent, clock } = await expiredSession(10 * 60_000)
  const renewing = currentToken(ctx, 'campus')
  await untilSent(sent, 1)
  answer()
  expect((await renewing).usableUntil).toBeGreaterThan(clock.now() + 0.9 * HOUR)
  expect(readTokenCache(ctx, 'campus')?.sessionEnds).toBe(Date.parse(session.endsAt))
  expect(readSession(ctx, 'campus')?.clockDrift).toBe(0)
})

test('a session that ended while another process held the lock is not renewed', async () => {
  const { ctx, clock, sent, answer, session } = await expiredSession()
  const first = currentToken(ctx, 'campus')
  await untilSent(sent, 1)
  const second = currentToken(ctx, 'campus')
  second.catch(() => undefined)
  await deleteSession(ctx, session.site)
  answer()
  await first
  await deleteSession(ctx, session.site)
  await clock.advance(1000)
  await expect(second).rejects.toMatchObject({ code: 'not-signed-in', exitCode: 4 })
  expect(sent).toEqual(['first'])
})
