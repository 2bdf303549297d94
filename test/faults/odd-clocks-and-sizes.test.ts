import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deviceCode, json, scriptedIdpForTest, tokens, withHeaders, type Step } from '../support/scripted-idp.ts'
import { claimsOf, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const MINUTE = 60_000

test.each([
  ['ahead', -10 * MINUTE],
  ['behind', 10 * MINUTE],
])(
  'with a clock ten minutes %s, tokens of five minutes are neither refused nor renewed too early',
  async (word, drift) => {
    const there = new Date(Date.now() + drift)
    const at = (step: Step): Step => withHeaders({ date: there.toUTCString() }, step)
    const iat = Math.floor(there.getTime() / 1000)
    // The cluster's clock is the provider's: it takes the token.
    const api = json({ status: { allowed: true } }, 201)
    const idp = await scriptedIdpForTest(
      { device: [at(deviceCode())], token: [at(tokens({ claims: { iat, exp: iat + 300 } }))] },
      { api },
    )
    const user = await userOf(idp)
    const { stdout, stderr, exitCode } = await user.icc(['login', '--credential', 'exec', '-o', 'json'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain(`The clock of this computer is 10 minutes ${word}.`)
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
