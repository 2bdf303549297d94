import { expect, test } from 'vitest'
import { runIcc } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

test.each([
  [['-n', 'Not_A_Name'], 'cannot be a namespace'],
  [['-n', ''], 'cannot be a namespace'],
  [['--namespace', '../../x'], 'cannot be a namespace'],
  [['--context', ''], '--context'],
  [['--timeout', 'soon'], '--timeout soon'],
  [['--timeout', '0s'], '--timeout 0s'],
  [['--credential', 'both'], 'credential'],
])('login %j exits 2 before anything is asked', async (argv, why) => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const ran = await user.icc(['login', ...argv])
  expect(ran).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining(why) })
  expect(ran.stderr).toContain('Next: icc ')
  expect(idp.requests).toEqual([])
  expect(user.files()).toEqual({})
})

test.each([
  ['haw-icc', 'ldap-basic', 'ldapBasic', 'kubeconfig'],
  ['haw-icc', 'device', 'oidc', 'kubeconfig'],
  ['csc-rahti', 'ssh-renew', 'ssh', 'token'],
  ['generic', 'ldap-basic', 'ldapBasic', 'oidc'],
])('%s, which has no %s, is not asked for it', async (site, method, part, own) => {
  expect(await runIcc(['login', '--site', site, '--method', method])).toEqual({
    stdout: '',
    stderr:
      `icc: ${site} is not known to have a sign-in by ${method}: its profile has no login.${part}. Nothing was done.\n` +
      `Next: icc login --site ${site} (its own way: ${own})\n`,
    exitCode: 2,
  })
})

test('a wrong command line is told with the site that it named', async () => {
  const { stderr } = await (await userOf(await scriptedIdpForTest())).icc(['login', '--site', 'a', '--context', ''])
  expect(stderr).toBe('icc: --context needs a name.\nNext: icc login --site a --context NAME\n')
})
