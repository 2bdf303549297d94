import { expect, test } from 'vitest'
import type { DryRun, DryRunAnswer, Kube, KubeObject, KubeRefusal } from '../../../../src/context.ts'
import { createProject } from '../../../../src/features/lint/project.ts'
import { examine } from '../../../../src/features/lint/server/examine.ts'
import { createQuestions } from '../../../../src/features/lint/server/questions.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'

/** A cluster by what it answers. */
type Cluster = {
  live?: KubeObject | 'missing' | 'forbidden'
  /** Answers to dry runs, in turn; then everything is accepted. */
  answers?: DryRunAnswer[]
  /** `verb resource` that the user may not. */
  mayNot?: string[]
}

/** What icc knows about it. */
const whyForbidden = ({ kind, namespace }: { kind: string; namespace?: string }) =>
  kind === 'Gateway' ? `${kind} is for operators` : namespace && `${namespace} may not be yours`

const NAMES = ['Deployment', 'StatefulSet', 'Service', 'Secret', 'Pod', 'Gateway']

/** Examines the first object of a text; `asked` are the dry runs, in order. */
async function examined(text: string, { live = 'missing', answers = [], mayNot = [] }: Cluster = {}) {
  const asked: DryRun[] = []
  const left = [...answers]
  const kube: Kube = {
    whoAmI: unexpected,
    rules: unexpected,
    getNamespace: unexpected,
    listNamespaces: unexpected,
    version: unexpected,
    list: unexpected,
    metadata: unexpected,
    descriptions: unexpected,
    description: unexpected,
    canI: async ({ verb, resource }) => !mayNot.includes(`${verb} ${resource}`),
    resources: async (groupVersion) =>
      NAMES.map((kind) => ({
        groupVersion,
        kind,
        plural: `${kind.toLowerCase()}s`,
        namespaced: true,
        verbs: ['create'],
      })),
    read: async () => live,
    apply: unexpected,
    dryRun: async (request) => {
      asked.push(request)
      return left.shift() ?? { kind: 'accepted', warnings: [] }
    },
  }
  const file = { source: { name: 'a.yaml', text }, ...readManifests({ name: 'a.yaml', text }) }
  const project = createProject([file])
  const [object] = project.objects
  if (object === undefined) throw new Error('no object')
  const result = await examine({ ...createQuestions(kube), project, namespace: 'mine', whyForbidden }, object)
  return {
    result,
    asked,
    how: asked.map(({ how, manager, place }) => `${how} ${place.resource.plural} as ${manager}`),
  }
}

function unexpected(): Promise<never> {
  return Promise.reject(new Error('nobody asks this'))
}

function refused(given: Partial<KubeRefusal>): DryRunAnswer {
  return {
    kind: 'refused',
    warnings: [],
    refusal: { code: 403, reason: 'Forbidden', message: '', about: '', causes: [], ...given },
  }
}

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
`
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: robot, containers: [{name: web}]}
`
const applied = {
  metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{"type":"NodePort"}}' } },
}

test('a new object is created, as kubectl would send it', async () => {
  const { how, asked } = await examined(SERVICE)
  expect(how).toEqual(['create services as icc-lint'])
  expect(asked[0]).toMatchObject({
    place: { namespace: 'mine' },
    body: {
      metadata: {
        namespace: 'mine',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': expect.stringContaining('"namespace":"mine"'),
        },
      },
    },
  })
})

test('one that kubectl applied is patched, what it has no more taken out', async () => {
  const { how, asked } = await examined(SERVICE, { live: applied })
  expect(how).toEqual(['strategic-merge services as icc-lint'])
  expect(asked[0]?.body['spec']).toEqual({ ports: [{ port: 80 }], type: null })
})

function fields(manager: string, operation: string, more = {}): object {
  return { manager, operation, ...more }
}

