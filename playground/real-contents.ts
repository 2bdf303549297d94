import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject } from '../src/features/manifests/document.ts'
import { bindings, type Binding } from './kubernetes-access.ts'
import { CLUSTER_THINGS } from './kubernetes-cluster.ts'
import { customDefinitions } from './kubernetes-custom.ts'
import type { ApiClient } from './real-client.ts'

const RBAC = 'rbac.authorization.k8s.io'
const LEVEL = 'pod-security.kubernetes.io'

/** What a namespace of a campus asks of pods: the level that is enforced, and whether a quota wants amounts. */
export type CampusNamespace = { name: string; enforce: 'restricted' | 'baseline' | 'privileged'; quota?: JsonObject }

const COMPUTE = { 'requests.cpu': '16', 'requests.memory': '64Gi', 'limits.cpu': '32', 'limits.memory': '64Gi' }

/** The namespaces that the bindings of the playground are for; students' own are restricted, and have a quota. */
const NAMESPACES: readonly CampusNamespace[] = [
  { name: 'ai-lab', enforce: 'restricted', quota: { ...COMPUTE, 'requests.nvidia.com/gpu': '2' } },
  { name: 'se2-magic-team', enforce: 'baseline' },
  { name: 'staff01-default', enforce: 'restricted', quota: COMPUTE },
  { name: 'w001-default', enforce: 'restricted', quota: { ...COMPUTE, persistentvolumeclaims: '8' } },
  { name: 'w002-default', enforce: 'restricted', quota: COMPUTE },
]

/**
 * Fills a fresh cluster as the operators of a campus would: namespaces with Pod Security and quotas, who may what, storage
 * and ingress classes, nodes, the custom kinds of cert-manager.
 *
 * @param prefix what the API server puts before the names of users and groups of the identity provider
 */
export async function fillCluster(api: ApiClient, prefix: string): Promise<void> {
  await Promise.all(customKinds().map((definition) => defineKind(api, definition)))
  await Promise.all(NAMESPACES.map((namespace) => createNamespace(api, namespace)))
  await Promise.all([...bindings.map((binding, index) => bind(api, binding, index, prefix)), createThings(api)])
}

/** Makes a namespace with what the controllers of a whole cluster would make in it. */
export async function createNamespace(api: ApiClient, { name, enforce, quota }: CampusNamespace): Promise<void> {
  const labels = { [`${LEVEL}/enforce`]: enforce, [`${LEVEL}/warn`]: enforce === 'baseline' ? 'restricted' : enforce }
  await api.must('POST', '/api/v1/namespaces', { metadata: { name, labels } })
  const here = `/api/v1/namespaces/${name}`
  await api.must('POST', `${here}/serviceaccounts`, { metadata: { name: 'default' } })
  if (quota === undefined) return
  const body = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'compute' }, spec: { hard: quota } }
  await api.must('POST', `${here}/resourcequotas`, body)
  const used = Object.fromEntries(Object.keys(quota).map((resource) => [resource, '0']))
  await api.must('PATCH', `${here}/resourcequotas/compute/status`, { status: { hard: quota, used } })
}

async function bind(api: ApiClient, { to, namespace, rules }: Binding, index: number, prefix: string): Promise<void> {
  const everywhere = namespace === '*'
  const [kind, known] = 'user' in to ? ['User', to.user] : ['Group', to.group]
  const name = known.startsWith('system:') ? known : prefix + known
  const metadata = { name: `campus-${index}` }
  const role = everywhere ? 'ClusterRole' : 'Role'
  const where = `/apis/${RBAC}/v1/${everywhere ? '' : `namespaces/${namespace}/`}${everywhere ? 'cluster' : ''}role`
  // Who may do everything may also read what is no resource.
  const paths = rules.some(({ verbs }) => verbs.includes('*')) ? [{ nonResourceURLs: ['*'], verbs: ['*'] }] : []
  await api.must('POST', `${where}s`, { metadata, rules: [...rules, ...paths] })
  await api.must('POST', `${where}bindings`, {
    metadata,
    subjects: [{ kind, name, apiGroup: RBAC }],
    roleRef: { apiGroup: RBAC, kind: role, name: metadata.name },
  })
}

async function createThings(api: ApiClient): Promise<void> {
  const things = Object.entries(CLUSTER_THINGS).flatMap(([key, list]) => list.map((thing) => ({ key, thing })))
  await Promise.all(
    things.map(async ({ key, thing: { body, namespace, ...metadata } }) => {
      const [group = '', plural = ''] = key.split('/')
      const base = group === '' ? '/api/v1' : `/apis/${group}/v1`
      const path = `${base}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${plural}`
      const kind = KINDS[plural]
      if (kind === undefined) throw new Error(`what kind ${plural} are is not known here`)
      const object: JsonObject = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata, ...body }
      await api.must('POST', path, object)
      if (group === '' && body['status'] !== undefined)
        await api.must('PATCH', `${path}/${metadata.name}/status`, { status: object['status'] ?? null })
    }),
  )
}

const KINDS: Readonly<Record<string, string>> = {
  storageclasses: 'StorageClass',
  ingressclasses: 'IngressClass',
  clusterissuers: 'ClusterIssuer',
  issuers: 'Issuer',
  nodes: 'Node',
}

function customKinds(): JsonObject[] {
  return [
    ...customDefinitions,
    loose('Issuer', 'issuers'),
    loose('ClusterIssuer', 'clusterissuers', { scope: 'Cluster' }),
    loose('CertificateRequest', 'certificaterequests'),
    loose('Order', 'orders', { group: 'acme.cert-manager.io' }),
    loose('Challenge', 'challenges', { group: 'acme.cert-manager.io' }),
  ]
}

const ANYTHING = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** A kind of cert-manager that takes any fields. */
function loose(kind: string, plural: string, { scope = 'Namespaced', group = 'cert-manager.io' } = {}): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: ANYTHING } }],
    },
  }
}

/** Resolves when the kind is served. */
async function defineKind(api: ApiClient, definition: JsonObject): Promise<void> {
  await api.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)
  const { group, names } = definition['spec'] as { group: string; names: { plural: string } }
  while ((await api.send('GET', `/apis/${group}/v1/${names.plural}`)).status === 404) await pause(50)
}
