import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createClient, send, type Answer } from './campus-client.ts'

let campus: Campus
let student: string
let staff: string

beforeAll(async () => {
  campus = await startCampus({ idTokenSeconds: { 'icc-short': 1 }, extraNamespaces: 1200 })
  student = await idToken('infw001')
  staff = await idToken('staff01')
})
afterAll(() => campus.close())

async function idToken(username: string, clientId = 'icc'): Promise<string> {
  return String((await createClient(campus, clientId).signIn(username))['id_token'])
}

function ask(path: string, token: string | undefined, headers: Record<string, string> = {}): Promise<Answer> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return send(campus, 'GET', campus.apiServer + path, undefined, { ...authorization, ...headers })
}

function post(path: string, token: string, body: string, contentType = 'application/json'): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType }
  return send(campus, 'POST', campus.apiServer + path, body, headers)
}

async function canI(token: string, attributes: Record<string, string>): Promise<unknown> {
  const body = JSON.stringify({ spec: { resourceAttributes: attributes } })
  const { json } = await post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', token, body)
  return json['status']
}

type RulesStatus = { resourceRules: { resources: string[]; verbs: string[] }[]; incomplete: boolean }

async function studentRules(namespace: string): Promise<RulesStatus> {
  const body = JSON.stringify({ spec: { namespace } })
  const { json } = await post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', student, body)
  return json['status'] as RulesStatus
}

const unauthorized = {
  status: 401,
  json: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  },
}

test('the health pages and the version answer anybody', async () => {
  for (const path of ['/healthz', '/livez', '/readyz'])
    expect(await ask(path, undefined)).toMatchObject({ status: 200, text: 'ok' })
  expect((await ask('/version', undefined)).json).toMatchObject({
    major: '1',
    gitVersion: expect.stringMatching(/^v1\./),
  })
})

test('without a token the requester is anonymous and may discover nothing', async () => {
  expect(await ask('/api', undefined)).toMatchObject({
    status: 403,
    json: { reason: 'Forbidden', message: 'forbidden: User "system:anonymous" cannot get path "/api"' },
  })
})

test('discovery comes at once for new clients and page by page for old ones', async () => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
  const kinds = async (path: string, headers: Record<string, string> = {}) => {
    const { text } = await ask(path, student, headers)
    return (JSON.parse(text) as { kind: string }).kind
  }
  expect(await kinds('/api', { accept })).toBe('APIGroupDiscoveryList')
  expect(await kinds('/apis', { accept })).toBe('APIGroupDiscoveryList')
  expect(await kinds('/api')).toBe('APIVersions')
  expect(await kinds('/apis')).toBe('APIGroupList')
  expect(await kinds('/apis/apps')).toBe('APIGroup')
  expect((await ask('/apis/apps/v1', student)).json).toMatchObject({
    kind: 'APIResourceList',
    groupVersion: 'apps/v1',
    resources: expect.arrayContaining([expect.objectContaining({ name: 'deployments', kind: 'Deployment' })]),
  })
})

test('garbage, another audience and a token without a username are unauthorized', async () => {
  expect(await ask('/api', 'garbage')).toMatchObject(unauthorized)
  expect(await ask('/api', await idToken('infw001', 'icc-other'))).toMatchObject(unauthorized)
  expect(await ask('/api', await idToken('ghost'))).toMatchObject(unauthorized)
})

test('an expired token is unauthorized', async () => {
  const token = await idToken('infw001', 'icc-short')
  await vi.waitFor(async () => expect(await ask('/api', token)).toMatchObject(unauthorized), { timeout: 5000 })
})

