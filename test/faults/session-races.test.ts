import { join } from 'node:path'
import { expect, test } from 'vitest'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { scriptedIdpForTest, tokens } from '../support/scripted-idp.ts'
import { claimsOf, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf } from '../support/scripted-idp-run.ts'

test('fifty processes with an expired token share one refresh and print the same token', async () => {
  const { idp, user } = await shortSession()
  idp.script('token', [tokens()])
  expire(user)
  const calls = Array.from({ length: 50 }, () => iccProcess(user.home, ['token', '--site', 'playground']))
  const answers = (await Promise.all(calls)).map(({ stdout, stderr, exitCode }) => {
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    return stdout
  })
  expect(new Set(answers).size).toBe(1)
  expect(refreshes(idp)).toHaveLength(1)
})

test('another user who signs in during a refresh gets no token of the first', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  idp.script('token', [
    async (exchange) => {
      await held
      await tokens({ claims: { preferred_username: 'infw001' } })(exchange)
    },
    tokens({ claims: { sub: '1002', preferred_username: 'infw002' } }),
  ])
  const refreshing = startIcc(user.home, ['token', '--site', 'playground'])
  await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
  const login = startIcc(user.home, ['login', '--credential', 'exec'])
  await expect.poll(() => idp.seen('token').length, { timeout: 10_000 }).toBe(3)
  letGo?.()
  await refreshing.done
  expect((await login.done).exitCode).toBe(0)
  const { stdout } = await user.icc(['token', '--site', 'playground'])
  expect(claimsOf(stdout)).toMatchObject({ preferred_username: 'infw002' })
  expect(JSON.parse(user.files()['state/sessions/playground.json'] ?? '')).toMatchObject({ username: 'infw002' })
})

test('signing out during a refresh leaves nothing of the session behind', async () => {
  const { idp, user } = await shortSession()
  expire(user)
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  idp.script('token', [
    async (exchange) => {
      await held
      await tokens({ refreshToken: 'the-newest' })(exchange)
    },
  ])
  const refreshing = startIcc(user.home, ['token', '--site', 'playground'])
  await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
  const logout = startIcc(user.home, ['logout'])
  // It waits for the refresh, or is done already: both are fine, as long as nothing comes back afterwards.
  await Promise.race([logout.done, new Promise((resolve) => setTimeout(resolve, 1000))])
  letGo?.()
  await refreshing.done
  expect((await logout.done).exitCode).toBe(0)
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['the-newest'])
})

test('a token of another user is not served after a sign-in with another kubeconfig', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const other = join(user.home.folder, 'other')
  for (const credential of ['inline', 'exec']) {
    idp.script('token', [tokens()])
    expect((await user.icc(['login', '--credential', credential])).exitCode).toBe(0)
    idp.script('token', [tokens({ claims: { sub: '1002', preferred_username: 'infw002' } })])
    expect((await user.icc(['login', '--credential', 'inline', '--kubeconfig', other])).exitCode).toBe(0)
    const ran = await user.icc(['token', '--site', 'playground'])
    expect(ran.stdout === '' ? 'none' : claimsOf(ran.stdout)['preferred_username']).not.toBe('infw001')
  }
})
