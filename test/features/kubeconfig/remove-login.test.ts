import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { AUTO, OWN, entries } from './login-support.ts'
import { put, testContext } from './support.ts'

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
