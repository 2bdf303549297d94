import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createClient, send, type Answer } from './campus-client.ts'

let campus: Campus
let student: string
let staff: string

beforeAll(async () => {
  campus = await startCampus()
  const token = async (username: string) => String((await createClient(campus).signIn(username))['id_token'])
  student = await token('infw001')
  staff = await token('staff01')
})
afterAll(() => campus.close())

const STRICT = 'dryRun=All&fieldValidation=Strict&fieldManager=test'

type Ask = { query?: string; token?: string; type?: string }

function ask(method: string, path: string, body: unknown, { query = STRICT, token = student, type }: Ask = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type ?? 'application/json' }
  return send(campus, method, `${campus.apiServer}${path}?${query}`, JSON.stringify(body), headers)
}

const PODS = '/api/v1/namespaces/w001-default/pods'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/w001-default/deployments'
const STRATEGIC = 'application/strategic-merge-patch+json'
const APPLY = 'application/apply-patch+yaml'

function pod(spec: object = {}, metadata: object = { name: 'web' }): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'web', image: 'nginx:1.29' }], ...spec },
  }
}

function causesOf({ json }: Answer): unknown {
  return (json['details'] as { causes?: unknown }).causes
}

// The words in these tests were compared with a kube-apiserver of Kubernetes 1.37.

test('a dry run answers as the real thing would, and stores nothing', async () => {
  expect(await ask('POST', PODS, pod())).toMatchObject({
    status: 201,
    json: { kind: 'Pod', metadata: { name: 'web', namespace: 'w001-default', uid: expect.any(String) } },
  })
  expect(await ask('GET', `${PODS}/web`, undefined)).toMatchObject({ status: 404 })
  expect(await ask('POST', PODS, pod({}, { name: 'kept' }), { query: '' })).toMatchObject({ status: 201 })
  expect(await ask('GET', `${PODS}/kept`, undefined)).toMatchObject({ status: 200 })
  expect(await ask('POST', PODS, pod({}, { name: 'kept' }))).toMatchObject({
    status: 409,
    json: { reason: 'AlreadyExists', message: 'pods "kept" already exists' },
  })
})

test('unknown fields and wrong types are bad requests, each way of sending in its own words', async () => {
  const sent = pod({ containrs: [], containers: [{ name: 'web', imag: 'nginx' }] })
  expect(await ask('POST', PODS, sent)).toMatchObject({
    status: 400,
    json: {
      message:
        'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imag", unknown field "spec.containrs"',
    },
  })
  const patched = await ask('PATCH', `${DEPLOYMENTS}/web`, { spec: { selectr: 1 } }, { type: STRATEGIC })
  expect(patched.status).toBe(422)
  expect(causesOf(patched)).toMatchObject([{ field: 'patch', message: expect.stringContaining('"spec.selectr"') }])
  const applied = await ask('PATCH', `${PODS}/new`, sent, { type: APPLY })
  expect(applied.status).toBe(500)
  expect(applied.json).not.toHaveProperty('reason')
  expect(applied.json['message']).toContain('.spec.containrs: field not declared in schema')
  const mistyped = await ask('POST', PODS, pod({}, { name: 'web', labels: { app: 1 } }))
  expect(mistyped.json['message']).toBe(
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  )
})

test('what is not valid names each field', async () => {
  const refused = await ask(
    'POST',
    PODS,
    pod({ containers: [{ name: 'Web_1', image: 'a', ports: [{ containerPort: 99_999 }] }] }),
  )
  expect(refused).toMatchObject({ status: 422, json: { reason: 'Invalid' } })
  expect(causesOf(refused)).toMatchObject([
    { field: 'spec.containers[0].name', reason: 'FieldValueInvalid' },
    {
      field: 'spec.containers[0].ports[0].containerPort',
      message: 'Invalid value: 99999: must be between 1 and 65535, inclusive',
    },
  ])
  const nameless = await ask('POST', PODS, pod({}, {}))
  expect(causesOf(nameless)).toMatchObject([{ field: 'metadata.name', reason: 'FieldValueRequired' }])
})

