import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { campusOf2019, ldapServiceForTest, PASSWORD, token, typing } from '../support/ldap-service.ts'
import { portalText, tokenOf } from '../support/portal-file.ts'
import { scriptedIdpForTest, type Step } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const LOGIN = ['login', '--site', 'haw-icc', '--username', 'infw001', '--password-stdin']

/** A student at the campus of 2019, whose service gives a token without an end. */
async function student(claims: Record<string, unknown> = { exp: undefined }) {
  let good = ''
  // As with a TokenReview webhook, which needs no claims: it knows the tokens that the service made.
  const api: Step = ({ request, response }) => {
    const isGood = request.headers.authorization === `Bearer ${good}`
    const userInfo = { username: 'infw001', groups: ['se2/magic-team'] }
    const status = request.url?.includes('selfsubjectreviews') ? { userInfo } : { allowed: true }
    response.writeHead(isGood ? 201 : 401, { 'content-type': 'application/json' }).end(JSON.stringify({ status }))
  }
  const idp = await scriptedIdpForTest({}, { api })
  const user = await userOf(idp)
  good = await tokenOf(idp, claims)
  const service = await ldapServiceForTest(token(good))
  campusOf2019(user, service, { server: idp.apiServer, ca: idp.ca })
  return { idp, user, service, token: good }
}

test('name and password become a token in the kubeconfig, for as long as the campus says', async () => {
  const { user, service, token: given } = await student()
  const { stdout, stderr, exitCode } = await user.icc(LOGIN, { input: `${PASSWORD}\n` })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^Signed in as infw001 at haw-icc until .*\((?:12 h|11 h 59 min)\)\.$/u),
    '  context     haw-icc, now current',
    '  namespace   infw001',
  ])
  expect(service.asked).toEqual([{ call: 'GET /ldapAuth', username: 'infw001', password: PASSWORD }])
  expect(parse(readFileSync(user.home.kubeconfig, 'utf8')).users[0].user.token).toBe(given)
  expect((await user.icc(['token', '--site', 'haw-icc'])).stdout).toContain(given)
  expect((await user.icc(['logout', '--site', 'haw-icc'])).stderr).toContain('stay valid for as long as your campus')
})

test('-o json is the contract of login; a token that says its end lasts until then', async () => {
  const exp = Math.floor(Date.now() / 1000) + 3600
  const { user } = await student({ exp })
  const { stdout } = await user.icc([...LOGIN, '-o', 'json'], { input: PASSWORD })
  expect(JSON.parse(stdout)).toEqual({
    site: 'haw-icc',
    username: 'infw001',
    groups: ['se2/magic-team'],
    context: 'haw-icc',
    namespace: 'infw001',
    credential: 'inline',
    tokenExpiresAt: new Date(exp * 1000).toISOString(),
    sessionEndsAt: new Date(exp * 1000).toISOString(),
    idleEndsAt: null,
    kubeconfig: user.home.kubeconfig,
    previousContext: null,
    warnings: [],
  })
})

test('a cluster that cannot be reached is a warning; the user is who the password was for', async () => {
  const { idp, user } = await student({ exp: undefined, sub: 'uid=infw001,ou=people,dc=example,dc=org' })
  await idp.close()
  const { stdout, stderr, exitCode } = await user.icc(LOGIN, { input: PASSWORD })
  expect(exitCode).toBe(0)
  expect(stderr).toContain('You are signed in all the same.')
  expect(stdout).toMatch(/^Signed in as infw001 at haw-icc[\s\S]*namespace {3}infw001\n/u)
})

test('a wrong password is asked for again on a terminal, at most three times', async () => {
  const { user, service } = await student()
  const third = typing(['one', 'two', PASSWORD])
  const good = await user.icc(LOGIN.slice(0, -1), third.given)
  expect(good.exitCode).toBe(0)
  expect(good.stderr.match(/You can try .*\./gu)).toEqual(['You can try 2 times more.', 'You can try once more.'])
  expect(third.questions).toEqual(Array(3).fill('Password of infw001 at haw-icc'))
  const files = user.files()
  const never = typing(['one', 'two', 'three', PASSWORD])
  expect(await user.icc(LOGIN.slice(0, -1), never.given)).toMatchObject({ exitCode: 4, stdout: '' })
  expect(never.questions).toHaveLength(3)
  expect(service.asked).toHaveLength(6)
  expect(user.files()).toEqual(files)
})

test('without a terminal a wrong password is tried once', async () => {
  const { user, service } = await student()
  const { stderr, stdout, exitCode } = await user.icc([...LOGIN, '-o', 'json'], { input: 'wrong' })
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'password-wrong',
    hint: expect.stringContaining('may lock your account'),
  })
  expect(service.asked).toHaveLength(1)
  expect(user.files()).toEqual({})
})

