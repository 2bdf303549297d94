import { chmodSync, existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  deleteContexts,
  renameContext,
  unsetCurrentContext,
  useContext,
} from '../../../src/features/kubeconfig/contexts.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { put, setNamespace, testContext } from './support.ts'

const TWO = `# my clusters
apiVersion: v1
clusters:
- cluster:
    server: https://one.example.org:6443
  name: one
contexts:
# the daily one
- context:
    cluster: one
    user: alice   # me
  name: daily
- context:
    cluster: one
    namespace: prod
    user: alice
  name: production
current-context: daily # here
kind: Config
users:
- name: alice
  user:
    token: abc
`

test('reading gives contexts in file order, with what they refer to', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  expect(await readKubeconfig(ctx)).toEqual({
    files: [file],
    currentContext: 'daily',
    contexts: [
      { name: 'daily', cluster: 'one', user: 'alice', namespace: undefined, site: undefined, file },
      { name: 'production', cluster: 'one', user: 'alice', namespace: 'prod', site: undefined, file },
    ],
  })
})

test('switching changes the one value and keeps comments', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  expect(await useContext(ctx, 'production')).toEqual({ previous: 'daily', context: 'production' })
  expect(readFileSync(file, 'utf8')).toBe(TWO.replace('current-context: daily', 'current-context: production'))
})

test('switching to the current context writes nothing', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  const before = statSync(file, { bigint: true })
  await useContext(ctx, 'daily')
  const after = statSync(file, { bigint: true })
  expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs])
})

test('an unknown context is refused with the nearest names', async () => {
  const ctx = testContext()
  put(ctx, '.kube/config', TWO)
  await expect(useContext(ctx, 'dialy')).rejects.toMatchObject({
    code: 'context-not-found',
    exitCode: 1,
    message: expect.stringContaining('"daily"'),
  })
})

test('a namespace is added, replaced and removed in the place that kubectl gives it', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  expect(await setNamespace(ctx, undefined, 'team')).toBeUndefined()
  const added = TWO.replace('    user: alice   # me', '    namespace: team\n    user: alice   # me')
  expect(readFileSync(file, 'utf8')).toBe(added)
  await setNamespace(ctx, 'production', '123')
  expect(readFileSync(file, 'utf8')).toBe(added.replace('namespace: prod', 'namespace: "123"'))
  await setNamespace(ctx, 'production', 'prod')
  expect(await setNamespace(ctx, 'daily', undefined)).toBe('team')
  expect(readFileSync(file, 'utf8')).toBe(TWO)
})

test('renaming takes current-context along and refuses an existing name', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  await expect(renameContext(ctx, 'daily', 'production')).rejects.toMatchObject({ code: 'context-exists' })
  expect(readFileSync(file, 'utf8')).toBe(TWO)
  await renameContext(ctx, 'daily', 'on')
  expect(readFileSync(file, 'utf8')).toBe(
    TWO.replace('name: daily', 'name: "on"').replace('current-context: daily', 'current-context: "on"'),
  )
})

test('renaming onto an existing name with force replaces that context', async () => {
  const ctx = testContext()
  put(ctx, '.kube/config', TWO)
  await renameContext(ctx, 'daily', 'production', { force: true })
  const { contexts, currentContext } = await readKubeconfig(ctx)
  expect(contexts).toMatchObject([{ name: 'production', namespace: undefined }])
  expect(currentContext).toBe('production')
})

test('deleting takes the context only, and leaves a deleted current one named', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  expect(await deleteContexts(ctx, ['daily'])).toEqual({ deleted: ['daily'], wasCurrent: true })
  const text = readFileSync(file, 'utf8')
  expect(text).toBe(TWO.replace('- context:\n    cluster: one\n    user: alice   # me\n  name: daily\n', ''))
  await deleteContexts(ctx, ['production'])
  expect(readFileSync(file, 'utf8')).toContain('contexts: []\n# the daily one\ncurrent-context: daily # here\n')
})

test('deleting several is all or nothing', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  await expect(deleteContexts(ctx, ['daily', 'gone'])).rejects.toMatchObject({ code: 'context-not-found' })
  expect(readFileSync(file, 'utf8')).toBe(TWO)
})

test('unsetting clears every file, so that none moves the user elsewhere', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'a::b:a' } })
  const a = put(ctx, 'a', 'current-context: x\n')
  const b = put(ctx, 'b', TWO)
  expect(await unsetCurrentContext(ctx)).toEqual({ previous: 'x' })
  expect(readFileSync(a, 'utf8')).toBe('current-context: ""\n')
  expect(readFileSync(b, 'utf8')).toBe(TWO.replace('current-context: daily', 'current-context: ""'))
})

test('each context is changed in its own file, and current-context in the first that exists', async () => {
  const ctx = testContext({ env: { KUBECONFIG: 'none:a:b' } })
  const a = put(ctx, 'a', 'contexts: []\n')
  const b = put(ctx, 'b', TWO)
  await setNamespace(ctx, 'daily', 'x')
  await useContext(ctx, 'production')
  expect(readFileSync(a, 'utf8')).toBe('contexts: []\ncurrent-context: production\n')
  expect(readFileSync(b, 'utf8')).toBe(
    TWO.replace('    user: alice   # me', '    namespace: x\n    user: alice   # me'),
  )
  expect(existsSync(join(ctx.folder, 'none'))).toBe(false)
})

test('a file that others can read is narrowed, with a word', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', TWO)
  chmodSync(file, 0o644)
  await useContext(ctx, 'production')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(ctx.warnings).toHaveLength(1)
  await useContext(ctx, 'daily')
  expect(ctx.warnings).toHaveLength(1)
})

test('a broken file names line and column and is not touched', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', 'apiVersion: v1\ncontexts: [\nfoo: bar: baz\n')
  utimesSync(file, 1, 1)
  await expect(useContext(ctx, 'daily')).rejects.toMatchObject({
    code: 'kubeconfig-broken',
    message: expect.stringMatching(/config, line \d+, column \d+/),
  })
})
