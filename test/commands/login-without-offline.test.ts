import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Context } from '../../src/context.ts'
import { deviceCode, oauthError, pending, scriptedIdpForTest, tokens, type Script } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const NOT_GRANTED = oauthError('not_allowed', 'Offline tokens not allowed for the user or client')
const NO_SUCH_SCOPE = oauthError('invalid_scope', 'offline_access')

/** What the playground's profile asks for, and without the one. */
const WITH = 'openid profile email groups offline_access'
const WITHOUT = 'openid profile email groups'

async function student(script: Script) {
  const idp = await scriptedIdpForTest(script)
  const user = await userOf(idp)
  return { idp, user, scopes: () => idp.seen('device').map(({ form }) => form.get('scope')) }
}

test.each<[string, Script, number]>([
  ['at the start', { device: [NO_SUCH_SCOPE, deviceCode()] }, 1],
  ['once it was approved', { token: [pending, NOT_GRANTED, pending, tokens()] }, 2],
])('where offline_access is not granted, told %s, icc signs in without it', async (_, script, codes) => {
  const { user, scopes } = await student(script)
  const { stdout, stderr, exitCode } = await user.icc(['login'])
  expect({ stdout, exitCode }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Signed in as infw001/u) })
  expect(scopes()).toEqual([WITH, WITHOUT])
  expect(stderr.match(/Code {2}WDJB-MJHT/gu)).toHaveLength(codes)
  expect(stderr.match(/does not grant offline_access here/gu)).toHaveLength(1)
})

test('the command that it names makes the next sign-in cost one approval', async () => {
  const { user, scopes } = await student({ token: [NOT_GRANTED, tokens()] })
  const { stderr } = await user.icc(['login'])
  const command = /next time: icc (site set .*)$/mu.exec(stderr.replaceAll(/\s+/gu, ' '))?.[1] ?? ''
  const [, words = ''] = /^(.*?--site \S+)/u.exec(command) ?? []
  expect(words).toBe('site set login.oidc.scopes=openid,profile,email,groups --site playground')
  expect((await user.icc(words.split(' '))).exitCode).toBe(0)
  expect((await user.icc(['login'])).exitCode).toBe(0)
  expect(scopes()).toEqual([WITH, WITHOUT, WITHOUT])
})

test('a provider that refuses the other scopes too is not asked a third time', async () => {
  const { idp, user } = await student({ device: [NO_SUCH_SCOPE] })
  const { stdout, stderr, exitCode } = await user.icc(['login', '-o', 'json'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')
  expect(error).toMatchObject({ code: 'scope-refused', hint: expect.stringContaining('icc site show playground') })
  expect(idp.seen('device')).toHaveLength(2)
  expect(user.files()).toEqual({})
})

test('in the browser it is the same', async () => {
  const { user, idp } = await student({})
  const asked: URLSearchParams[] = []
  const open = async (url: string): Promise<boolean> => {
    const { searchParams } = new URL(url)
    asked.push(searchParams)
    const answer = {
      state: searchParams.get('state') ?? '',
      ...(asked.length === 1 ? { error: 'invalid_scope' } : { code: 'x' }),
    }
    idp.script('token', [tokens({ claims: { nonce: searchParams.get('nonce') } })])
    void fetch(`${searchParams.get('redirect_uri')}?${new URLSearchParams(answer).toString()}`)
    return true
  }
  const browser: Context['browser'] = async () => ({ unavailable: () => undefined, open })
  const { exitCode } = await user.icc(['login', '--method', 'browser', '--browser'], { browser })
  expect(exitCode).toBe(0)
  expect(asked.map((query) => query.get('scope'))).toEqual([WITH, WITHOUT])
  // Without offline_access nobody has to consent anew.
  expect(asked.map((query) => query.get('prompt'))).toEqual(['consent', null])
  const session = JSON.parse(readFileSync(join(user.home.folder, 'state/sessions/playground.json'), 'utf8'))
  expect(session).toMatchObject({ username: 'infw001' })
})
