import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createCertificateAuthority, type ServerCertificate } from '../../playground/certificates.ts'
import { listenOnLoopback } from '../../playground/loopback-server.ts'
import { createKube } from '../../src/adapters/kube.ts'
import type { DryRun, Kube } from '../../src/context.ts'
import { createTestContext } from '../support/run-icc.ts'

// What a server of Kubernetes answers is tested against the playground; here it is what it is asked, and odd answers.

let certificate: ServerCertificate
let ca: string

beforeAll(async () => {
  const authority = await createCertificateAuthority()
  ca = authority.ca
  certificate = await authority.issue('An odd API server')
})

type Asked = { method: string; url: string; type: string | undefined; body: string; port: number | undefined }

/** A server that answers what it is told to, in turn, the last for good. */
async function serverThat(
  ...answers: ((response: ServerResponse) => void)[]
): Promise<{ kube: Kube; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = await listenOnLoopback(certificate)
  onTestFinished(() => server.close())
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const part of request) body += String(part)
    const { method = '', url = '', headers, socket } = request
    asked.push({ method, url, type: headers['content-type'], body, port: socket.remotePort })
    const next = answers.length > 1 ? answers.shift() : answers[0]
    next?.(response)
  }
  const listener: RequestListener = (request, response) => void answer(request, response)
  server.answerWith(listener)
  const target = {
    server: server.url,
    ca,
    tlsServerName: undefined,
    insecureSkipTlsVerify: false,
    proxyUrl: undefined,
    credential: { kind: 'token', token: 'x' },
  } as const
  return { kube: await createKube(target, createTestContext()), asked }
}

