import { statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { IccError, SIGN_IN } from '../../src/errors.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { namespacesHome, unreachable } from './ns-home.ts'

test('-c prints the current namespace', async () => {
  const { icc } = namespacesHome({ namespace: 'shop' })
  expect(await icc('-c')).toEqual({ stdout: 'shop\n', stderr: '', exitCode: 0 })
  const { stdout } = await icc('-c', '-o', 'json')
  expect(JSON.parse(stdout)).toEqual({ context: 'campus', namespace: 'shop', previous: null })
})

test('-c prints default where the context sets none', async () => {
  expect(await namespacesHome().icc('-c')).toEqual({ stdout: 'default\n', stderr: '', exitCode: 0 })
})

test('-c without a current context fails', async () => {
  const { stdout, stderr, exitCode } = await runIcc(['ns', '-c'], { home: temporaryFolder() })
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toBe('icc: Your kubeconfig has no context: nobody is signed in anywhere.\nNext: icc login\n')
})

test('a name is asked for once; then it is known and costs no network', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ namespace: 'shop', cluster: { names: ['default', 'web'] } })
  const stderr = 'Switched to namespace "web" in context "campus".\n'
  expect(await icc('web')).toEqual({ stdout: '', stderr, exitCode: 0 })
  expect(namespaceOf('campus')).toBe('web')
  await icc('default')
  await icc('web')
  expect(namespaceOf('campus')).toBe('web')
  expect(asked).toEqual(['get web', 'get default'])
})

test('the namespace that is set already needs no question', async () => {
  const { icc, asked } = namespacesHome({ namespace: 'shop' })
  expect(await icc('shop')).toMatchObject({ exitCode: 0 })
  expect(asked).toEqual([])
})

test('the name of the namespace before needs no question, as - needs none', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ namespace: 'shop', cluster: { failure: unreachable() } })
  await icc('-f', 'web')
  expect(await icc('shop')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('shop')
  expect(asked).toEqual([])
})

test('a switch in JSON names context, namespace and the one before', async () => {
  const { icc } = namespacesHome({ cluster: { names: ['web'] } })
  const { stdout, ...rest } = await icc('web', '-o', 'json')
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(JSON.parse(stdout)).toEqual({ context: 'campus', namespace: 'web', previous: 'default' })
})

test('--context switches in another context, and each context has a memory of its own', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ namespace: 'shop', cluster: { names: ['web'] } })
  const stderr = 'Switched to namespace "web" in context "other".\n'
  expect(await icc('web', '--context', 'other')).toEqual({ stdout: '', stderr, exitCode: 0 })
  expect([namespaceOf('campus'), namespaceOf('other')]).toEqual(['shop', 'web'])
  await icc('web')
  expect(asked).toEqual(['get web', 'get web'])
  expect(await icc('-c', '--context', 'nowhere')).toMatchObject({ stdout: '', exitCode: 1 })
})

test('a namespace that may not be seen is taken where the user may read pods', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ cluster: { visible: [], allowed: ['list web'] } })
  expect(await icc('web')).toMatchObject({ exitCode: 0 })
  expect(asked).toEqual(['get web', 'may get pods in web', 'may list pods in web'])
  expect(namespaceOf('campus')).toBe('web')
})

test('a namespace with no rights in it is refused, and nothing is written', async () => {
  const { icc, text, asked } = namespacesHome({ namespace: 'shop', cluster: { visible: [] } })
  const before = text()
  const { stdout, stderr, exitCode } = await icc('web')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/does not let you see a namespace "web".*Nothing was changed\.\nNext: .*icc ns -f web/u)
  expect(asked).toEqual(['get web', 'may get pods in web', 'may list pods in web'])
  expect(text()).toBe(before)
})

test('an unknown namespace is refused with the nearest names', async () => {
  const { icc, text } = namespacesHome({
    namespace: 'shop',
    cluster: { names: ['team-web', 'team-api'], listable: true },
  })
  await icc('--list')
  const before = text()
  const { stdout, stderr, exitCode } = await icc('team-wep')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/There is no namespace "team-wep" in context "campus"\..*Did you mean team-web/u)
  expect(stderr).toMatch(/^Next: icc ns team-web, or icc ns -f team-wep/mu)
  const json = await icc('team-wep', '-o', 'json')
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'namespace-not-found' } })
  expect(json).toMatchObject({ stdout: '', exitCode: 1 })
  expect(text()).toBe(before)
})

test('a cluster that cannot be reached: it says so, names -f and writes nothing', async () => {
  const { icc, text } = namespacesHome({ namespace: 'shop', cluster: { failure: unreachable() } })
  const before = text()
  const { stdout, stderr, exitCode } = await icc('web')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toMatch(/It could not be checked.*api\.campus\.example.*Nothing was changed\.\nNext: icc ns -f web/u)
  expect(text()).toBe(before)
})

