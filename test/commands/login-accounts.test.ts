import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptedIdpForTest, tokens, type ScriptedIdp } from '../support/scripted-idp.ts'
import type { Login } from '../../src/features/session/login.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

/** What `icc login` answers; of the warnings those about another account. */
async function loginAs(idp: ScriptedIdp, user: User, name: string, ...flags: string[]) {
  idp.script('token', [tokens({ claims: { preferred_username: name, sub: name } })])
  const { stdout, exitCode } = await user.icc(['login', '-o', 'json', ...flags])
  expect(exitCode).toBe(0)
  const { warnings, ...login } = JSON.parse(stdout) as Login
  return { ...login, warnings: warnings.filter((warning) => warning.includes('takes the place')) }
}

test('another account takes the place of the one before, with its own namespace, and that is told', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  expect(await loginAs(idp, user, 'infw001')).toMatchObject({ namespace: 'w001-default', warnings: [] })
  const dry = await loginAs(idp, user, 'infw002', '--dry-run')
  expect(dry.warnings).toEqual([expect.stringContaining('takes the place of that of infw001 at playground')])
  const other = await loginAs(idp, user, 'infw002')
  expect(other).toMatchObject({ username: 'infw002', namespace: 'w002-default', warnings: dry.warnings })
  expect(await loginAs(idp, user, 'infw002')).toMatchObject({ namespace: 'w002-default', warnings: [] })
})

test('a namespace that was chosen stays with another account: both may work in it', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await loginAs(idp, user, 'infw001')
  await user.icc(['ns', '-f', 'se2-magic-team'])
  expect(await loginAs(idp, user, 'infw002')).toMatchObject({ namespace: 'se2-magic-team' })
})

test('two profiles of a campus hold two accounts at a time', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await loginAs(idp, user, 'infw001')
  const profile = 'id: second\nextends: playground\ntitle: My other account\n'
  writeFileSync(join(user.home.folder, 'config', 'sites', 'second.yaml'), profile)
  expect(await loginAs(idp, user, 'infw002', '--site', 'second')).toMatchObject({ context: 'second', warnings: [] })
  const text = readFileSync(user.home.kubeconfig, 'utf8')
  expect(text).toContain('namespace: w001-default')
  expect(text).toContain('namespace: w002-default')
})