test('a token with the right claims but signed by another key is unauthorized', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const forged = (kid: string) =>
    new SignJWT({ preferred_username: 'staff01', groups: ['staff'] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(campus.issuer)
      .setAudience('icc')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
  const { text } = await send(campus, 'GET', `${campus.issuer}/jwks`)
  const [known] = (JSON.parse(text) as { keys: { kid: string }[] }).keys
  expect(await ask('/api', await forged(known?.kid ?? ''))).toMatchObject(unauthorized)
  expect(await ask('/api', await forged((await exportJWK(publicKey)).x ?? ''))).toMatchObject(unauthorized)
})

test('another audience can be chosen', async () => {
  const own = await startCampus({ audiences: ['icc-other'] })
  try {
    const statusFor = async (clientId: string) => {
      const token = String((await createClient(own, clientId).signIn('infw001'))['id_token'])
      return (await send(own, 'GET', `${own.apiServer}/api`, undefined, { authorization: `Bearer ${token}` })).status
    }
    expect(await statusFor('icc-other')).toBe(200)
    expect(await statusFor('icc')).toBe(401)
  } finally {
    await own.close()
  }
})

test('a name that fits no namespace signs in and may nothing', async () => {
  const token = await idToken('INVALID__USER')
  const { status, json } = await post('/apis/authentication.k8s.io/v1/selfsubjectreviews', token, '{}')
  expect(status).toBe(201)
  expect(json['status']).toEqual({ userInfo: { username: 'INVALID__USER', groups: ['system:authenticated'] } })
  expect(await ask('/api/v1/namespaces/default/pods', token)).toMatchObject({ status: 403 })
})

test('a namespace is found by its members, forbidden to others whether it exists or not, missing for staff', async () => {
  expect(await ask('/api/v1/namespaces/w001-default', student)).toMatchObject({
    status: 200,
    json: { kind: 'Namespace' },
  })
  expect(await ask('/api/v1/namespaces/se2-magic-team', student)).toMatchObject({ status: 200 })
  expect(await ask('/api/v1/namespaces/w002-default', student)).toMatchObject({ status: 403 })
  expect(await ask('/api/v1/namespaces/nowhere', student)).toMatchObject({
    status: 403,
    json: {
      message:
        'namespaces "nowhere" is forbidden: User "infw001" cannot get resource "namespaces" in API group "" in the namespace "nowhere"',
      details: { name: 'nowhere', kind: 'namespaces' },
    },
  })
  expect(await ask('/api/v1/namespaces/nowhere', staff)).toMatchObject({
    status: 404,
    json: {
      reason: 'NotFound',
      message: 'namespaces "nowhere" not found',
      details: { name: 'nowhere', kind: 'namespaces' },
    },
  })
})

test('listing namespaces is forbidden to students and comes in pieces for staff', async () => {
  expect(await ask('/api/v1/namespaces', student)).toMatchObject({
    status: 403,
    json: { message: expect.stringContaining('at the cluster scope'), details: { kind: 'namespaces' } },
  })
  const names: string[] = []
  let next = ''
  do {
    const { json } = await ask(`/api/v1/namespaces?limit=500${next}`, staff)
    const { items, metadata } = json as { items: { metadata: { name: string } }[]; metadata: { continue?: string } }
    expect(items.length).toBeLessThanOrEqual(500)
    names.push(...items.map((item) => item.metadata.name))
    next = metadata.continue === undefined ? '' : `&continue=${metadata.continue}`
  } while (next !== '')
  expect(names).toHaveLength(1207)
  expect(names).toEqual(names.toSorted())
  expect(names).toEqual(expect.arrayContaining(['ai-lab', 'kube-system', 'project-01200', 'w002-default']))
})

test('an access review says the same as the request itself', async () => {
  const questions = [
    { namespace: 'w001-default', resource: 'pods' },
    { namespace: 'w002-default', resource: 'pods' },
    { namespace: 'ai-lab', resource: 'services' },
    { namespace: 'w001-default', resource: 'serviceaccounts' },
    { namespace: '', resource: 'namespaces' },
  ]
  for (const token of [student, staff]) {
    for (const { namespace, resource } of questions) {
      const path = namespace === '' ? resource : `namespaces/${namespace}/${resource}`
      const { status } = await ask(`/api/v1/${path}`, token)
      const answer = await canI(token, { namespace, resource, verb: 'list', group: '' })
      expect(answer).toEqual({ allowed: status === 200 })
    }
  }
})

test('a student may create deployments but no daemonsets, and only where they belong', async () => {
  const create = { verb: 'create', group: 'apps' }
  expect(await canI(student, { ...create, namespace: 'w001-default', resource: 'deployments' })).toEqual({
    allowed: true,
  })
  expect(await canI(student, { ...create, namespace: 'w001-default', resource: 'daemonsets' })).toEqual({
    allowed: false,
  })
  expect(await canI(student, { ...create, namespace: 'default', resource: 'deployments' })).toEqual({
    allowed: false,
  })
  const log = { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'w001-default' }
  expect(await canI(student, log)).toEqual({ allowed: true })
})

test('a rules review lists what the bindings of the namespace and of the cluster allow', async () => {
  const own = await studentRules('w001-default')
  expect(own.incomplete).toBe(false)
  expect(own.resourceRules.find(({ resources }) => resources.includes('pods'))?.verbs).toContain('delete')
  const foreign = (await studentRules('w002-default')).resourceRules.flatMap(({ resources }) => resources)
  const reviews = ['selfsubjectreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews']
  expect(foreign).toEqual([...reviews, 'storageclasses', 'ingressclasses', 'clusterissuers'])
})

test('a student sees what the cluster offers, but not its nodes', async () => {
  const names = async (path: string, token: string) => {
    const { json } = await ask(`/apis/${path}`, token)
    return (json['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)
  }
  expect(await names('storage.k8s.io/v1/storageclasses', student)).toEqual(['archive', 'shared', 'standard'])
  expect(await names('networking.k8s.io/v1/ingressclasses', student)).toEqual(['internal', 'public'])
  expect(await names('cert-manager.io/v1/clusterissuers', student)).toEqual(['letsencrypt', 'letsencrypt-retired'])
  expect(await names('cert-manager.io/v1/namespaces/se2-magic-team/issuers', student)).toEqual(['team-ca'])
  expect(await ask('/api/v1/nodes', student)).toMatchObject({ status: 403 })
  expect(await ask('/api/v1/nodes/gpu-3', staff)).toMatchObject({
    json: { kind: 'Node', status: { allocatable: { 'nvidia.com/gpu': '1' } } },
  })
})

test('a review that cannot be read is a bad request', async () => {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  expect(await post(path, student, '{')).toMatchObject({ status: 400, json: { reason: 'BadRequest' } })
  expect(await post(path, student, '{}')).toMatchObject({ status: 422, json: { reason: 'Invalid' } })
  const protobuf = 'application/vnd.kubernetes.protobuf'
  expect(await post(path, student, 'k8s\0\u0012\u007f', protobuf)).toMatchObject({ status: 400 })
  expect(await post(path, student, 'a: b', 'application/yaml')).toMatchObject({ status: 415 })
})

test('unknown resources are not found, watching and what nobody may create are not served', async () => {
  expect(await ask('/api/v1/namespaces/w001-default/widgets', staff)).toMatchObject({ status: 404 })
  expect(await ask('/apis/example.org/v1', staff)).toMatchObject({ status: 404, json: { kind: 'Status' } })
  expect(await ask('/api/v1/namespaces/w001-default/pods?watch=true', student)).toMatchObject({
    status: 405,
    json: { reason: 'MethodNotAllowed' },
  })
  expect(await post('/api/v1/namespaces', staff, '{}')).toMatchObject({ status: 405 })
  expect(await post('/api/v1/namespaces/w002-default/pods', student, '{}')).toMatchObject({ status: 403 })
})

test('selectors narrow a list, and one that is not known is refused', async () => {
  const names = async (query: string) => {
    const { json } = await ask(`/api/v1/namespaces/w001-default/pods?${query}`, student)
    return (json['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)
  }
  expect(await names('labelSelector=app%3Ddb')).toEqual(['db-0'])
  expect(await names('labelSelector=app!%3Ddb')).toHaveLength(2)
  expect(await names('fieldSelector=metadata.name%3Ddb-0')).toEqual(['db-0'])
  const unknown = await ask('/api/v1/namespaces/w001-default/pods?fieldSelector=spec.nodeName%3Dx', student)
  expect(unknown).toMatchObject({ status: 400, json: { reason: 'BadRequest' } })
})

test('the requests are noted with path and status', async () => {
  const before = campus.apiRequests.length
  await ask('/api/v1/namespaces/w002-default/pods?limit=1', student)
  expect(campus.apiRequests.slice(before)).toEqual([
    { time: expect.any(Number), method: 'GET', path: '/api/v1/namespaces/w002-default/pods', status: 403 },
  ])
})