test('a cluster that does not answer within three seconds counts as not reachable', async () => {
  const waited: number[] = []
  const { icc, text } = namespacesHome({
    namespace: 'shop',
    kube: () => new Promise<never>(() => undefined),
    clock: { now: Date.now, sleep: async (milliseconds) => void waited.push(milliseconds) },
  })
  const before = text()
  expect(await icc('web')).toMatchObject({ stdout: '', exitCode: 1 })
  expect(waited).toContain(3000)
  expect(text()).toBe(before)
})

test('where a program is asked for the credential, it may be what waits', async () => {
  const { icc, write, text } = namespacesHome({
    namespace: 'shop',
    kube: () => new Promise<never>(() => undefined),
    clock: { now: Date.now, sleep: async () => undefined },
  })
  write('.kube/config', text().replaceAll('token: not-a-real-token', 'exec: {command: kubelogin, apiVersion: v1}'))
  expect((await icc('web')).stderr).toContain('within 3 seconds, or kubelogin waits for you to sign in.')
})

test('a sign-in that is over says so instead of guessing', async () => {
  const failure = new IccError('token-rejected', 'The cluster does not accept your sign-in any more.', SIGN_IN)
  const { icc, text } = namespacesHome({ namespace: 'shop', cluster: { failure } })
  const before = text()
  expect(await icc('web')).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining('Next: icc login') as string,
  })
  expect(text()).toBe(before)
})

test('-f switches without asking', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ cluster: { failure: unreachable() } })
  expect(await icc('-f', 'web')).toMatchObject({ exitCode: 0 })
  expect(namespaceOf('campus')).toBe('web')
  expect(asked).toEqual([])
})

test.each(['Web', 'a_b', '-a', 'a-', 'a.b', 'ä', 'a'.repeat(64)])(
  'the name %s is refused even with -f, with the rule',
  async (name) => {
    const { icc, text } = namespacesHome({ namespace: 'shop' })
    const before = text()
    const { stdout, stderr, exitCode } = await icc('-f', '--', name)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toMatch(/cannot be a namespace: (?:only a-z|it has 64 characters).*Nothing was changed/u)
    expect(text()).toBe(before)
  },
)

test('- goes back and forth, and needs no network', async () => {
  const { icc, asked, namespaceOf } = namespacesHome({ namespace: 'shop' })
  await icc('-f', 'web')
  await icc('-')
  expect(namespaceOf('campus')).toBe('shop')
  expect(await icc('-')).toMatchObject({ stderr: 'Switched to namespace "web" in context "campus".\n' })
  expect(asked).toEqual([])
})

test('- goes back to where icc had left the user, if another program has switched since', async () => {
  const { icc, text, file, namespaceOf } = namespacesHome({ namespace: 'shop' })
  await icc('-f', 'web')
  writeFileSync(file, text().replace('namespace: web', 'namespace: elsewhere'))
  await icc('-')
  expect(namespaceOf('campus')).toBe('web')
  await icc('-')
  expect(namespaceOf('campus')).toBe('elsewhere')
})

test('- without a previous namespace fails', async () => {
  const { icc } = namespacesHome({ namespace: 'shop' })
  const { stdout, stderr, exitCode } = await icc('-')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain('There is no previous namespace for the context "campus"')
})

test('-u removes the namespace, and - leads back', async () => {
  const { icc, namespaceOf, text } = namespacesHome({ namespace: 'shop' })
  const stderr = 'Switched to namespace "default" in context "campus".\n'
  expect(await icc('-u')).toEqual({ stdout: '', stderr, exitCode: 0 })
  expect(text()).not.toContain('namespace:')
  await icc('-')
  expect(namespaceOf('campus')).toBe('shop')
})

test('a broken memory counts as empty, and the next switch mends it', async () => {
  const { icc, memories, asked } = namespacesHome({ cluster: { names: ['web'] } })
  await icc('web')
  const [memory = ''] = memories()
  expect(statSync(memory).mode & 0o777).toBe(0o600)
  for (const content of ['{', '[1]', '{"used":["web"]}', '{"about":["x"],"used":["web"],"last":"web"}']) {
    writeFileSync(memory, content)
    expect(await icc('-')).toMatchObject({ exitCode: 1 })
  }
  await icc('-f', 'other')
  await icc('-f', 'more')
  await icc('web')
  expect(asked).toEqual(['get web', 'get web'])
  expect(memories()).toEqual([memory])
})

test.each([
  [['one', 'two']],
  [['-c', 'one']],
  [['-c', '-u']],
  [['-f']],
  [['-f']],
  [['--refresh', 'one']],
  [['--refresh', '-c']],
  [['--list', 'one']],
])('%j is a usage error and changes nothing', async (args) => {
  const { icc, text } = namespacesHome({ namespace: 'shop' })
  const before = text()
  expect(await icc(...args)).toMatchObject({ stdout: '', exitCode: 2 })
  expect(text()).toBe(before)
})

test('-f - goes back as - does: it asks nobody either way', async () => {
  const { icc, namespaceOf, asked } = namespacesHome({ namespace: 'shop' })
  await icc('-f', 'web')
  expect(await icc('-', '-f')).toMatchObject({ exitCode: 0 })
  expect([namespaceOf('campus'), asked]).toEqual(['shop', []])
})