test('a patch changes what it names, and cannot change what is for ever', async () => {
  const path = `${DEPLOYMENTS}/web`
  const container = { name: 'web', image: 'nginx:1.30' }
  const changed = await ask(
    'PATCH',
    path,
    { spec: { template: { spec: { containers: [container] } } } },
    { type: STRATEGIC },
  )
  expect(changed).toMatchObject({
    status: 200,
    json: { spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } } },
  })
  const labels = { app: 'other' }
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels } } }
  expect(causesOf(await ask('PATCH', path, { spec }, { type: STRATEGIC }))).toMatchObject([
    { field: 'spec.selector', message: expect.stringContaining('field is immutable') },
  ])
  const smaller = { spec: { resources: { requests: { storage: '5Gi' } } } }
  const claims = '/api/v1/namespaces/w001-default/persistentvolumeclaims/data-db-0'
  expect(causesOf(await ask('PATCH', claims, smaller, { type: STRATEGIC }))).toEqual([
    {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: field can not be less than status.capacity',
      field: 'spec.resources.requests.storage',
    },
  ])
  expect(await ask('PATCH', `${DEPLOYMENTS}/none`, {}, { type: STRATEGIC })).toMatchObject({ status: 404 })
  expect(await ask('PATCH', path, { metadata: { resourceVersion: '1' } }, { type: STRATEGIC })).toMatchObject({
    status: 409,
    json: { reason: 'Conflict' },
  })
  expect(await ask('PATCH', path, {}, { type: 'text/plain' })).toMatchObject({ status: 415 })
})

test('server-side apply makes what is not there, and knows no list with a key twice', async () => {
  expect(await ask('PATCH', `${PODS}/web`, pod(), { type: APPLY })).toMatchObject({
    status: 201,
    json: { metadata: { managedFields: [{ manager: 'test', operation: 'Apply' }] } },
  })
  const env = ['1', '2'].map((value) => ({ name: 'A', value }))
  const twice = pod({ containers: [{ name: 'web', image: 'nginx:1.29', env }] })
  expect(await ask('PATCH', `${PODS}/web`, twice, { type: APPLY })).toMatchObject({
    status: 500,
    json: { message: expect.stringContaining('duplicate entries for key [name="A"]') },
  })
  const created = await ask('POST', PODS, twice)
  expect(created.status).toBe(201)
  expect(created.headers['warning']).toBe(
    String.raw`299 - "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"`,
  )
})

test('a quota refuses pods that state nothing, or too much', async () => {
  const path = '/api/v1/namespaces/ai-lab/pods'
  expect((await ask('POST', path, pod())).json['message']).toBe(
    'pods "web" is forbidden: failed quota: compute: must specify limits.cpu for: web; limits.memory for: web; requests.cpu for: web; requests.memory for: web',
  )
  const amounts = { cpu: '9', memory: '1Gi' }
  const resources = { requests: amounts, limits: amounts }
  const large = pod({ containers: [{ name: 'web', image: 'nginx:1.29', resources }] })
  expect((await ask('POST', path, large)).json).toMatchObject({
    reason: 'Forbidden',
    message:
      'pods "web" is forbidden: exceeded quota: compute, requested: requests.cpu=9, used: requests.cpu=0, limited: requests.cpu=8',
  })
})

test('Pod Security refuses pods and warns of what makes them', async () => {
  const namespace = '/namespaces/se2-magic-team'
  const refused = await ask('POST', `/api/v1${namespace}/pods`, pod({ hostNetwork: true }))
  expect(refused.json['message']).toBe(
    'pods "web" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
  )
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
  }
  const spec = { selector: { matchLabels: { app: 'a' } }, template }
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec }
  const taken = await ask('POST', `/apis/apps/v1${namespace}/deployments`, deployment)
  expect(taken).toMatchObject({
    status: 201,
    headers: { warning: expect.stringMatching(/^299 - "would violate PodSecurity/) },
  })
})

test('what may not be done, and where nothing is, are told apart', async () => {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } }
  expect(await ask('POST', '/api/v1/namespaces/w001-default/serviceaccounts', account)).toMatchObject({
    status: 403,
    json: { message: expect.stringContaining('User "infw001" cannot create resource "serviceaccounts"') },
  })
  const path = '/api/v1/namespaces/nowhere/serviceaccounts'
  expect(await ask('POST', path, account, { token: staff })).toMatchObject({
    status: 404,
    json: { message: 'namespaces "nowhere" not found', details: { name: 'nowhere', kind: 'namespaces' } },
  })
})

test('a body of another kind or namespace, or a strange dry run, is refused', async () => {
  expect(await ask('POST', DEPLOYMENTS, pod())).toMatchObject({ status: 400 })
  expect(await ask('POST', PODS, pod({}, { name: 'web', namespace: 'ai-lab' }))).toMatchObject({
    status: 400,
    json: { message: 'the namespace of the provided object does not match the namespace sent on the request' },
  })
  expect(await ask('POST', PODS, pod(), { query: 'dryRun=Some' })).toMatchObject({ status: 422 })
  expect(await ask('POST', PODS, [])).toMatchObject({ status: 400 })
})
