import { expect, test } from 'vitest'
import { iccProcess } from '../support/icc-process.ts'
import {
  deviceCode,
  json,
  metadata,
  pending,
  scriptedIdpForTest,
  stall,
  tokens,
  type Step,
} from '../support/scripted-idp.ts'
import { expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const piece: Step = ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{')

/** They all wait for limits of icc itself, which no clock of a test can shorten: so they wait at the same time. */
const CASES: Record<string, () => Promise<void>> = {
  async 'a provider that is silent is given up after ten seconds'() {
    const user = await userOf(await scriptedIdpForTest({ discovery: [stall] }))
    const ran = await iccProcess(user.home, ['login'])
    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not answer within 10 seconds') })
    expect(user.files()).toEqual({})
  },
  async 'so is one that answers piece by piece'() {
    const user = await userOf(await scriptedIdpForTest({ discovery: [piece] }))
    const ran = await iccProcess(user.home, ['login'])
    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not answer within 10 seconds') })
  },
  async 'so is an API server, and the user is signed in all the same'() {
    const user = await userOf(await scriptedIdpForTest({}, { api: stall }))
    const ran = await iccProcess(user.home, ['login'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('did not answer within 10 seconds') })
    expect(user.files()['kubeconfig']).toContain('current-context: playground')
  },
  async 'a poll without an answer is given up after ten seconds, and the next one counts'() {
    const user = await userOf(await scriptedIdpForTest({ token: [stall, tokens()] }))
    expect(await iccProcess(user.home, ['login'])).toMatchObject({ exitCode: 0 })
  },
  async 'revoking the session before ends after three seconds, and nothing is lost'() {
    const idp = await scriptedIdpForTest({ revocation: [stall] })
    const user = await userOf(idp)
    await user.icc(['login'])
    expect((await user.icc(['login'])).exitCode).toBe(0)
    expect(idp.seen('revocation')).toHaveLength(1)
  },
  async 'those who wait for a refresh at a silent provider share its failure, and the session goes on'() {
    const { idp, user } = await shortSession()
    expire(user)
    const before = idp.seen('discovery').length
    const files = user.files()
    idp.script('discovery', [stall])
    const calls = Array.from({ length: 5 }, () => iccProcess(user.home, ['token', '--site', 'playground']))
    for (const ran of await Promise.all(calls))
      expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not answer within 10 seconds') })
    expect(idp.seen('discovery')).toHaveLength(before + 1)
    expect(user.files()).toEqual(files)
    idp.script('discovery', [(exchange) => json(metadata(exchange.idp.issuer))(exchange)])
    expect(await user.icc(['token', '--site', 'playground'])).toMatchObject({ exitCode: 0, stderr: '' })
  },
  async 'keys that do not come are given up after ten seconds, before a code or a refresh token is spent'() {
    const { idp, user } = await shortSession()
    expire(user)
    idp.script('jwks', [stall])
    const other = await userOf(idp)
    const [device, keys] = [idp.seen('device').length, idp.seen('jwks').length]
    const [token, login] = await Promise.all([
      iccProcess(user.home, ['token', '--site', 'playground']),
      iccProcess(other.home, ['login']),
    ])
    for (const ran of [token, login])
      expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('did not answer within 10 seconds') })
    expect(idp.seen('jwks')).toHaveLength(keys + 2)
    expect({ refreshes: refreshes(idp), device: idp.seen('device').length }).toEqual({ refreshes: [], device })
  },
  async 'an interval of nothing does not make icc ask without a pause'() {
    const idp = await scriptedIdpForTest({
      device: [deviceCode({ interval: 0.001, expires_in: 2 })],
      token: [pending],
    })
    const user = await userOf(idp)
    expect((await iccProcess(user.home, ['login'])).exitCode).toBe(4)
    expect(idp.seen('token').length).toBeLessThan(5)
  },
  async 'a code that lives longer than a timer can wait is waited for'() {
    const user = await userOf(await scriptedIdpForTest({ device: [deviceCode({ expires_in: 1e7 })] }))
    expect((await iccProcess(user.home, ['login', '--timeout', '900000h'])).exitCode).toBe(0)
  },
}

test(`limits hold: ${Object.keys(CASES).join('; ')}`, async () => {
  expect.hasAssertions()
  await Promise.all(Object.values(CASES).map((check) => check()))
})