test('one that somebody applies on the server is applied there in their name', async () => {
  const managedFields = [
    fields('kube-controller-manager', 'Update'),
    fields('status-writer', 'Apply', { subresource: 'status' }),
    fields('argocd-controller', 'Apply'),
  ]
  expect((await examined(SERVICE, { live: { metadata: { managedFields } } })).how).toEqual([
    'apply services as argocd-controller',
  ])
  const both = [...managedFields, fields('kubectl', 'Apply')]
  expect((await examined(SERVICE, { live: { metadata: { managedFields: both } } })).how).toEqual([
    'apply services as kubectl',
  ])
})

test('what may not be read, and every Secret, is applied on the server', async () => {
  expect((await examined(SERVICE, { live: 'forbidden' })).how).toEqual(['apply services as icc-lint'])
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, managedFields: [{}]}\n'
  const { how, asked } = await examined(secret, { live: applied })
  expect(how).toEqual(['apply secrets as icc-lint'])
  expect(asked[0]?.body['metadata']).toEqual({ name: 'a' })
})

test('a custom resource that looks like one of Kubernetes is patched the other way', async () => {
  const gateway = 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\n'
  const { how } = await examined(gateway, {
    live: applied,
    answers: [refused({ code: 415, reason: 'UnsupportedMediaType' })],
  })
  expect(how).toEqual(['strategic-merge gateways as icc-lint', 'merge gateways as icc-lint'])
})

test('an object without a name of its own is created each time', async () => {
  const { how, asked } = await examined(SERVICE.replace('name: web', 'generateName: web-'))
  expect(how).toEqual(['create services as icc-lint'])
  expect(asked[0]?.body['metadata']).toEqual({ generateName: 'web-' })
})

test('what is created or deleted meanwhile is looked at once more', async () => {
  const exists = refused({ code: 409, reason: 'AlreadyExists' })
  expect((await examined(SERVICE, { answers: [exists] })).result).toMatchObject({ kind: 'judged', refused: [] })
  const gone = refused({ code: 404, reason: 'NotFound', about: 'services' })
  expect((await examined(SERVICE, { live: applied, answers: [gone] })).result).toMatchObject({
    kind: 'judged',
    refused: [],
  })
  expect((await examined(SERVICE, { answers: [exists, exists] })).result).toMatchObject({ kind: 'not-checked' })
})

test('a refusal with 403 is the policy of the cluster, unless the user lacks the right', async () => {
  const answers = [refused({ message: 'services "web" is forbidden: no load balancers here' })]
  expect((await examined(SERVICE, { answers })).result).toMatchObject({
    refused: [{ message: 'no load balancers here' }],
  })
  expect((await examined(SERVICE, { answers, mayNot: ['create services'] })).result).toEqual({
    live: 'missing',
    kind: 'not-checked',
    reason: 'you may not create services in the namespace mine',
  })
  const closed = ['create services', 'list pods']
  expect((await examined(SERVICE, { answers, mayNot: closed })).result).toMatchObject({
    reason: 'you may not create services in the namespace mine: mine may not be yours',
  })
  expect((await examined(SERVICE, { answers, mayNot: ['create services'], live: 'forbidden' })).result).toMatchObject(
    {
      kind: 'not-checked',
    },
  )
})

test('no answer in time is no pass', async () => {
  expect((await examined(SERVICE, { answers: [{ kind: 'no-answer' }] })).result).toMatchObject({
    kind: 'not-checked',
    reason: 'the cluster did not answer in time',
  })
  const accepted: DryRunAnswer = { kind: 'accepted', warnings: [] }
  expect((await examined(DEPLOYMENT, { answers: [accepted, { kind: 'no-answer' }] })).result).toMatchObject({
    kind: 'judged',
    gaps: ['its pods: the cluster did not answer in time'],
  })
})

