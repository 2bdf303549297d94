import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelled } from '../../src/errors.ts'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { sessionAt } from '../support/session.ts'
import { deployment, found, projectAt, SERVER } from './lint-server-home.ts'

// Over https, with the real adapter, against the playground's API.

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

function bare(apiVersion: string, kind: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`
}

test('what the user may not do, and what the cluster does not know, is not checked and no error', async () => {
  const project = await projectAt(campus, {
    'account.yaml': bare('v1', 'ServiceAccount'),
    'widget.yaml': bare('example.org/v1', 'Widget'),
    'gadget.yaml': bare('example.org/v1', 'Gadget'),
    'crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`,
    'secret.yaml': `${bare('v1', 'Secret')}sops: {mac: x}\n`,
    'nameless.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    'odd.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ..}\n',
    'variable.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${NAME}"}\n',
  })
  const { findings, notChecked } = await found(project, ...SERVER)
  expect(findings).toEqual([])
  expect(notChecked.map(({ object, reason }) => `${object}: ${reason}`).toSorted()).toEqual([
    'ConfigMap/${NAME}: another program is still to fill a place in it',
    'ConfigMap/..: its name is none, so kubectl does not send it',
    'ConfigMap: it has no name, so kubectl does not send it',
    'CustomResourceDefinition/gadgets.example.org: the cluster takes no CustomResourceDefinition of apiextensions.k8s.io/v1',
    'Gadget/a: the cluster does not know Gadget before its definition, which these files bring, is there',
    'Secret/a: it is encrypted with SOPS: the cluster gets something else',
    'ServiceAccount/a: you may not change serviceaccounts in the namespace w001-default',
    'Widget/a: the cluster takes no Widget of example.org/v1',
  ])
  expect((await project.lint('--require-checked', '--select', 'server-refused,not-checked')).exitCode).toBe(1)
})

test('a right that the campus gives to nobody is told as that', async () => {
  const project = await projectAt(campus, { 'account.yaml': bare('v1', 'ServiceAccount') }, { site: 'haw-icc' })
  const { notChecked } = await found(project, ...SERVER)
  expect(notChecked.map(({ reason }) => reason)).toEqual([
    'you may not change serviceaccounts in the namespace w001-default: ' +
      'ServiceAccount is forbidden at haw-icc, unless it was asked for and approved',
  ])
})

test('a namespace that is missing is said once; one that the files bring is no mistake', async () => {
  const files = {
    'a.yaml': deployment('a', { namespace: 'shop' }),
    'b.yaml': deployment('b', { namespace: 'shop' }),
  }
  const project = await projectAt(campus, files, { username: 'staff01' })
  const { findings, notChecked } = await found(project, ...SERVER)
  expect(findings).toMatchObject([
    {
      rule: 'server-refused',
      line: 5,
      column: 14,
      message: 'There is no namespace shop on the cluster of the context campus: nothing can be made there.',
    },
  ])
  expect(notChecked).toEqual([
    expect.objectContaining({
      reason: 'there is no namespace shop on the cluster, so it was not asked about 2 objects',
    }),
  ])
  project.write('namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n')
  const after = await found(project, ...SERVER)
  expect(after.findings).toEqual([])
  expect(after.notChecked.map(({ object }) => object)).toEqual(
    expect.arrayContaining(['Deployment/a in shop', 'Deployment/b in shop']),
  )
})

test('Secrets are sent to the API server alone, are not read there, and their values are shown nowhere', async () => {
  const secret = `apiVersion: v1
kind: Secret
metadata: {name: pull}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: plugh4711-is-no-json
`
  const project = await projectAt(campus, { 'secret.yaml': secret })
  const before = campus.apiRequests.length
  for (const format of ['human', 'json', 'sarif', 'gitlab', 'junit']) {
    const { stdout, stderr, exitCode } = await project.lint('-o', format, '--verbose', ...SERVER)
    expect(exitCode).toBe(1)
    expect(stdout + stderr).toContain('its value is not valid')
    expect(stdout + stderr).not.toMatch(/plugh4711|invalid character 'p'/u)
  }
  const { stdout } = await project.lint(...SERVER)
  expect(stdout).toContain(
    'secret.yaml:6:22  server-refused  Secret/pull\n  6 |   .dockerconfigjson: ********************',
  )
  expect(stdout).toContain("for the cluster's own words: kubectl apply --dry-run=server -f secret.yaml")
  const asked = campus.apiRequests.slice(before).filter(({ path }) => path.includes('/secrets'))
  expect(new Set(asked.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(['PATCH /api/v1/namespaces/w001-default/secrets/pull']),
  )
})

test('a sign-in that is over or rejected exits 4 with the next step', async () => {
  const files = { 'web.yaml': deployment('shop') }
  const rejected = await projectAt(campus, files, { token: 'not-a-token' })
  expect(await rejected.lint()).toEqual({
    stdout: '',
    stderr: 'icc: The cluster does not accept your sign-in any more.\nNext: icc login\n',
    exitCode: 4,
  })
  const over = await projectAt(campus, files, { site: 'playground' })
  const sessions = join(over.home, '.local', 'state', 'icc', 'sessions')
  mkdirSync(sessions, { recursive: true })
  writeFileSync(
    join(sessions, 'playground.json'),
    JSON.stringify(sessionAt('playground', { endsAt: '2020-01-01T00:00:00.000Z' })),
  )
  const before = campus.apiRequests.length
  expect(await over.lint()).toMatchObject({
    stdout: '',
    exitCode: 4,
    stderr: expect.stringContaining('Next: icc login'),
  })
  writeFileSync(over.kubeconfig, 'apiVersion: v1\nkind: Config\n')
  expect(await over.lint()).toMatchObject({ stdout: '', exitCode: 4, stderr: expect.stringContaining('icc login') })
  expect(campus.apiRequests).toHaveLength(before)
})

test('a cluster that cannot be reached, and Ctrl-C, end it without a report', async () => {
  const gone = await startCampus()
  const project = await projectAt(gone, { 'web.yaml': deployment('shop') })
  await gone.close()
  expect(await project.lint()).toMatchObject({
    stdout: '',
    exitCode: 1,
    stderr: expect.stringMatching(/^icc: The cluster's API server .* cannot be reached/u),
  })
  const other = await projectAt(campus, { 'web.yaml': deployment('shop') })
  const signal = AbortSignal.abort(cancelled())
  expect(await other.run(['lint', '--server'], { signal })).toMatchObject({ stdout: '', exitCode: 130 })
})

test("asking for the server's rules without the server is a mistake, and --kubeconfig says which cluster", async () => {
  const project = await projectAt(campus, { 'web.yaml': deployment('web', { labels: 'app: other' }) })
  expect(await project.run(['lint', ...SERVER])).toMatchObject({
    stdout: '',
    exitCode: 2,
    stderr: expect.stringContaining('icc lint --server --select'),
  })
  const elsewhere = join(project.home, 'elsewhere')
  writeFileSync(
    elsewhere,
    readFileSync(project.kubeconfig, 'utf8').replace('namespace: w001-default', 'namespace: ai-lab'),
    { mode: 0o600 },
  )
  const ran = await project.run(['lint', '--server', '--kubeconfig', elsewhere, '-o', 'json', ...SERVER])
  expect(ran.stdout).toContain('would refuse its pods: failed quota')
})
