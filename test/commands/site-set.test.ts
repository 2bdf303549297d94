import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'

/** A home folder, with the user's own profile of generic if there is a text. */
function homeWith(text?: string) {
  const home = temporaryFolder()
  const file = join(home, '.config', 'icc', 'sites', 'generic.yaml')
  if (text !== undefined) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  const set = (assignment: string, ...words: string[]) =>
    runIcc(['site', 'set', assignment, '--site', 'generic', ...words], { home })
  return { home, file, set, text: () => readFileSync(file, 'utf8') }
}

test('a value that nobody published goes into a profile of one’s own, on top of the one there is', async () => {
  const { home, file, set, text } = homeWith()
  const { stdout, exitCode } = await set('login.oidc.issuer=https://sso.example.org/realms/campus')
  expect(stdout).toBe(`login.oidc.issuer of generic is https://sso.example.org/realms/campus.\nWritten in ${file}.\n`)
  expect(exitCode).toBe(0)
  expect(text()).toBe(
    'id: generic\nextends: generic\nlogin:\n  oidc:\n    issuer: https://sso.example.org/realms/campus\n',
  )
  expect(process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777).toBe(0o600)
  const shown = await runIcc(['site', 'show', 'generic', '-o', 'json'], { home })
  expect(JSON.parse(shown.stdout).profile.login.oidc).toMatchObject({
    issuer: 'https://sso.example.org/realms/campus',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  })
})

test('comments, order and all other bytes of the file stay', async () => {
  const before = '# mine\nid: generic # of the campus\nlogin:\n  oidc: {clientId: old} # by mail\nextends: generic\n'
  const { set, text } = homeWith(before)
  const { stdout } = await set('login.oidc.clientId=new')
  expect(stdout).toContain('login.oidc.clientId of generic is new. Before: old.\n')
  expect(text()).toBe(before.replace('old', '"new"'))
})

test.each([
  ['login.sessionHours=8', 8],
  ['login.oidc.scopes=openid, groups', ['openid', 'groups']],
  ['login.oidc.scopes=[openid]', ['openid']],
  ['namespace.canList=false', false],
  ['resources.maxRatio=1.5', 1.5],
  ['api.kubernetesVersion=1.30', '1.30'],
  ['resources.quota={limits.cpu: 4}', { 'limits.cpu': '4' }],
  ['login.oidc.clientId=0123', '0123'],
  ['login.oidc.clientId=yes', 'yes'],
  ['login.oidc.clientId= icc ', 'icc'],
])('%s is what the field wants', async (assignment, value) => {
  const { set, home } = homeWith()
  const { stdout, stderr } = await set(assignment, '-o', 'json')
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ site: 'generic', key: assignment.split('=')[0], value })
  const shown = JSON.parse((await runIcc(['site', 'show', 'generic', '-o', 'json'], { home })).stdout)
  const [group = '', ...path] = (assignment.split('=')[0] ?? '').split('.')
  expect(path.reduce((holder, key) => holder[key], shown.profile[group])).toEqual(value)
})

test.each([
  ['login.sessionHours=soon', 'login.sessionHours cannot be "soon": expected a number of hours, found "soon".'],
  ['login.oidc.issuer=http://sso.example.org', 'expected an address that begins with https://'],
  ['login.oidc=icc', 'login.oidc cannot be "icc": expected a mapping, found "icc".'],
  [
    'login.oidc.clintId=icc',
    'login.oidc.clintId cannot be set: unknown name; did you mean clientId? Nothing was written.',
  ],
  ['constructor.name=x', 'constructor.name cannot be set: unknown name'],
  ['__proto__.x=x', '__proto__.x cannot be set: unknown name'],
  ['id=other', 'id cannot be set: the id of a site is its name.'],
  ['title', 'Expected KEY=VALUE, found "title".'],
  ['title=', 'Expected KEY=VALUE, found "title=".'],
])('%s is refused and nothing is written', async (assignment, message) => {
  const { set, file } = homeWith()
  const { stderr, exitCode } = await set(assignment)
  expect(stderr).toContain(message)
  expect({ exitCode, written: existsSync(file) }).toEqual({ exitCode: 2, written: false })
})

test.each([
  ['foo=x', 'icc site show generic'],
  ['id=other', 'icc site show generic'],
  ['login.oidc.clintId=icc', 'icc site set login.oidc.clientId=VALUE --site generic'],
  ['logn.oidc.issuer=icc', 'icc site set login.oidc.issuer=VALUE --site generic'],
])('after %s comes what helps with that very field', async (assignment, next) => {
  expect((await homeWith().set(assignment)).stderr).toMatch(new RegExp(`\\nNext: ${next}\\n$`, 'u'))
})

test('a profile that has a fault is told, not changed', async () => {
  const before = 'id: generic\nextends: generic\ntitel: x\n'
  const { set, text } = homeWith(before)
  const { stderr, exitCode } = await set('title=Mine')
  expect(stderr).toContain('3:1: titel: unknown name')
  expect({ exitCode, text: text() }).toEqual({ exitCode: 1, text: before })
})

test('the same value again writes nothing', async () => {
  const { set, file } = homeWith()
  await set('title=Mine')
  const before = statSync(file).ino
  expect((await set('title=Mine')).exitCode).toBe(0)
  expect(statSync(file).ino).toBe(before)
})

test('an unknown site, and none, exit 2', async () => {
  const home = temporaryFolder()
  const unknown = await runIcc(['site', 'set', 'title=x', '--site', 'genric'], { home })
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean generic?') })
  expect(await runIcc(['site', 'set', 'title=x'], { home })).toMatchObject({ exitCode: 2 })
})
