import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { html, json, reset, scriptedIdpForTest, tokens, type Step } from '../support/scripted-idp.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'
import { campusForTest } from '../support/campus.ts'

function contextOf(user: User): string {
  return user.files()['kubeconfig'] ?? ''
}

const status = (code: number, message: string): Step =>
  json({ apiVersion: 'v1', kind: 'Status', status: 'Failure', message, code }, code)

test.each<[string, Step]>([
  ['drops the connection', reset],
  ['is behind a captive portal', html(200)],
  ['has trouble', status(503, 'etcd is down')],
  ['answers with something else', json({ hello: 'world' })],
  ['forbids even to ask', status(403, 'selfsubjectaccessreviews is forbidden')],
])('signing in works with a warning where the API server %s', async (_, api) => {
  const idp = await scriptedIdpForTest({}, { api })
  const user = await userOf(idp)
  const ran = await user.icc(['login', '-o', 'json'])
  expect(ran.exitCode).toBe(0)
  const { warnings, namespace } = JSON.parse(ran.stdout)
  expect(namespace).toBe('w001-default')
  expect(warnings).toEqual([expect.stringMatching(/signed in all the same/u)])
  expect(contextOf(user)).toContain('namespace: w001-default')
})

test('signing in works with the hint about the VPN where the API server cannot be reached', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf({ ...idp, apiServer: 'https://127.0.0.1:1' })
  const ran = await user.icc(['login'])
  expect(ran.exitCode).toBe(0)
  expect(ran.stderr).toContain("warning: The cluster's API server 127.0.0.1:1 cannot be reached (ECONNREFUSED).")
  expect(ran.stderr).toContain('The playground is not running.')
  expect(contextOf(user)).toContain('current-context: playground')
})

test('an API server with a certificate of an unknown authority gets no token, and nothing is written', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'to-be-revoked' })] })
  const other = await campusForTest()
  const user = await userOf({ ...idp, apiServer: other.apiServer })
  const ran = await user.icc(['login'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 1 })
  expect(ran.stderr).toMatch(/icc: The cluster's API server is not who it claims to be: .* Nothing was written\./u)
  expect(ran.stderr).toMatch(/Next: .*api\.ca/u)
  expect(other.apiRequests).toEqual([])
  expect(user.files()).toEqual({})
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['to-be-revoked'])
})

test('a cluster that rejects the token leaves nothing written, and the session is revoked', async () => {
  const idp = await scriptedIdpForTest(
    { token: [tokens({ refreshToken: 'to-be-revoked' })] },
    { audiences: ['other'] },
  )
  const user = await userOf(idp)
  const ran = await user.icc(['login', '-o', 'json'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 1 })
  expect(JSON.parse(ran.stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    error: { code: 'token-not-accepted', message: expect.stringContaining('Nothing was written') },
  })
  expect(user.files()).toEqual({})
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['to-be-revoked'])
})

test('a personal namespace that is not there yet is told with what to do', async () => {
  const idp = await scriptedIdpForTest({ token: [tokens({ claims: { preferred_username: 'infnew99' } })] })
  const user = await userOf(idp)
  const ran = await user.icc(['login'])
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('namespace   new99-default') })
  expect(ran.stderr).toContain(
    'warning: You have no rights in the namespace new99-default yet. Restart the playground',
  )
})

test.each([['INVALID__USER'], ['inf'], ['x'.repeat(80)], ['../../etc']])(
  'the user name %s gives no namespace: signed in with a warning',
  async (name) => {
    const user = await userOf(await scriptedIdpForTest({ token: [tokens({ claims: { preferred_username: name } })] }))
    const ran = await user.icc(['login'])
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toContain('warning: Your user name gives no personal namespace at playground')
    expect(ran.stdout).toContain('namespace   none of your own')
    expect(contextOf(user)).not.toContain('namespace:')
  },
)

test.each<[string, Step]>([
  ['drops the connection', reset],
  ['is behind a captive portal', html(200)],
  ['has trouble', status(503, 'etcd is down')],
  ['answers with something else', json({ hello: 'world' })],
])('whoami exits 1 where the API server %s', async (_, api) => {
  const user = await userOf(await scriptedIdpForTest({}, { api }))
  await user.icc(['login'])
  const ran = await user.icc(['whoami'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('Next: ') })
  expect((await user.icc(['whoami', '--offline'])).stdout).toMatch(/^infw001 \(as the sign-in said/u)
})

test('whoami exits 4 where the cluster does not take the token any more', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  await user.icc(['login'])
  const file = user.home.kubeconfig
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(token: .*)....\n/u, '$1AAAA\n'))
  const ran = await user.icc(['whoami'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 4, stderr: expect.stringContaining('Next: icc login') })
})

test('whoami of a server that does not know the question says what the sign-in said', async () => {
  const user = await userOf(await scriptedIdpForTest({}, { api: status(404, 'not found') }))
  await user.icc(['login'])
  const { stdout, exitCode } = await user.icc(['whoami', '-o', 'json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ username: 'infw001', source: 'token' })
})
