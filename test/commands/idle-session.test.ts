import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptedIdpForTest, tokens, type TokenAnswer } from '../support/scripted-idp.ts'
import { expire, refreshes } from '../support/scripted-idp-session.ts'
import { createFastClock, userOf } from '../support/scripted-idp-run.ts'

const MINUTE = 60_000

/** Signed in with tokens of five minutes at a provider that says how long an unused session lives. */
async function idleSession(...answers: TokenAnswer[]) {
  const idp = await scriptedIdpForTest({ token: answers.map((answer) => tokens({ seconds: 300, ...answer })) })
  const user = await userOf(idp)
  /** What a command says when some minutes have gone by. */
  const later = (minutes: number, ...argv: string[]) => {
    const clock = { ...createFastClock(), now: () => Date.now() + minutes * MINUTE }
    return user.icc(argv, { clock })
  }
  const session = () => JSON.parse(readFileSync(join(user.home.folder, 'state/sessions/playground.json'), 'utf8'))
  return { idp, user, later, session }
}

function minutesUntil(moment: string): number {
  return Math.round((Date.parse(moment) - Date.now()) / MINUTE)
}

const KEYCLOAK = { changes: { refresh_expires_in: 1800 } }

test.each<[string, TokenAnswer]>([
  ['refresh_expires_in', KEYCLOAK],
  ['refresh_token_expires_in', { changes: { refresh_token_expires_in: 1800 } }],
  ['a text of digits', { changes: { refresh_expires_in: '1800' } }],
])('a sign-in says when the session ends unused (%s), and so does all that shows it', async (_, answer) => {
  const { user } = await idleSession(answer)
  const login = await user.icc(['login'])
  expect(login.stdout.replaceAll(/\s+/gu, ' ')).toMatch(
    / until .+ \(11 h 59 min\); unused it ends at .*\d\d:\d\d\. /u,
  )
  expect(login.stdout).toContain('renewed as you work')
  const status = JSON.parse((await user.icc(['status', '-o', 'json'])).stdout)
  expect(status).toMatchObject({ session: 'active' })
  expect(minutesUntil(status.idleEndsAt)).toBe(30)
  expect(Math.round(status.idleSecondsLeft / 60)).toBe(30)
  expect(minutesUntil(status.sessionEndsAt)).toBe(12 * 60)
  expect((await user.icc(['status'])).stdout).toContain('; unused it ends at ')
  expect((await user.icc(['status', '--prompt={left}'])).stdout).toMatch(/^(?:29|30)m\n$/u)
  const whoami = ['whoami', '--offline']
  expect((await user.icc(whoami)).stdout.replaceAll(/\s+/gu, ' ')).toContain('; unused it ends at ')
  expect(JSON.parse((await user.icc([...whoami, '-o', 'json'])).stdout).idleEndsAt).toBe(status.idleEndsAt)
})

test.each<[string, TokenAnswer]>([
  ['nothing is said', {}],
  ['zero means no end', { changes: { refresh_expires_in: 0 } }],
  ['what is said is no length of time', { changes: { refresh_expires_in: 'soon' } }],
  ['it is longer than any calendar', { changes: { refresh_expires_in: 1e15 } }],
  ['it is longer than the session', { changes: { refresh_expires_in: 30 * 86_400 } }],
])('a session of which %s lasts until its end', async (_, answer) => {
  const { user } = await idleSession(answer)
  const login = await user.icc(['login', '-o', 'json'])
  expect(JSON.parse(login.stdout)).toMatchObject({ credential: 'exec', idleEndsAt: null })
  expect((await user.icc(['status'])).stdout).not.toContain('unused')
})

test('each renewal moves the end on; a provider that keeps the refresh token may say nothing', async () => {
  const { user, session, idp } = await idleSession(
    KEYCLOAK,
    { changes: { refresh_expires_in: 3600 } },
    { refreshToken: false },
    {},
  )
  await user.icc(['login'])
  const ends: unknown[] = []
  for (const round of [1, 2, 3]) {
    expire(user)
    expect(await user.icc(['token'])).toMatchObject({ exitCode: 0 })
    expect(refreshes(idp)).toHaveLength(round)
    const { refreshEndsAt } = session()
    ends.push(refreshEndsAt === undefined ? undefined : minutesUntil(refreshEndsAt))
  }
  expect(ends).toEqual([60, 60, undefined])
})

test('a session that nobody used is over, and the provider is not asked in vain', async () => {
  const { user, later, idp } = await idleSession(KEYCLOAK)
  await user.icc(['login'])
  const asked = idp.requests.length
  expect(await later(29, 'status')).toMatchObject({ exitCode: 0 })
  expect(await later(31, 'status')).toMatchObject({
    exitCode: 4,
    stdout: expect.stringMatching(/over since .*: icc login --site playground/u),
  })
  expect((await later(31, 'status', '--prompt={left}')).stdout).toBe('over\n')
  expect(await later(31, 'token')).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('is over') })
  expect(await later(31, 'whoami', '--offline')).toMatchObject({ exitCode: 4 })
  expect(idp.requests).toHaveLength(asked)
})

test('a refresh token that ends before the token does renews nothing: the session is as long as the token', async () => {
  const { user } = await idleSession({ seconds: 3600, ...KEYCLOAK })
  const login = JSON.parse((await user.icc(['login', '-o', 'json'])).stdout)
  expect(login).toMatchObject({ credential: 'inline', idleEndsAt: null })
  expect(minutesUntil(login.sessionEndsAt)).toBe(60)
})
