import { expect, test } from 'vitest'
import {
  brokenOff,
  deviceCode,
  html,
  huge,
  json,
  metadata,
  oauthError,
  pending,
  redirect,
  reset,
  scriptedIdpForTest,
  tokens,
  withHeaders,
  type Step,
} from '../support/scripted-idp.ts'
import { SPEED, userOf } from '../support/scripted-idp-run.ts'

const slowDown = oauthError('slow_down')

/** An answer whose Retry-After is a moment: so many seconds after its own. */
function laterThan(seconds: number, step: Step): Step {
  const now = Date.now()
  const date = new Date(now).toUTCString()
  return withHeaders({ date, 'retry-after': new Date(now + seconds * 1000).toUTCString() }, step)
}

test.each<[string, Record<string, unknown>, Step[], number[]]>([
  ['where no interval is told', { interval: undefined }, [pending, pending], [5, 5, 5]],
  ['with an interval of two seconds', { interval: 2 }, [pending, pending], [2, 2, 2]],
  ['after slow_down', {}, [slowDown, pending], [1, 6, 6]],
  ['after slow_down again and again', {}, [slowDown, slowDown, slowDown, pending], [1, 6, 13.2, 22.4, 22.4]],
  ['after lost connections', {}, [reset, brokenOff, reset, pending], [1, 2, 4, 8, 1]],
  ['after a 503', {}, [html(503), html(503), pending], [1, 2, 4, 1]],
  ['after the page of a portal', {}, [html(200), redirect('https://portal.example/'), pending], [1, 2, 4, 1]],
  ['after an answer without end', {}, [huge(70 * 1024 * 1024), pending], [1, 2, 1]],
  ['after Retry-After in seconds', {}, [withHeaders({ 'retry-after': '9' }, html(503)), pending], [1, 9, 1]],
  ['after Retry-After as a moment', {}, [laterThan(12, html(503)), pending], [1, 12, 1]],
  ['after slow_down with Retry-After', {}, [withHeaders({ 'retry-after': '20' }, slowDown), pending], [1, 20, 6]],
  ['after a 429 with Retry-After', {}, [withHeaders({ 'retry-after': '7' }, html(429)), pending], [1, 7, 1]],
  ['after a Retry-After that is none', {}, [withHeaders({ 'retry-after': 'soon' }, html(503)), pending], [1, 2, 1]],
  ['after one in the past', {}, [laterThan(-60, html(503)), pending], [1, 2, 1]],
])('polls keep their distance %s', async (_, changes, steps, seconds) => {
  const idp = await scriptedIdpForTest({ device: [deviceCode(changes)], token: [...steps, tokens()] })
  const user = await userOf(idp)
  expect(await user.icc(['login'])).toMatchObject({ exitCode: 0 })
  const moments = [...idp.seen('device'), ...idp.seen('token')].map(({ time }) => time)
  expect(moments).toHaveLength(seconds.length + 1)
  for (const [index, least] of seconds.entries()) {
    const waited = ((moments[index + 1] ?? 0) - (moments[index] ?? 0)) * SPEED
    // Clocks of this computer count whole milliseconds, at both ends.
    expect({ poll: index + 1, waited }).toEqual({
      poll: index + 1,
      waited: expect.toSatisfy((milliseconds: number) => milliseconds > least * 1000 - 3 * SPEED),
    })
  }
})

test('a token endpoint that refuses every connection is asked until the code is over, and then told', async () => {
  const idp = await scriptedIdpForTest({ device: [deviceCode({ expires_in: 20 })] })
  idp.script('discovery', [json(metadata(idp.issuer, { token_endpoint: 'https://127.0.0.1:1/token' }))])
  const user = await userOf(idp)
  const ran = await user.icc(['login'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 4, stderr: expect.stringContaining('ECONNREFUSED') })
  expect(user.files()).toEqual({})
})
