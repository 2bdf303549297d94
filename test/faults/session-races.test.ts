import { join } from 'node:path'
import { expect, test } from 'vitest'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { scriptedIdpForTest, stall, tokens } from '../support/scripted-idp.ts'
import { claimsOf, expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { killRefreshes } from './refresh-kills.ts'
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

const noOwner = process.platform === 'linux' ? '' : ' (skipped: only Linux tells what became of a process)'

test.skipIf(noOwner !== '')(
  `a refresh that is killed midway is taken over at once, by one of those that come next${noOwner}`,
  async () => {
    const { idp, user } = await shortSession()
    expire(user)
    idp.script('token', [stall, tokens()])
    const refreshing = startIcc(user.home, ['token', '--site', 'playground'])
    await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
    refreshing.kill('SIGKILL')
    await refreshing.done.catch(() => undefined)
    // Its lock is a moment old, and nobody waits for it.
    const clock = { now: Date.now, sleep: () => Promise.reject(new Error('It must not wait')) }
    expect(await user.icc(['token', '--site', 'playground'], { clock })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(refreshes(idp)).toHaveLength(2)
    expect(Object.keys(user.files()).filter((name) => name.includes('lock'))).toEqual([])
  },
)

test.skipIf(noOwner !== '')(
  `twenty processes behind a killed refresh send one more, not twenty${noOwner}`,
  async () => {
    const { idp, user } = await shortSession()
    expire(user)
    idp.script('token', [stall, tokens()])
    const refreshing = startIcc(user.home, ['token', '--site', 'playground'])
    await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
    const calls = Array.from({ length: 20 }, () => iccProcess(user.home, ['token', '--site', 'playground']))
    refreshing.kill('SIGKILL')
    const answers = await Promise.all(calls)
    for (const { stderr, exitCode } of answers) expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
    expect(refreshes(idp)).toHaveLength(2)
  },
)

test.skipIf(noOwner !== '')(`whenever a refresh is killed, the next ones work and agree${noOwner}`, async () => {
  // The same sixty times, with figures: `npm run test:soak`.
  expect(await killRefreshes(8)).toMatchObject({ kills: 8, failures: [] })
})

test.skipIf(noOwner !== '')(
  `behind a refresh that is stopped nobody sends its refresh token again, and the message names it${noOwner}`,
  async () => {
    const { idp, user } = await shortSession()
    expire(user)
    let letGo: (() => void) | undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    idp.script('token', [
      async (exchange) => {
        await held
        await tokens()(exchange)
      },
    ])
    const stopped = startIcc(user.home, ['token', '--site', 'playground'])
    await expect.poll(() => refreshes(idp).length, { timeout: 10_000 }).toBe(1)
    stopped.kill('SIGSTOP')
    // The clock of this one runs forty times as fast.
    const other = await user.icc(['token', '--site', 'playground'])
    expect(other).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringMatching(/\nNext: kill \d+\n$/u) })
    stopped.kill('SIGCONT')
    letGo?.()
    expect(await stopped.done).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await user.icc(['token', '--site', 'playground'])).exitCode).toBe(0)
    expect(refreshes(idp)).toHaveLength(1)
  },
)