function json(body: unknown, status = 200, headers = {}): (response: ServerResponse) => void {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

test.each([
  [{ major: '1', minor: '34', gitVersion: 'v1.34.2' }, '1.34'],
  [{ major: '1', minor: '28+', gitVersion: 'v1.28.9-eks-036c24b' }, '1.28'],
  [{ major: '1', minor: '36', emulationMajor: '1', emulationMinor: '35' }, '1.35'],
])('the version is that whose API the server has: %j', async (info, version) => {
  const { kube } = await serverThat(json(info))
  expect(await kube.version()).toBe(version)
})

test.each([[{}], [{ major: '2', minor: '0' }], [[]], ['1.34']])('%j names no version', async (info) => {
  const { kube } = await serverThat(json(info))
  await expect(kube.version()).rejects.toMatchObject({ code: 'api-invalid-answer' })
})

const place = { resource: { groupVersion: 'apps/v1', plural: 'deployments' }, namespace: 'mine', name: 'web' }

test.each<[DryRun['how'], string, string, string]>([
  ['create', 'POST', '/apis/apps/v1/namespaces/mine/deployments', 'application/json'],
  ['apply', 'PATCH', '/apis/apps/v1/namespaces/mine/deployments/web', 'application/apply-patch+yaml'],
  [
    'strategic-merge',
    'PATCH',
    '/apis/apps/v1/namespaces/mine/deployments/web',
    'application/strategic-merge-patch+json',
  ],
  ['merge', 'PATCH', '/apis/apps/v1/namespaces/mine/deployments/web', 'application/merge-patch+json'],
])('%s: a dry run says so in the request', async (how, method, path, type) => {
  const { kube, asked } = await serverThat(json({ kind: 'Deployment' }, 200, { warning: '299 - "careful"' }))
  const body = { kind: 'Deployment' }
  expect(await kube.dryRun({ how, place, manager: 'icc-lint', body })).toEqual({
    kind: 'accepted',
    warnings: ['careful'],
  })
  expect(asked).toMatchObject([{ method, type, body: JSON.stringify(body) }])
  const { pathname, searchParams } = new URL(asked[0]?.url ?? '', 'https://server')
  expect(pathname).toBe(path)
  expect(Object.fromEntries(searchParams)).toEqual({
    dryRun: 'All',
    fieldValidation: 'Strict',
    fieldManager: 'icc-lint',
    ...(how === 'apply' && { force: 'true' }),
  })
})

test('an apply is kept, and takes over what others set', async () => {
  const { kube, asked } = await serverThat(json({ kind: 'Deployment' }, 201))
  expect(
    await kube.apply({ place: { ...place, name: 'web' }, manager: 'icc', body: { kind: 'Deployment' } }),
  ).toEqual({
    kind: 'accepted',
    warnings: [],
  })
  expect(asked).toMatchObject([{ method: 'PATCH', type: 'application/apply-patch+yaml' }])
  const { pathname, searchParams } = new URL(asked[0]?.url ?? '', 'https://server')
  expect(pathname).toBe('/apis/apps/v1/namespaces/mine/deployments/web')
  expect(Object.fromEntries(searchParams)).toEqual({ fieldValidation: 'Strict', fieldManager: 'icc', force: 'true' })
})

test('a refusal is handed on as the server says it, with its warnings', async () => {
  const causes = [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.x' }]
  const details = { name: 'web', kind: 'Deployment', causes }
  const status = { kind: 'Status', message: 'no', reason: 'Invalid', details, code: 422 }
  const { kube } = await serverThat(json(status, 422, { warning: '299 - "careful"' }))
  expect(await kube.dryRun({ how: 'create', place, manager: 'm', body: {} })).toEqual({
    kind: 'refused',
    warnings: ['careful'],
    refusal: { code: 422, reason: 'Invalid', message: 'no', about: 'Deployment', causes },
  })
})

test("of a proxy's page only the code is known", async () => {
  const { kube } = await serverThat((response) =>
    response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>'),
  )
  expect(await kube.dryRun({ how: 'create', place, manager: 'm', body: {} })).toMatchObject({
    kind: 'refused',
    refusal: { code: 503, reason: '', message: '', causes: [] },
  })
})

test('a sign-in that ends in between is told as such', async () => {
  const { kube } = await serverThat(json({}, 401))
  await expect(kube.dryRun({ how: 'create', place, manager: 'm', body: {} })).rejects.toMatchObject({
    code: 'token-rejected',
    exitCode: 4,
  })
})

test('resources come without their subresources; a group that is not served, or forbidden, is told', async () => {
  const resources = [
    { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['create', 'get'] },
    { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
    'odd',
  ]
  const { kube, asked } = await serverThat(json({ resources }), json({}, 404), json({}, 403))
  expect(await kube.resources('v1')).toEqual([
    { groupVersion: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, verbs: ['create', 'get'] },
  ])
  expect(await kube.resources('example.org/v1')).toBe('not-served')
  expect(await kube.resources('example.org/v1')).toBe('forbidden')
  expect(asked.map(({ url }) => url)).toEqual(['/api/v1', '/apis/example.org/v1', '/apis/example.org/v1'])
})

test('objects are read and listed; what is missing or forbidden is no failure, what is no object is one', async () => {
  const { kube } = await serverThat(
    json({ kind: 'Deployment' }),
    json({}, 404),
    json({}, 403),
    json({ items: [{ a: 1 }] }),
    json({ items: ['odd'] }),
    json([]),
  )
  expect(await kube.read(place)).toEqual({ kind: 'Deployment' })
  expect(await kube.read(place)).toBe('missing')
  expect(await kube.read(place)).toBe('forbidden')
  expect(await kube.list(place)).toEqual([{ a: 1 }])
  await expect(kube.list(place)).rejects.toMatchObject({ code: 'api-invalid-answer' })
  await expect(kube.read(place)).rejects.toMatchObject({ code: 'api-invalid-answer' })
})

test('the addresses of the description lead to this server, whatever they say', async () => {
  const paths = {
    'apis/a/v1': { serverRelativeURL: 'https://elsewhere.example/openapi/v3/apis/a/v1?hash=AB' },
    odd: 1,
  }
  const { kube, asked } = await serverThat(json({ paths }), json({ components: {} }), json({}, 404))
  const addresses = await kube.descriptions()
  expect(addresses).toEqual({ 'apis/a/v1': paths['apis/a/v1'].serverRelativeURL, odd: '' })
  expect(await kube.description(paths['apis/a/v1'].serverRelativeURL)).toEqual({ components: {} })
  expect(asked[1]?.url).toBe('/openapi/v3/apis/a/v1?hash=AB')
  expect(await kube.descriptions()).toBe('missing')
})

test.each(['..', '.', ''])('a name that is %j reaches no other path', async (name) => {
  const { kube, asked } = await serverThat(json({}))
  await expect(kube.read({ ...place, name })).rejects.toThrow('a name that is none')
  await expect(kube.list({ ...place, namespace: name, name: undefined })).rejects.toThrow('a name that is none')
  expect(asked).toEqual([])
})

test('one question after the other takes the same connection', async () => {
  const { kube, asked } = await serverThat(json({ kind: 'Deployment' }))
  for (let count = 0; count < 4; count += 1) await kube.read(place)
  expect(new Set(asked.map(({ port }) => port)).size).toBe(1)
})
