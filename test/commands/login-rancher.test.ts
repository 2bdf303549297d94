import { expect, test } from 'vitest'
import { PASSWORD } from '../support/rancher.ts'
import { BY_KEY, BY_PASSWORD, rancherStudent, typing } from '../support/rancher-student.ts'

/** Hours from now, rounded. */
function hoursUntil(moment: string): number {
  return Math.round((Date.parse(moment) - Date.now()) / 3_600_000)
}

test('an API key gets the kubeconfig that Rancher makes, under the site’s names, with the token’s own end', async () => {
  const { user, rancher, login, written } = await rancherStudent()
  const key = rancher.key()
  const { stdout, exitCode } = await login(`${key}\n`, BY_KEY)
  expect(exitCode).toBe(0)
  const done = JSON.parse(stdout)
  expect(done).toMatchObject({
    site: 'kuba',
    username: 'infw001',
    context: 'kuba',
    credential: 'inline',
    warnings: [],
  })
  expect(hoursUntil(done.sessionEndsAt)).toBe(16)
  expect(written()).toMatch(/^kubeconfig-u-x1y2z-/u)
  expect(written()).not.toBe(key)
  const whoami = await user.icc(['whoami', '--site', 'kuba', '-o', 'json'])
  expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'infw001', source: 'server' })
})

test('a token without an end is taken to last for a session, which is said', async () => {
  const { rancher, login } = await rancherStudent({ minutes: 0 })
  const { stdout } = await login(rancher.key(), BY_KEY)
  expect(JSON.parse(stdout).warnings).toEqual([expect.stringMatching(/Rancher does not say how long.*12 h/u)])
  expect(hoursUntil(JSON.parse(stdout).sessionEndsAt)).toBe(12)
})

test('where Rancher puts no tokens into kubeconfigs, the key itself stands in place of a call of its program', async () => {
  const { rancher, login, written } = await rancherStudent({ generation: 'off' })
  const key = rancher.key()
  const { stderr, exitCode } = await login(key, ['--token-stdin'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('puts no tokens into kubeconfigs')
  expect(written()).toBe(key)
})

test('a token for one cluster only, which Rancher’s API refuses, works as it is', async () => {
  const { rancher, login, written } = await rancherStudent()
  const token = rancher.key('c-m-abcd1234')
  const { stderr, exitCode } = await login(token, ['--token-stdin'])
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it is used as it is') })
  expect(written()).toBe(token)
})

test('the line of rancher login is taken, if it leads to this Rancher', async () => {
  const { rancher, login, written } = await rancherStudent()
  expect(await login(`rancher login ${rancher.url} --token ${rancher.key()}`, BY_KEY)).toMatchObject({ exitCode: 0 })
  expect(written()).toMatch(/^kubeconfig-/u)
  const sent = rancher.asked.length
  const elsewhere = await login(`rancher login https://rancher.example --token ${rancher.key()}`, BY_KEY)
  expect(elsewhere).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('token-other-server') })
  expect(rancher.asked).toHaveLength(sent)
})

test('a token that Rancher does not know (any more) is refused, and nothing is written', async () => {
  for (const clusterId of ['c-m-abcd1234', null]) {
    const { user, login } = await rancherStudent({}, clusterId)
    const { stdout, stderr, exitCode } = await login('token-x:0123456789', BY_KEY)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      error: { code: 'import-rejected' },
    })
    expect(user.files()).toEqual({})
  }
})

test('name and password get a token for the cluster, and stay with Rancher’s own sign-in', async () => {
  const { rancher, login, written } = await rancherStudent()
  const { stdout, exitCode } = await login(`${PASSWORD}\n`, BY_PASSWORD)
  expect(exitCode).toBe(0)
  expect(hoursUntil(JSON.parse(stdout).sessionEndsAt)).toBe(16)
  expect(JSON.parse(stdout)).toMatchObject({ username: 'infw001', warnings: [] })
  expect(rancher.tokens()).toEqual([written()])
  // Of the two providers that take passwords, the campus's own.
  expect(rancher.asked.filter((call) => call.startsWith('POST /v3'))).toEqual([
    'POST /v3-public/openLdapProviders/openldap?action=login',
  ])
})

