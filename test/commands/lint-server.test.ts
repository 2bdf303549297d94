import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createKube } from '../../src/adapters/kube.ts'
import { createTestContext } from '../support/run-icc.ts'
import { deployment, found, messages, projectAt, SERVER } from './lint-server-home.ts'

// Over https, with the real adapter, against the playground's API.

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

function claim(size: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data-db-0}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: ${size}
`
}

test('what the cluster takes is clean, the version is its own, and nothing is stored there', async () => {
  const before = campus.apiRequests.length
  const project = await projectAt(campus, { 'web.yaml': deployment('shop') })
  const { stdout, stderr, exitCode } = await project.lint(...SERVER)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('Kubernetes 1.35, as the server says.')
  expect(stdout).toContain('Found nothing in 1 object.')
  expect(stderr).toBe('The cluster of the context campus was asked about 1 object. Nothing was stored there.\n')
  const written = campus.apiRequests.slice(before).filter(({ method }) => method !== 'GET')
  expect(written.map(({ path, status }) => `${path} ${status}`)).toEqual([
    '/apis/apps/v1/namespaces/w001-default/deployments 201',
    '/api/v1/namespaces/w001-default/pods 201',
  ])
  const kube = await createKube(project.target, createTestContext())
  const place = {
    resource: { groupVersion: 'apps/v1', plural: 'deployments' },
    namespace: 'w001-default',
    name: 'shop',
  }
  expect(await kube.read(place)).toBe('missing')
})

test('a refusal is shown at the field that the server names', async () => {
  const project = await projectAt(campus, { 'web.yaml': deployment('web', { labels: 'app: other' }) })
  const { stdout, exitCode } = await project.lint(...SERVER)
  expect(exitCode).toBe(1)
  expect(stdout).toContain(
    'error: The cluster would refuse this: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable.',
  )
  expect(stdout).toContain('web.yaml:7:5  server-refused  Deployment/web\n  7 |     matchLabels: {app: other}')
})

test('what a rule of icc says of the same place is told alone', async () => {
  const files = {
    'web.yaml': deployment('shop', { container: 'ports: [{containerPort: 99999}]\nimagePulPolicy: Always' }),
  }
  const project = await projectAt(campus, files)
  const own = (await found(project, '--fail-on', 'never')).findings.filter(({ severity }) => severity === 'error')
  expect(own.map(({ rule, line }) => `${line} ${rule}`)).toEqual(['15 port-range', '16 schema-unknown-field'])
  expect(messages(await found(project, ...SERVER))).toEqual([
    '16 server-refused The cluster would refuse this: unknown field "spec.template.spec.containers[0].imagePulPolicy".',
  ])
})

test('a quota refuses a pod, and the pods that something makes', async () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      image: pytorch/pytorch:2.9.0
`
  const project = await projectAt(campus, { 'a.yaml': pod, 'b.yaml': deployment('shop') }, { namespace: 'ai-lab' })
  const stated = 'limits.cpu for: $; limits.memory for: $; requests.cpu for: $; requests.memory for: $'
  expect(messages(await found(project, ...SERVER))).toEqual([
    `6 server-refused The cluster would refuse this: failed quota: compute: must specify ${stated.replaceAll('$', 'train')}.`,
    `13 server-refused The cluster would refuse its pods: failed quota: compute: must specify ${stated.replaceAll('$', 'web')}.`,
  ])
  const amounts = '{cpu: 500m, memory: 1Gi}'
  project.write('b.yaml', deployment('shop', { container: `resources: {requests: ${amounts}, limits: ${amounts}}` }))
  expect((await found(project, ...SERVER, 'b.yaml')).findings).toEqual([])
})

test('warnings of the server are warnings here, at the field or container they name', async () => {
  const env = 'env:\n  - {name: A, value: x}\n  - {name: A, value: z}'
  const files = { 'web.yaml': deployment('shop', { container: env }) }
  const project = await projectAt(campus, files, { namespace: 'se2-magic-team' })
  const { stdout, exitCode } = await project.lint(...SERVER)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('warning: The cluster takes this with a warning: hides previous definition of "A"')
  expect(stdout).toContain('web.yaml:17:15  server-warning')
  expect(stdout).toContain(
    'warning: The cluster takes this with a warning: would violate PodSecurity "restricted:latest": ',
  )
  const all = await found(project)
  expect(all.findings.filter(({ message }) => message.includes('hides previous definition'))).toEqual([])
})

test('Pod Security that refuses the pods outweighs its own warning about what makes them', async () => {
  const files = { 'web.yaml': deployment('shop', { container: 'securityContext: {privileged: true}' }) }
  const project = await projectAt(campus, files, { namespace: 'se2-magic-team' })
  expect(messages(await found(project, ...SERVER))).toEqual([
    '15 server-refused The cluster would refuse its pods: violates PodSecurity "baseline:latest": privileged (container "web" must not set securityContext.privileged=true).',
  ])
})

test('a claim smaller than its live volume is told once, by the rule that knows about claims', async () => {
  const project = await projectAt(campus, { 'data.yaml': claim('5Gi') })
  const rules = ['--select', 'pvc-shrink,server-refused']
  expect(messages(await found(project, ...rules))).toEqual([
    '8 pvc-shrink The claim data-db-0 cannot shrink to 5Gi: on the server it has 10Gi.',
  ])
  for (const text of [claim('20Gi'), claim('5Gi').replace('data-db-0', 'new')]) {
    project.write('data.yaml', text)
    expect(await found(project, ...rules)).toMatchObject({ findings: [], notChecked: [] })
  }
})

test('a custom kind is judged by rules, from the description that the cluster gives and icc keeps', async () => {
  const certificate = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop}
spec:
  secretNam: shop-tls
  issuerRef: {name: letsencrypt}
`
  const project = await projectAt(campus, { 'cert.yaml': certificate })
  const before = campus.apiRequests.length
  expect(messages(await found(project))).toContain(
    '5 schema-unknown-field There is no field secretNam in spec; secretName may be meant.',
  )
  await project.lint()
  const described = campus.apiRequests.slice(before).filter(({ path }) => path.startsWith('/openapi/'))
  expect(described.map(({ path }) => path)).toEqual([
    '/openapi/v3',
    '/openapi/v3/apis/cert-manager.io/v1',
    '/openapi/v3',
  ])
  expect(messages(await found(project, ...SERVER))).toEqual([
    '5 server-refused The cluster would refuse this: unknown field "spec.secretNam".',
  ])
})

test('a refusal can be ignored with a reason, and weighed as the project wants', async () => {
  const ignored = deployment('web', { labels: 'app: other' }).replace(
    '    matchLabels',
    '    # icc-ignore server-refused: it is deleted first\n    matchLabels',
  )
  const project = await projectAt(campus, { 'web.yaml': ignored })
  expect(await found(project, ...SERVER)).toMatchObject({ findings: [], suppressed: 1 })
  project.write('web.yaml', deployment('web', { labels: 'app: other' }))
  project.write('.icc.yaml', 'lint: {severity: {server-refused: warning}}\n')
  expect((await project.lint(...SERVER)).exitCode).toBe(0)
})

test('after a fix the cluster is asked again', async () => {
  const project = await projectAt(campus, { 'web.yaml': deployment('shop', { container: 'imagePulPolicy: Always' }) })
  const { stdout, exitCode } = await project.lint(
    '--fix=schema-unknown-field',
    '--yes',
    '--select',
    'schema-unknown-field,server-refused',
  )
  expect(exitCode).toBe(0)
  expect(stdout).toContain('Found nothing in 1 object. Clean: 1 of 1 file. Not checked: 0.')
})
