import { readFileSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
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

test('copies that killed writers left go with the sign-out, and with the next change', async () => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  const copies = ['.config.0.tmp', '.config.2.tmp', '.config.17.tmp'].map((name) => `.kube/${name}`)
  const leave = (): void => copies.forEach((name) => void put(ctx, name, `${OWN}# with a token`))
  const others = ['.config.tmp', '.config.x.tmp', '.config-2.0.tmp', 'config.0.tmp'].map((name) => `.kube/${name}`)
  for (const name of others) put(ctx, name, 'not ours')
  const kept = ['config', ...others.map((name) => name.slice('.kube/'.length))].toSorted()
  leave()
  await writeLogin(ctx, entries(), AUTO)
  expect(readdirSync(dirname(file)).toSorted()).toEqual(kept)
  leave()
  await removeLogin(ctx, 'campus', { restoreContext: 'own' })
  expect(readdirSync(dirname(file)).toSorted()).toEqual(kept)
  // Also where nothing else is to be removed.
  leave()
  await removeLogin(ctx, 'campus')
  expect(readdirSync(dirname(file)).toSorted()).toEqual(kept)
  expect(readFileSync(file, 'utf8')).toBe(OWN)
})
