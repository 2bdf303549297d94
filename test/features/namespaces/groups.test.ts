import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectOidc } from '../../../src/adapters/oidc.ts'
import { createKube } from '../../../src/adapters/kube.ts'
import { login } from '../../../src/features/session/login.ts'
import { loadSite } from '../../../src/features/sites/load.ts'
import { createHome } from '../../../playground/home.ts'
import { campusForTest } from '../../support/campus.ts'
import { createTestContext, runIcc, temporaryFolder, type Given } from '../../support/run-icc.ts'

/** Signed in at a real campus, in this process. */
async function signedIn(username: string) {
  const campus = await campusForTest({ pollInterval: 1 })
  const home = await createHome(join(temporaryFolder(), 'home'), campus)
  const given: Given = {
    env: { HOME: home.folder, ...home.env },
    oidc: (settings) => connectOidc(settings, createTestContext()),
    kube: (target) => createKube(target, createTestContext()),
  }
  const ctx = createTestContext({}, given)
  const screen = {
    showCode: ({ userCode }: { userCode: string }) => campus.approve(userCode, username),
    tick: () => undefined,
    showPage: () => undefined,
    showTokenPage: () => undefined,
    showRancherPage: () => undefined,
    strayAnswer: () => undefined,
    notOpened: () => undefined,
    expired: () => undefined,
    showPortal: () => undefined,
    showProgram: () => undefined,
  }
  await login(ctx, {
    site: loadSite(ctx, 'playground'),
    method: undefined,
    credential: 'auto',
    browser: 'never',
    use: 'auto',
    context: undefined,
    namespace: undefined,
    dryRun: false,
    timeout: 600_000,
    screen,
    importFrom: undefined,
    allowExec: false,
    username: undefined,
    passwordFromInput: false,
    tokenFromInput: false,
  })
  return { campus, given }
}

test('a student who may not list namespaces still sees those of the own GitLab groups, and only what is there', async () => {
  const { given } = await signedIn('infw001')
  const { stdout, exitCode } = await runIcc(['ns', '--list', '-o', 'json'], given)
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual([
    { name: 'ai-lab', current: false, sources: ['groups'] },
    { name: 'se2-magic-team', current: false, sources: ['groups'] },
    { name: 'w001-default', current: true, sources: ['current', 'personal'] },
  ])
})

test('a namespace that the list has shown is switched to without network', async () => {
  const { campus, given } = await signedIn('infw002')
  await runIcc(['ns', '--list'], given)
  const asked = campus.apiRequests.length
  const { stderr, exitCode } = await runIcc(['ns', 'se2-magic-team'], given)
  expect({ stderr, exitCode }).toEqual({
    stderr: 'Switched to namespace "se2-magic-team" in context "playground".\n',
    exitCode: 0,
  })
  expect(campus.apiRequests.length).toBe(asked)
})

test('staff see what the server lists', async () => {
  const { given } = await signedIn('staff01')
  const { stdout } = await runIcc(['ns', '--list'], given)
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['kube-system', 'staff01-default', 'w002-default']))
})
