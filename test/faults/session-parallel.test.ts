import { expect, test } from 'vitest'
import { createHome } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { iccProcess, startIcc } from '../support/icc-process.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { claimsOf } from '../support/scripted-idp-session.ts'

test('at a provider that ends sessions whose refresh token comes twice, fifty processes stay signed in', async () => {
  const campus = await campusForTest({ idTokenSeconds: { 'icc-short': 4 }, pollInterval: 1 })
  const home = await createHome(temporaryFolder(), campus, 'icc-short')
  const login = startIcc(home, ['login', '-o', 'json'])
  const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
  await campus.approve(code, 'infw001')
  const { credential, tokenExpiresAt } = JSON.parse((await login.done).stdout)
  expect(credential).toBe('exec')
  await expect.poll(() => Date.now(), { timeout: 8000 }).toBeGreaterThan(Date.parse(tokenExpiresAt))
  const calls = Array.from({ length: 50 }, () => iccProcess(home, ['token', '--site', 'playground']))
  const answers = await Promise.all(calls)
  expect(new Set(answers.map(({ exitCode }) => exitCode))).toEqual(new Set([0]))
  for (const { stdout } of answers) expect(claimsOf(stdout)).toMatchObject({ preferred_username: 'infw001' })
  // A token lives for four seconds: on a slow machine the last of them need another one.
  const refreshes = campus.requests.filter(({ grantType }) => grantType === 'refresh_token').length
  expect(refreshes).toBe(new Set(answers.map(({ stdout }) => stdout)).size)
  expect(await iccProcess(home, ['whoami'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^infw001\n/u),
  })
  campus.disable('infw001')
  await expect
    .poll(async () => (await iccProcess(home, ['token', '--site', 'playground'])).exitCode, { timeout: 10_000 })
    .toBe(4)
})
