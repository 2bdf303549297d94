import { expect, test } from 'vitest'
import type { Oidc, Tokens } from '../../../src/context.ts'
import { deleteSession, writeSession, writeTokenCache } from '../../../src/features/session/session-write.ts'
import { storeRefreshToken } from '../../../src/features/session/refresh-token-store.ts'
import { currentToken } from '../../../src/features/session/token.ts'
import { createTestContext } from '../../support/run-icc.ts'
import { sessionAt } from '../../support/session.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const HOUR = 3_600_000

/** A session whose token has just expired, and a provider that answers when it is told to. */
async function expiredSession() {
  const clock = createVirtualClock(Date.now())
  const sent: string[] = []
  const answers: ((tokens: Tokens) => void)[] = []
  const oidc: Pick<Oidc, 'refresh'> = {
    refresh(refreshToken, _expected, signal) {
      sent.push(refreshToken)
      return new Promise((resolve, reject) => {
        answers.push(resolve)
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
  })
  await storeRefreshToken(ctx, 'campus', 'first', 'file', undefined)
  await writeTokenCache(ctx, session, { idToken: 'expired', expiresAt: clock.now() })
  await writeSession(ctx, session)
  const answer = (hours = 1): void =>
    answers.shift()?.({
      idToken: `token-${sent.length}`,
      claims: {},
      refreshToken: `after ${sent.at(-1)}`,
      expiresAt: clock.now() + hours * HOUR,
    })
  return { ctx, clock, sent, answer, session }
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
  await clock.advance(14_000)
  expect(sent).toEqual(['first'])
  answer()
  expect((await first).token).toBe('token-1')
  await clock.advance(1000)
  expect((await second).token).toBe('token-1')
  expect(sent).toEqual(['first'])
})

test('a refresh whose lock was taken over by another writes nothing', async () => {
  const { ctx, clock, sent, answer } = await expiredSession()
  const held = currentToken(ctx, 'campus')
  held.catch(() => undefined)
  await untilSent(sent, 1)
  // As after a night asleep: the other one sees a lock that nobody can be behind any more.
  const second = currentToken(ctx, 'campus')
  await clock.advance(31_000)
  await untilSent(sent, 2)
  answer()
  await expect(held).rejects.toMatchObject({ code: 'lock-lost', exitCode: 1 })
  answer()
  expect((await second).token).toBe('token-2')
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