test('the name comes from the flag, the settings, or a question', async () => {
  const { user } = await student()
  const asked = typing([PASSWORD], 'infw001')
  await user.icc(['login', '--site', 'haw-icc'], asked.given)
  expect(asked.questions).toEqual(['User name at haw-icc', 'Password of infw001 at haw-icc'])
  writeFileSync(join(user.home.folder, 'config', 'config.yaml'), 'username: infw001\nsecrets: file\n')
  const said = ['login', '--site', 'haw-icc', '--password-stdin']
  expect((await user.icc(said, { input: PASSWORD })).exitCode).toBe(0)
  writeFileSync(join(user.home.folder, 'config', 'config.yaml'), 'secrets: file\n')
  expect(await user.icc(said, { input: PASSWORD })).toMatchObject({ exitCode: 2 })
  expect(await user.icc([...said, '--username', 'a:b'], { input: PASSWORD })).toMatchObject({ exitCode: 2 })
})

test('where the profile does not say the cluster, it is that of the kubeconfig, once the user agrees', async () => {
  const { idp, user, service } = await student()
  campusOf2019(user, service)
  const bare = ['login', '--site', 'haw-icc', '--username', 'infw001']
  expect(await user.icc(LOGIN, { input: PASSWORD })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('does not say api.server'),
  })
  writeFileSync(user.home.kubeconfig, portalText(idp, { user: { token: 'of-old' } }), { mode: 0o600 })
  const before = user.files()
  const silent = await user.icc(LOGIN, { input: PASSWORD })
  expect(silent).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nobody here can be asked') })
  const refused = typing([], undefined, false)
  expect((await user.icc(bare, refused.given)).exitCode).toBe(1)
  expect(service.asked).toEqual([])
  expect(user.files()).toEqual(before)
  const agreed = typing([PASSWORD], undefined, true)
  const done = await user.icc(bare, agreed.given)
  expect(done).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`portal leads to ${idp.apiServer}`) })
  const { clusters } = parse(readFileSync(user.home.kubeconfig, 'utf8'))
  expect(clusters[1].cluster).toMatchObject({ ...clusters[0].cluster, server: idp.apiServer })
  // From now on the context of the site says it.
  await user.icc(['ctx', 'portal'])
  expect(await user.icc(LOGIN, { input: PASSWORD })).toMatchObject({ exitCode: 0, stderr: '' })
})

test.each([
  ['by http', { server: 'http://127.0.0.1:8080' }, 'is no plain https address'],
  ['without a check of its certificate', { 'insecure-skip-tls-verify': true }, 'does not check its certificate'],
])('no token goes to a cluster of the kubeconfig that is reached %s', async (_how, cluster, why) => {
  const { idp, user, service } = await student()
  campusOf2019(user, service)
  writeFileSync(user.home.kubeconfig, portalText(idp, { cluster }), { mode: 0o600 })
  const asked = typing([PASSWORD], undefined, true)
  const { exitCode, stderr } = await user.icc(['login', '--site', 'haw-icc', '--username', 'infw001'], asked.given)
  expect({ exitCode, questions: asked.questions }).toEqual({ exitCode: 1, questions: [] })
  expect(stderr).toContain(why)
})

test.skipIf(noTerminal !== undefined)(
  `on a real terminal nothing of the password is shown${noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`}`,
  async () => {
    const { user } = await student()
    const icc = startIccOnTerminal(user.home, ['login', '--site', 'haw-icc'])
    await icc.prints(/User name at haw-icc/u)
    icc.type('infw001\r')
    await icc.prints(/Password of infw001 at haw-icc/u)
    icc.type(`${PASSWORD}\r`)
    const { stdout, stderr, exitCode } = await icc.done
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Signed in as infw001/u)
    expect(stderr).not.toContain('Brot')
  },
)

test('a profile must name an https address, and the profile of 2019 is sound', async () => {
  const { user } = await student()
  const path = join(user.home.folder, 'config', 'sites', 'haw-icc.yaml')
  expect((await user.icc(['site', 'check', path])).exitCode).toBe(0)
  const profile = parse(readFileSync(path, 'utf8'))
  writeFileSync(path, stringify({ ...profile, login: { ...profile.login, ldapBasic: { url: 'http://127.0.0.1/' } } }))
  const { exitCode, stderr } = await user.icc(LOGIN, { input: PASSWORD })
  expect(exitCode).toBe(1)
  expect(stderr).toContain('https://')
})
