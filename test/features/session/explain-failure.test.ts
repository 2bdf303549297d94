import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createKube } from '../../../src/adapters/kube.ts'
import { IccError } from '../../../src/errors.ts'
import { explainFailure, whyForbidden } from '../../../src/features/session/explain-failure.ts'
import { createTestContext, runIcc, temporaryFolder } from '../../support/run-icc.ts'
import { scriptedIdpForTest } from '../../support/scripted-idp.ts'
import { userOf } from '../../support/scripted-idp-run.ts'
import { sessionAt } from '../../support/session.ts'

/** A context of the built-in site `playground`, whose API server is a closed port. */
function signedInFarAway() {
  const home = temporaryFolder()
  mkdirSync(join(home, '.kube'))
  const extensions = [{ name: 'icc', extension: { site: 'playground' } }]
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'playground',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    contexts: [{ name: 'playground', context: { cluster: 'c', user: 'u', extensions } }],
    users: [{ name: 'u', user: { token: 'x' } }],
  }
  writeFileSync(join(home, '.kube', 'config'), JSON.stringify(kubeconfig))
  return { home, kube: (target: Parameters<typeof createKube>[0]) => createKube(target, createTestContext()) }
}

const advice = 'The playground is not running. Start it with npm start'

test.each([
  ['whoami', ['whoami'], 1],
  ['ns NAME', ['ns', 'somewhere'], 1],
  ['ns --list', ['ns', '--list'], 0],
])("%s says how the site's cluster is reached from outside", async (_, argv, exitCode) => {
  const ran = await runIcc(argv, signedInFarAway())
  expect(ran).toMatchObject({ exitCode, stderr: expect.stringContaining(advice) })
  expect(ran.stderr).toContain('127.0.0.1:1 cannot be reached')
})

/** Somebody who has signed in, and whose token the cluster has stopped to take. */
async function wornOut() {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const kubeconfig = readFileSync(user.home.kubeconfig, 'utf8')
  writeFileSync(user.home.kubeconfig, kubeconfig.replace(/token: .*/u, 'token: worn-out'))
  return user
}

test.each([
  ['whoami', ['whoami']],
  ['whoami --roles', ['whoami', '--roles']],
  ['ns NAME', ['ns', 'somewhere']],
  ['ns GROUP/PROJECT', ['ns', 'se2/magic-team']],
  ['lint --server', ['lint', '--server', '--kube-version', '1.36']],
])('%s tells a token that is refused from a session that is over', async (_, argv) => {
  const { stdout, stderr, exitCode } = await (await wornOut()).icc(argv, { clock: createTestContext().clock })
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 })
  expect(stderr).toMatch(
    /icc: The cluster does not accept your sign-in any more\. Your session at playground was to go/u,
  )
  expect(stderr).toMatch(/\nNext: icc login --site playground\n$/u)
})

test('a namespace in which nothing is open leads to one that is', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  await user.icc(['ns', '-f', 'w002-default'])
  for (const argv of [['whoami'], ['whoami', '--roles']])
    expect((await user.icc(argv)).stdout).toMatch(
      /\nYou cannot work in w002-default\. To a namespace of yours: icc ns w001-default\n$/u,
    )
  await user.icc(['ns', 'w001-default'])
  expect((await user.icc(['whoami'])).stdout).not.toContain('You cannot work')
})

const profile = (more: string): string => `id: mine\ntitle: x\nlogin: {method: device}\n${more}`

function known(more: string, personal?: string) {
  const home = temporaryFolder()
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  put('.config/icc/sites/mine.yaml', profile(more))
  put('.local/state/icc/sessions/mine.json', JSON.stringify(sessionAt('mine', { personalNamespace: personal })))
  return createTestContext({}, { home })
}

test('a kind that the site forbids is told as that, with whom to ask', () => {
  const ctx = known(
    'contacts: [{mail: help@campus.example}]\nrules: {forbiddenKinds: [DaemonSet, ServiceAccount], serviceAccounts: on-request}\n',
    'a',
  )
  expect(whyForbidden(ctx, { site: 'mine', kind: 'DaemonSet', namespace: 'b' })).toEqual({
    words: 'DaemonSet is forbidden at mine',
    hint: 'ask: help@campus.example',
  })
  expect(whyForbidden(ctx, { site: 'mine', kind: 'ServiceAccount' })?.words).toBe(
    'ServiceAccount is forbidden at mine, unless it was asked for and approved',
  )
  expect(whyForbidden(ctx, { site: 'mine', kind: 'Pod', namespace: 'a' })).toBeUndefined()
})

test('of several namespaces the nearest is named; where none is known, none', () => {
  const ctx = known('namespace: {known: [course-ai, course-web]}\n', 'me-default')
  const hint = (namespace: string) => whyForbidden(ctx, { site: 'mine', namespace })?.hint
  expect([hint('course-wep'), hint('elsewhere'), hint('course-ai')]).toEqual([
    'icc ns course-web',
    'icc ns me-default',
    undefined,
  ])
  expect(whyForbidden(known(''), { site: 'mine', namespace: 'a' })).toBeUndefined()
  expect(whyForbidden(ctx, { site: undefined, namespace: 'a' })).toBeUndefined()
  expect(whyForbidden(ctx, { site: 'unknown', namespace: 'a' })).toBeUndefined()
})

test('what the cluster forbids keeps its words and its code, and gets a reason', () => {
  const ctx = known('', 'me-default')
  const error = new IccError('api-forbidden', 'The cluster refuses this: no.', { hint: 'icc whoami' })
  expect(explainFailure(ctx, { site: 'mine', namespace: 'yours' }, error)).toMatchObject({
    code: 'api-forbidden',
    message: 'The cluster refuses this: no. The namespace yours may not be yours; me-default is.',
    hint: 'icc ns me-default',
    exitCode: 1,
  })
  expect(explainFailure(ctx, { site: 'mine', namespace: 'me-default' }, error)).toMatchObject({ hint: 'icc whoami' })
  const bug = new TypeError('x')
  expect(explainFailure(ctx, { site: 'mine' }, bug)).toBe(bug)
  const other = new IccError('usage', 'x')
  expect(explainFailure(ctx, { site: 'mine' }, other)).toBe(other)
})
