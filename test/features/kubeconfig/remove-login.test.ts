import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { AUTO, OWN, entries } from './login-support.ts'
import { put, testContext } from './support.ts'

const judge = await kubectl()

test('signing out leaves the file as it was before signing in, and restores the context', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  await writeLogin(ctx, entries(), AUTO)
  expect(await removeLogin(ctx, 'campus', { restoreContext: 'own' })).toEqual({
    removed: ['context campus', 'cluster campus', 'user campus'],
    kept: [],
    restoredContext: 'own',
    unset: false,
  })
  expect(readFileSync(file, 'utf8')).toBe(OWN)
})

test('signing out unsets the current context if the one before is gone, and leaves another current one alone', async () => {
  const ctx = testContext()
  put(ctx, '.kube/config', OWN)
  await writeLogin(ctx, entries(), AUTO)
  expect(await removeLogin(ctx, 'campus', { restoreContext: 'gone' })).toMatchObject({ unset: true })
  expect((await readKubeconfig(ctx)).currentContext).toBeUndefined()
  await writeLogin(ctx, entries(), { ...AUTO, use: 'no' })
  expect(await removeLogin(ctx, 'campus', { restoreContext: 'own' })).toMatchObject({
    restoredContext: undefined,
    unset: false,
  })
})

test('a cluster that another context uses stays when signing out, and is named', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  await writeLogin(ctx, entries(), AUTO)
  put(ctx, '.kube/config', readFileSync(file, 'utf8').replace('    cluster: own\n', '    cluster: campus\n'))
  expect(await removeLogin(ctx, 'campus')).toMatchObject({
    removed: ['context campus', 'user campus'],
    kept: [{ entry: 'cluster campus', usedBy: 'own' }],
  })
})

describe.skipIf(judge === undefined)('as kubectl sees it', () => {
  const corpus = join(import.meta.dirname, '../../fixtures/kubeconfig')
  const files = ['ordinary', 'unusual'].flatMap((kind) =>
    readdirSync(join(corpus, kind)).map((name) => `${kind}/${name}`),
  )

  test.each(files)('%s: signing in and out again changes nothing for kubectl', async (name) => {
    const ctx = testContext()
    const file = put(ctx, '.kube/config', readFileSync(join(corpus, name), 'utf8'))
    const seen = async (): Promise<string> => {
      const { stdout } = await promisify(execFile)(judge ?? '', [
        '--kubeconfig',
        file,
        'config',
        'view',
        '--raw',
        '-o',
        'json',
      ])
      return stdout.replaceAll(/: (null|\[\])/g, ': null')
    }
    const before = await seen()
    const current = (await readKubeconfig(ctx)).currentContext
    const login = entries({ site: 'test-site', user: { name: 'yes', credential: { kind: 'token', token: '1e3' } } })
    const { context } = await writeLogin(ctx, login, AUTO)
    const during = JSON.parse(await seen()) as {
      'current-context': string
      users: { name: string; user: { token?: string } }[]
    }
    expect(during['current-context']).toBe(context)
    expect(during.users.some(({ user }) => user.token === '1e3')).toBe(true)
    await removeLogin(ctx, 'test-site', { restoreContext: current })
    const after = await seen()
    expect(after).toBe(name === 'ordinary/empty-bodies.yaml' ? before.replace('"gone"', '""') : before)
  })
})
