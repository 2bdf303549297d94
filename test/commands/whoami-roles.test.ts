import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Kube, KubeObject, ResourceRule } from '../../src/context.ts'
import { rightsOf } from '../../src/features/session/rights.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

type Cluster = {
  rules?: Partial<ResourceRule>[]
  incomplete?: boolean
  bindings?: KubeObject[] | 'forbidden' | 'missing'
}

/** Somebody signed in at the playground; after that the cluster answers as given. */
async function signedIn(cluster?: Cluster) {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const asked: string[] = []
  const kube: Partial<Kube> = {
    whoAmI: async () => ({ username: 'infw001', uid: undefined, groups: ['se2/magic-team'] }),
    rules: async (namespace) => {
      asked.push(`rules ${namespace}`)
      return { rules: (cluster?.rules ?? []).map(complete), incomplete: cluster?.incomplete ?? false }
    },
    list: async ({ resource, namespace }) => {
      asked.push(`list ${resource.plural} ${namespace}`)
      return cluster?.bindings ?? 'forbidden'
    },
  }
  const given = cluster && { kube: async () => kube as Kube }
  return { user, asked, roles: (...argv: string[]) => user.icc(['whoami', '--roles', ...argv], given) }
}

function complete(rule: Partial<ResourceRule>): ResourceRule {
  return { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: [], ...rule }
}

const binding = (name: string, role: string, ...subjects: object[]): KubeObject => ({
  metadata: { name },
  roleRef: { kind: 'ClusterRole', name: role },
  subjects,
})

test('what the cluster allows is a table of resources and verbs', async () => {
  const { roles } = await signedIn()
  const { stdout, stderr, exitCode } = await roles()
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout).toMatch(
    /^w001-default +get {2}list {2}watch {2}create {2}update {2}patch {2}delete {2}other verbs$/mu,
  )
  expect(stdout).toMatch(/^deployments\.apps +x {4}x {5}x {6}x {7}x {7}x {6}x {7}deletecollection$/mu)
  expect(stdout).toMatch(/^pods\/exec +- {4}- {5}- {6}x {7}- {7}- {6}-$/mu)
  expect(stdout).not.toContain('selfsubject')
  expect(stdout).toContain('by the rights below like a Maintainer (RoleBindings cannot be read here)')
})

test('in JSON it is data beside who one is', async () => {
  const { roles, asked } = await signedIn({
    rules: [{ resources: ['deployments'], apiGroups: ['apps'], verbs: ['list', 'get'] }],
    bindings: [binding('infw001-developer-w001', 'gitlab-project-developer', { kind: 'User', name: 'infw001' })],
  })
  const { stdout } = await roles('-o', 'json')
  expect(JSON.parse(stdout)).toMatchObject({
    username: 'infw001',
    namespace: 'w001-default',
    source: 'server',
    roles: {
      namespace: 'w001-default',
      rules: [{ resource: 'deployments.apps', names: [], verbs: ['get', 'list'] }],
      incomplete: false,
      bindings: [{ name: 'infw001-developer-w001', role: 'gitlab-project-developer', subject: 'user infw001' }],
      gitlab: { role: 'developer', binding: 'infw001-developer-w001' },
    },
  })
  expect(asked).toEqual(['rules w001-default', 'list rolebindings w001-default'])
})

test('the highest role counts, of the user or a group, and not that of others', async () => {
  const { roles } = await signedIn({
    bindings: [
      binding('reads', 'gitlab-group-reporter', { kind: 'User', name: 'infw001' }),
      binding('deploys', 'gitlab-project-master', { kind: 'Group', name: 'se2/magic-team' }),
      binding('another', 'gitlab-group-master', { kind: 'User', name: 'infw002' }),
      binding('robot', 'gitlab-group-master', { kind: 'ServiceAccount', name: 'infw001' }),
      { metadata: { name: 'without subjects' }, roleRef: { name: 'gitlab-group-master' } },
    ],
  })
  const { stdout } = await roles()
  expect(stdout).toContain('GitLab role  Maintainer (RoleBinding deploys)\n')
  expect(stdout).toContain('RoleBinding  deploys: gitlab-project-master, for the group se2/magic-team\n')
  for (const other of ['another', 'robot', 'without subjects']) expect(stdout).not.toContain(other)
  expect(stdout).toContain('In w001-default the cluster allows you nothing.')
})

test.each([
  [[{ resources: ['*'], apiGroups: ['*'], verbs: ['*'] }], 'Maintainer'],
  [[{ resources: ['deployments'], apiGroups: ['apps'], verbs: ['create'] }], 'Maintainer'],
  [[{ resources: ['pods/exec'], verbs: ['create'] }], 'Developer'],
  [[{ resources: ['pods'], verbs: ['get'] }], 'Reporter'],
  [[{ resources: ['pods'], verbs: ['get'], resourceNames: ['only-this'] }], 'Guest'],
  [[], 'Guest'],
])('rights %o look like those of a %s', async (rules, role) => {
  const { roles } = await signedIn({ rules, bindings: 'forbidden' })
  expect((await roles()).stdout).toContain(`like a ${role} `)
})

test('a site without such roles says nothing of GitLab', async () => {
  const { user, roles } = await signedIn({ rules: [{}] })
  const profile = `${user.home.folder}/config/sites/playground.yaml`
  writeFileSync(profile, `${readFileSync(profile, 'utf8')}namespace:\n  mapping: hnc\n`)
  const { stdout } = await roles()
  expect(stdout).not.toContain('GitLab')
  expect(JSON.parse((await roles('-o', 'json')).stdout)).toMatchObject({ roles: { gitlab: null, bindings: null } })
})

test('a server that cannot list all says so', async () => {
  const { roles } = await signedIn({ rules: [{}], incomplete: true })
  expect((await roles()).stdout).toContain('may allow more than it can list')
})

test('without the cluster there are no roles', async () => {
  const { stdout, stderr, exitCode } = await (await signedIn()).roles('--offline')
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toContain('--offline')
})

test('rules on one resource become one line, and those on single objects their own', () => {
  const rules = [
    complete({ verbs: ['delete', 'watch'] }),
    complete({ verbs: ['get', 'impersonate', 'approve'] }),
    complete({ resourceNames: ['a'] }),
    complete({ apiGroups: ['authorization.k8s.io'] }),
  ]
  expect(rightsOf(rules)).toEqual([
    { resource: 'pods', names: [], verbs: ['get', 'watch', 'delete', 'approve', 'impersonate'] },
    { resource: 'pods', names: ['a'], verbs: ['get'] },
  ])
})
