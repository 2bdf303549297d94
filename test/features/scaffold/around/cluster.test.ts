import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../../../playground/campus.ts'
import { createKube } from '../../../../src/adapters/kube.ts'
import type { Context } from '../../../../src/context.ts'
import { cancelled } from '../../../../src/errors.ts'
import { clusterFacts, type ClusterFacts } from '../../../../src/features/scaffold/around/cluster.ts'
import { createClient } from '../../../playground/campus-client.ts'
import { patientClock } from '../../../support/patient-clock.ts'
import { createTestContext, temporaryFolder, type Given } from '../../../support/run-icc.ts'
import { sessionAt } from '../../../support/session.ts'
import { tlsServerForTest } from '../../../support/tls-server.ts'

// Over https, with the real adapter, against the playground's API.

const INSTEAD = 'What the profile of the campus says is offered instead.'

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

type User = { [field: string]: unknown }

const NOT_ASKED = () => Promise.reject(new Error('it was asked'))

/** A user's Context, whose kubeconfig has one context; every question to a cluster goes over https. */
function contextFor(
  { apiServer, ca }: Pick<Campus, 'apiServer' | 'ca'>,
  user: User | undefined,
  { site, namespace = 'w001-default', ...given }: { site?: string; namespace?: string } & Given = {},
): Context {
  const home = temporaryFolder()
  const cluster = { server: apiServer, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  const extensions = site === undefined ? {} : { extensions: [{ name: 'icc', extension: { site } }] }
  const context = { cluster: 'c', namespace, ...extensions, ...(user && { user: 'u' }) }
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'campus',
    clusters: [{ name: 'c', cluster }],
    users: user ? [{ name: 'u', user }] : [],
    contexts: [{ name: 'campus', context }],
  }
  writeFileSync(join(home, 'kubeconfig'), JSON.stringify(kubeconfig), { mode: 0o600 })
  const ctx: Context = createTestContext(
    {},
    {
      home,
      env: { HOME: home, KUBECONFIG: join(home, 'kubeconfig') },
      clock: patientClock(),
      kube: (target, signal = ctx.signal) =>
        createKube(target, { ...ctx, signal: AbortSignal.any([ctx.signal, signal]) }),
      ...given,
    },
  )
  return ctx
}

async function userAt(username: string): Promise<User> {
  return { token: String((await createClient(campus).signIn(username))['id_token']) }
}

const CLASSES = {
  storageClasses: [
    { name: 'standard', default: true, expandable: true },
    { name: 'archive', default: false, expandable: false },
    { name: 'shared', default: false, expandable: true },
  ],
  ingressClasses: [
    { name: 'public', default: true },
    { name: 'internal', default: false },
  ],
}

const CLUSTER_ISSUERS = ['letsencrypt', 'letsencrypt-retired']

test('a student gets what a student may see, and what is forbidden is left out without a word', async () => {
  const ctx = contextFor(campus, await userAt('infw001'), { namespace: 'ai-lab' })
  const before = campus.apiRequests.length
  const hard = {
    'limits.cpu': '16',
    'limits.memory': '64Gi',
    'requests.cpu': '8',
    'requests.memory': '32Gi',
    'requests.nvidia.com/gpu': '2',
  }
  expect(await clusterFacts(ctx)).toEqual({
    facts: {
      ...CLASSES,
      issuers: CLUSTER_ISSUERS,
      namespaceIssuers: [],
      quotas: [{ name: 'compute', hard, used: {} }],
    },
    said: undefined,
  })
  const asked = campus.apiRequests.slice(before).map(({ method, path, status }) => `${method} ${path} ${status}`)
  expect(asked.toSorted()).toEqual([
    'GET /api/v1/namespaces/ai-lab/resourcequotas 200',
    'GET /api/v1/nodes 403',
    'GET /apis/cert-manager.io/v1/clusterissuers 200',
    'GET /apis/cert-manager.io/v1/namespaces/ai-lab/issuers 200',
    'GET /apis/networking.k8s.io/v1/ingressclasses 200',
    'GET /apis/storage.k8s.io/v1/storageclasses 200',
  ])
})