test('the pods that something makes are tried too, with the volumes of their claims', async () => {
  const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    metadata: {labels: {app: db}, annotations: {a: b}}
    spec:
      containers: [{name: db, volumeMounts: [{name: data, mountPath: /data}]}]
      volumes: [{name: data, emptyDir: {}}, {name: other, emptyDir: {}}]
  volumeClaimTemplates: [{metadata: {name: data}}]
`
  const { asked } = await examined(text)
  expect(asked[1]).toMatchObject({
    how: 'create',
    place: { namespace: 'mine', resource: { plural: 'pods' } },
    body: {
      kind: 'Pod',
      metadata: { generateName: 'db-', labels: { app: 'db' }, annotations: { a: 'b' } },
      spec: {
        volumes: [
          { name: 'other', emptyDir: {} },
          { name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } },
        ],
      },
    },
  })
})

test('a refusal of the pods is placed in their template', async () => {
  const accepted: DryRunAnswer = { kind: 'accepted', warnings: [] }
  const image = [{ field: 'spec.containers[0].image', reason: 'FieldValueRequired', message: 'Required value' }]
  const cluster = { answers: [accepted, refused({ code: 422, reason: 'Invalid', causes: image })] }
  expect((await examined(DEPLOYMENT, cluster)).result).toMatchObject({
    refused: [
      { path: ['spec', 'template', 'spec', 'containers', 0, 'image'], what: 'its pods', message: 'Required value' },
    ],
  })
  const nameless = { answers: [accepted, refused({ message: 'pods "web-" is forbidden: not today' })] }
  expect((await examined(DEPLOYMENT, nameless)).result).toMatchObject({
    refused: [{ path: ['spec', 'template', 'spec'], message: 'not today' }],
  })
})

test('a full quota is no news about pods that run already', async () => {
  const accepted: DryRunAnswer = { kind: 'accepted', warnings: [] }
  const full = refused({ message: 'pods "web-" is forbidden: exceeded quota: compute, requested: pods=1' })
  const answers = [accepted, full]
  expect((await examined(DEPLOYMENT, { answers, live: applied })).result).toMatchObject({ refused: [] })
  expect((await examined(DEPLOYMENT, { answers })).result).toMatchObject({ refused: [{ what: 'its pods' }] })
})

test('who may not create pods is told that they were not tried', async () => {
  const accepted: DryRunAnswer = { kind: 'accepted', warnings: [] }
  const cluster = { answers: [accepted, refused({ message: 'no' })], mayNot: ['create pods'] }
  expect((await examined(DEPLOYMENT, cluster)).result).toMatchObject({
    refused: [],
    gaps: ['its pods: you may not create pods in the namespace mine'],
  })
})

test('what the files bring for the pods is not there yet, and no mistake', async () => {
  const accepted: DryRunAnswer = { kind: 'accepted', warnings: [] }
  const message =
    'pods "web-" is forbidden: error looking up service account mine/robot: serviceaccount "robot" not found'
  const answers = [accepted, refused({ message })]
  expect((await examined(DEPLOYMENT, { answers })).result).toMatchObject({ refused: [{ what: 'its pods' }] })
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n'
  expect((await examined(`${DEPLOYMENT}---\n${account}`, { answers })).result).toMatchObject({
    refused: [],
    gaps: ['its pods: robot, which these files bring, is not there yet'],
  })
})

test('a value that another program fills in is not judged', async () => {
  const text = SERVICE.replace('port: 80', 'port: 80, protocol: "${PROTOCOL}"')
  const causes = [{ field: 'spec.ports[0].protocol', reason: 'FieldValueNotSupported', message: 'Unsupported value' }]
  expect((await examined(text, { answers: [refused({ code: 422, causes })] })).result).toMatchObject({
    kind: 'not-checked',
    reason: 'another program is still to fill a place in it',
  })
})

test('of a Secret even warnings are told without their words', async () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {x: eA==}\n'
  const warnings = ['data[x]: hunter2 is no good password']
  const { result } = await examined(secret, { answers: [{ kind: 'accepted', warnings }] })
  expect(result).toMatchObject({ warnings: [{ path: ['data', 'x'], message: 'kubectl shows what about' }] })
})