test('without a cluster in the profile the only one is taken, and the token that asked for it is given back', async () => {
  const { rancher, login, written } = await rancherStudent({}, null)
  expect((await login(PASSWORD, BY_PASSWORD)).exitCode).toBe(0)
  expect(rancher.tokens()).toEqual([written()])
  expect(rancher.asked).toContain('POST /v3/tokens?action=logout')
})

test('several clusters are asked for on a terminal, and listed without one', async () => {
  const clusters = { 'c-m-zzzz': 'other', 'c-m-abcd1234': 'kuba' }
  const { user, rancher, login, written } = await rancherStudent({ clusters }, null)
  const key = rancher.key()
  expect(await login(key, ['--token-stdin'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/c-m-zzzz \(other\), c-m-abcd1234 \(kuba\).*\n.*login\.rancher\.clusterId/u),
  })
  expect(user.files()).toEqual({})
  const { given, questions } = typing({ picks: ['', 'c-m-abcd1234'], secrets: [key] })
  expect((await login(undefined, [], given)).exitCode).toBe(0)
  expect(questions.map(({ message }) => message)).toEqual([
    'How do you sign in to Rancher?',
    'Token for kuba, or the whole line "rancher login ..."',
    'Which cluster?',
  ])
  expect(questions[2]?.choices).toEqual([
    { value: 'c-m-zzzz', label: 'other', hint: 'c-m-zzzz' },
    { value: 'c-m-abcd1234', label: 'kuba', hint: 'c-m-abcd1234' },
  ])
  expect(written()).toMatch(/^kubeconfig-/u)
  expect((await login('token-x:0123456789', ['--token-stdin'])).exitCode).toBe(4)
})

test('no cluster at all, or one that is not there, is told', async () => {
  const none = await rancherStudent({ clusters: {} }, null)
  expect(await none.login(none.rancher.key(), BY_KEY)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('has no cluster for you'),
  })
  const other = await rancherStudent({}, 'c-m-gone')
  expect(await other.login(other.rancher.key(), BY_KEY)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('has no cluster c-m-gone'),
  })
})

test('a wrong password is asked for once more on a terminal, three times at most; else it ends at once', async () => {
  const { user, rancher, login } = await rancherStudent()
  const logins = () => rancher.asked.filter((call) => call.endsWith('action=login')).length
  expect(await login('wrong', BY_PASSWORD)).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('password-wrong'),
  })
  expect(logins()).toBe(1)
  const thrice = typing({ picks: ['openLdapProvider'], secrets: ['one', 'two', 'three'] })
  const ran = await login(undefined, ['--username', 'infw001'], thrice.given)
  expect(ran).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('You can try once more.') })
  expect(ran.stderr).toContain('too many wrong ones may lock your account')
  expect(logins()).toBe(4)
  expect(user.files()).toEqual({})
  const second = typing({ picks: ['openLdapProvider'], secrets: ['one', PASSWORD], name: 'infw001' })
  expect((await login(undefined, [], second.given)).exitCode).toBe(0)
  expect(second.questions.map(({ message }) => message)).toEqual([
    'How do you sign in to Rancher?',
    'User name at kuba (OpenLDAP)',
    'Password of infw001 at kuba',
    'Password of infw001 at kuba',
  ])
})

test('providers that want a browser take no password; several that take one are not guessed at', async () => {
  const saml = await rancherStudent({ providers: ['shibbolethProvider'] })
  // The local accounts are left, which take passwords.
  expect((await saml.login('wrong', BY_PASSWORD)).exitCode).toBe(4)
  const several = await rancherStudent({ providers: ['openLdapProvider', 'activeDirectoryProvider'] })
  expect(await several.login(PASSWORD, BY_PASSWORD)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('OpenLDAP, Active Directory'),
  })
  const none = await rancherStudent({
    instead: (request, response) => {
      if (request.url !== '/v3-public/authProviders') return false
      response.end(JSON.stringify({ type: 'collection', data: [{ id: 'shibboleth', type: 'shibbolethProvider' }] }))
      return true
    },
  })
  expect(await none.login(PASSWORD, BY_PASSWORD)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('does not sign in by name and password'),
  })
})

test('the profile’s certificate serves for the cluster too, where the kubeconfig names none', async () => {
  const { rancher, login, written } = await rancherStudent({ withAuthority: false })
  expect((await login(rancher.key(), BY_KEY)).exitCode).toBe(0)
  expect(written()).toMatch(/^kubeconfig-/u)
})