test('the Issuers are those of the namespace that is meant', async () => {
  const ctx = contextFor(campus, await userAt('infw001'))
  expect((await clusterFacts(ctx, { namespace: 'se2-magic-team' })).facts).toMatchObject({
    issuers: CLUSTER_ISSUERS,
    namespaceIssuers: ['team-ca'],
    quotas: [],
  })
  // Of another namespace nothing can be known, and of none that cannot be.
  for (const namespace of ['w002-default', '../../x'])
    expect(await clusterFacts(ctx, { namespace })).toEqual({
      facts: { ...CLASSES, issuers: CLUSTER_ISSUERS },
      said: undefined,
    })
})

test('who may see the nodes gets the GPUs as a profile has them', async () => {
  const { facts } = await clusterFacts(contextFor(campus, await userAt('staff01')))
  const resource = 'nvidia.com/gpu'
  expect(facts?.['gpus']).toEqual([
    {
      alias: 'NVIDIA-A100-PCIE-40GB',
      resource,
      nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-A100-PCIE-40GB' },
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      perNode: 4,
    },
    {
      alias: 'Tesla-T4',
      resource,
      nodeSelector: { 'nvidia.com/gpu.product': 'Tesla-T4' },
      tolerations: [],
      perNode: 1,
    },
  ])
})

test('without a kubeconfig nothing is asked', async () => {
  const home = temporaryFolder()
  expect(await clusterFacts(createTestContext({}, { home, env: { HOME: home } }))).toEqual({
    facts: undefined,
    said: `The cluster was not asked: nobody is signed in. ${INSTEAD}`,
  })
})

test.each<[string, User | undefined, string]>([
  ['no user', undefined, 'the context campus has no credential that it takes'],
  ['a password', { username: 'a', password: 'b' }, 'the context campus has no credential that it takes'],
  [
    'a program',
    { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/opt/bin/kubelogin', args: [] } },
    'the context campus signs in with kubelogin, which is not started for this',
  ],
  ['a token in a file that is gone', { tokenFile: '/nowhere/token' }, '/nowhere/token, which '],
])('a context with %s is not asked, and why is said', async (_, user, reason) => {
  const before = campus.apiRequests.length
  const { facts, said } = await clusterFacts(contextFor(campus, user, { kube: NOT_ASKED }))
  expect(facts).toBeUndefined()
  expect(said).toMatch(/^The cluster was not asked: .* What the profile of the campus says is offered instead\.$/u)
  expect(said).toContain(reason)
  expect(campus.apiRequests).toHaveLength(before)
})

const OWN = {
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'icc', args: ['token', '--site', 'playground'] },
}

function writeState(ctx: Context, folder: 'sessions' | 'tokens', content: object): void {
  mkdirSync(join(ctx.stateDir(), folder), { recursive: true })
  writeFileSync(join(ctx.stateDir(), folder, 'playground.json'), JSON.stringify(content))
}

test('where kubectl would start icc for the token, the cluster is asked with it', async () => {
  const ctx = contextFor(campus, OWN, { site: 'playground' })
  const { token } = await userAt('infw001')
  const [usableUntil, sessionEnds] = [Date.now() + 30_000, Date.now() + 30_000]
  writeState(ctx, 'sessions', sessionAt('playground', { credential: 'exec' }))
  writeState(ctx, 'tokens', { version: 1, token, usableUntil, sessionEnds })
  expect(await clusterFacts(ctx)).toMatchObject({ facts: CLASSES, said: undefined })
})

