import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  deviceCode,
  json,
  metadata,
  scriptedIdpForTest,
  tokens,
  withHeaders,
  type Script,
  type ScriptedIdp,
  type Step,
} from '../support/scripted-idp.ts'
import { claimsOf, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const MINUTE = 60_000

/** All that a provider answers where it tells the time in the Date header, or (as some do) in the token alone. */
function answers(how: 'Date' | 'iat', there: Date, claims: Record<string, unknown>): Script {
  const at = (step: Step): Step =>
    how === 'Date' ? withHeaders({ date: there.toUTCString() }, step) : withoutDate(step)
  return {
    discovery: [at((exchange) => json(metadata(exchange.idp.issuer))(exchange))],
    jwks: [at((exchange) => json(exchange.idp.signer.jwks)(exchange))],
    device: [at(deviceCode())],
    token: [at(tokens({ claims }))],
  }
}

function withoutDate(step: Step): Step {
  return (exchange) => {
    exchange.response.sendDate = false
    return step(exchange)
  }
}

test.each([
  ['ahead', -10 * MINUTE, 'Date'],
  ['behind', 10 * MINUTE, 'Date'],
  ['ahead', -10 * MINUTE, 'iat'],
  ['behind', 10 * MINUTE, 'iat'],
] as const)(
  'with a clock ten minutes %s, tokens of five minutes are neither refused nor renewed too early (%i ms, told by %s)',
  async (word, drift, how) => {
    const there = new Date(Date.now() + drift)
    const iat = Math.floor(there.getTime() / 1000)
    // The cluster's clock is the provider's: it takes the token.
    const api = json({ status: { allowed: true } }, 201)
    const idp = await scriptedIdpForTest(answers(how, there, { iat, nbf: iat, exp: iat + 300 }), { api })
    const user = await userOf(idp)
    const { stdout, stderr, exitCode } = await user.icc(['login', '--credential', 'exec', '-o', 'json'])
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    // The clock of these tests runs fast, so that a busy machine adds a minute to what it is wrong by.
    expect(stderr).toMatch(new RegExp(String.raw`The clock of this computer is (?:9|1[0-2]) minutes ${word}\.`, 'u'))
    expect(Date.parse(JSON.parse(stdout).sessionEndsAt) - there.getTime()).toBeGreaterThan(11 * 60 * MINUTE)
    const handed = await user.icc(['token', '--site', 'playground'])
    expect(handed).toMatchObject({ exitCode: 0, stderr: '' })
    expect(claimsOf(handed.stdout)).toMatchObject({ exp: iat + 300 })
    expect(refreshes(idp)).toEqual([])
    // kubectl goes by this computer's clock, so the end that it is told does too; the clock of these tests runs fast.
    const told = Date.parse(JSON.parse(handed.stdout).status.expirationTimestamp) - Date.now()
    expect(told).toBeGreaterThan(3 * MINUTE)
    expect(told).toBeLessThan(7 * MINUTE)
  },
)

const DAY = 24 * 60 * MINUTE

test.each<[string, string, (idp: ScriptedIdp, there: number) => Promise<string>]>([
  ['a signature by another key', 'signature', (idp) => idp.signer.signWithOtherKey()],
  ['an end before its own beginning', 'exp', (idp, there) => idp.signer.sign({ iat: there, exp: there - 120 })],
  ['a beginning in its own future', 'nbf', (idp, there) => idp.signer.sign({ iat: there, nbf: there + 120 })],
  ['a time of the day before yesterday', 'iat', (idp, there) => idp.signer.sign({ iat: there - (2 * DAY) / 1000 })],
  ['a time of the day after tomorrow', 'iat', (idp, there) => idp.signer.sign({ iat: there + (2 * DAY) / 1000 })],
])('where the token alone tells the time, one with %s is still refused', async (_, about, idToken) => {
  const there = Math.floor(Date.now() / 1000) - 600
  const script = answers('iat', new Date(), {})
  const idp = await scriptedIdpForTest({
    ...script,
    token: [withoutDate(tokens({ idToken: (given) => idToken(given, there) }))],
  })
  const user = await userOf(idp)
  const { stderr, exitCode } = await user.icc(['login', '-o', 'json'])
  expect(exitCode).toBe(1)
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')
  expect(error).toMatchObject({ code: 'id-token-invalid', message: expect.stringContaining(about) })
  expect(user.files()).toEqual({})
})

test('a token of 200 kB is written whole, and a cluster that refuses its size is a warning', async () => {
  const claims = { padding: 'x'.repeat(150_000) }
  const idp = await scriptedIdpForTest({ token: [tokens({ claims, seconds: 43_200 })] })
  const user = await userOf(idp)
  const { stderr, exitCode } = await user.icc(['login', '--credential', 'inline'])
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/warning: .*You are signed in all the same/u)
  const token = /token: (\S+)/u.exec(readFileSync(user.home.kubeconfig, 'utf8'))?.[1] ?? ''
  expect(token.length).toBeGreaterThan(200_000)
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(payload).toMatchObject(claims)
})

test('a refresh that died and left its lock is taken over', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  const lock = join(user.home.folder, 'state/tokens/playground.json.lock')
  writeFileSync(lock, '')
  const longAgo = Date.now() / 1000 - 60
  utimesSync(lock, longAgo, longAgo)
  expect(await user.icc(['token', '--site', 'playground'])).toMatchObject({ exitCode: 0 })
  expect(refreshes(idp)).toHaveLength(1)
})