test('a session that is over, and one that is none, is not asked', async () => {
  const ctx = contextFor(campus, OWN, { site: 'playground', kube: NOT_ASKED })
  const write = (session: Parameters<typeof sessionAt>[1]): void =>
    writeState(ctx, 'sessions', sessionAt('playground', session))
  write({ credential: 'exec', endsAt: '2020-01-01T00:00:00.000Z' })
  expect((await clusterFacts(ctx)).said).toBe(
    `The cluster was not asked: your session at playground is over. ${INSTEAD}`,
  )
  write({ credential: 'exec' })
  expect((await clusterFacts(ctx)).said).toBe(
    `The cluster was not asked: you are not signed in at playground. ${INSTEAD}`,
  )
})

test('a cluster that cannot be reached, or does not take the token, is said', async () => {
  const rejected = await clusterFacts(contextFor(campus, { token: 'not-a-token' }))
  expect(rejected).toEqual({
    facts: undefined,
    said: `The cluster told nothing: the cluster does not accept your sign-in any more. ${INSTEAD}`,
  })
  const nobody = contextFor({ apiServer: 'https://127.0.0.1:1', ca: campus.ca }, { token: 'x' })
  const gone = await clusterFacts(nobody)
  expect(gone).toEqual({
    facts: undefined,
    said: `The cluster told nothing: the cluster's API server 127.0.0.1:1 cannot be reached (ECONNREFUSED). ${INSTEAD}`,
  })
})

/** A cluster that has these lists, by the end of their paths, and answers to others as it is told. */
async function clusterWith(
  lists: Record<string, object[]>,
  others: 'not found' | 'never' | 'broken',
  given: Given = {},
): Promise<ClusterFacts> {
  const { port, ca } = await tlsServerForTest((request, response) => {
    const items = lists[request.url?.split('/').at(-1) ?? '']
    if (items !== undefined) return response.end(JSON.stringify({ items }))
    if (others === 'not found') return response.writeHead(404).end('{}')
    if (others === 'broken') return response.writeHead(500).end('{"message":"etcdserver: no leader"}')
    return response
  })
  // Enough for those that answer.
  const clock = patientClock(others === 'never' ? 3 : undefined)
  return clusterFacts(contextFor({ apiServer: `https://127.0.0.1:${port}`, ca }, { token: 'x' }, { clock, ...given }))
}

test('a cluster that answers some questions in time is taken at its word for these', async () => {
  const lists = { storageclasses: [{ metadata: { name: 'fast' } }], ingressclasses: [] }
  const known = { storageClasses: [{ name: 'fast', default: false, expandable: false }], ingressClasses: [] }
  expect(await clusterWith(lists, 'never')).toEqual({
    facts: known,
    said: `The cluster did not tell its cluster issuers, issuers, nodes, quotas: it did not answer within 1 s. ${INSTEAD}`,
  })
  expect(await clusterWith(lists, 'broken')).toEqual({
    facts: known,
    said: expect.stringMatching(
      /^The cluster did not tell its cluster issuers, issuers, nodes, quotas: 127\.0\.0\.1:\d+ does not behave/u,
    ),
  })
  expect(await clusterWith(lists, 'not found')).toEqual({ facts: known, said: undefined })
})

test('a cluster that answers nothing in time, or does not even let one in, holds nobody up', async () => {
  const said = `The cluster told nothing: it did not answer within 1 s. ${INSTEAD}`
  expect(await clusterWith({}, 'never')).toEqual({ facts: undefined, said })
  expect(await clusterWith({}, 'never', { kube: () => new Promise(() => {}) })).toEqual({ facts: undefined, said })
})

test('Ctrl-C ends it', async () => {
  const interrupted = new AbortController()
  const ended = clusterWith({}, 'never', { signal: interrupted.signal })
  interrupted.abort(cancelled())
  await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
})

const FAULTY = () => Promise.reject(new TypeError('a bug'))

test('a fault of icc is no reason to go on', async () => {
  await expect(clusterWith({}, 'never', { kube: FAULTY })).rejects.toThrow('a bug')
})
