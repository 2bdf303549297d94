import { createHash } from 'node:crypto'
import { CLUSTER_THINGS, type ClusterThing } from './kubernetes-cluster.ts'
import type { StoredObject } from './kubernetes-objects.ts'

type Shape = {
  name: string
  namespace?: string
  hoursOld: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
}
type PodShape = Shape & {
  state: 'Running' | 'Pending' | 'Completed' | 'CrashLoopBackOff'
  restarts: number
  image: string
}

type ServiceShape = Shape & { clusterIP: string; port: number }
type DeploymentShape = Shape & { ready: number }
type ClaimShape = Shape & { size: string }
type QuotaShape = Shape & { hard: Record<string, string> }

const NAMESPACES = [
  'ai-lab',
  'default',
  'kube-system',
  'se2-magic-team',
  'staff01-default',
  'w001-default',
  'w002-default',
]

const PODS: PodShape[] = [
  pod('ai-lab', 'notebook-0', 'Running', 0, 50, 'jupyter/scipy-notebook:2026-10'),
  pod('ai-lab', 'train-mnist-7xk2p', 'Pending', 0, 2, 'pytorch/pytorch:2.9'),
  pod('kube-system', 'coredns-6f6b679f8f-qk4tn', 'Running', 1, 900, 'coredns/coredns:1.13'),
  pod(
    'se2-magic-team',
    'api-5c9d7f6b4d-9wz8r',
    'CrashLoopBackOff',
    12,
    3,
    'registry.campus.example/se2/magic-team/api:main',
  ),
  pod('se2-magic-team', 'frontend-7d8b6c5f9-lm2vq', 'Running', 0, 71, 'nginx:1.29'),
  pod('w001-default', 'db-0', 'Running', 2, 300, 'postgres:18'),
  pod('w001-default', 'import-29384-c7pvd', 'Completed', 0, 9, 'busybox:1.37'),
  pod('w001-default', 'web-6d9c7bd8f4-x2l8p', 'Running', 0, 26, 'nginx:1.29'),
  pod('w002-default', 'web-58f7d4c9b6-t6hsn', 'Running', 0, 5, 'nginx:1.29'),
]

const SERVICES = [
  service('default', 'kubernetes', '10.43.0.1', 443),
  service('kube-system', 'kube-dns', '10.43.0.10', 53),
  service('se2-magic-team', 'api', '10.43.81.12', 8080),
  service('se2-magic-team', 'frontend', '10.43.17.230', 80),
  service('w001-default', 'db', 'None', 5432),
  service('w001-default', 'web', '10.43.112.4', 80),
]

const DEPLOYMENTS = [
  deployment('se2-magic-team', 'api', 3, 0),
  deployment('se2-magic-team', 'frontend', 71, 1),
  deployment('w001-default', 'web', 26, 1),
]

const CLAIMS = [claim('w001-default', 'data-db-0', '10Gi')]

const QUOTAS = [
  quota('ai-lab', 'compute', {
    'limits.cpu': '16',
    'limits.memory': '64Gi',
    'requests.cpu': '8',
    'requests.memory': '32Gi',
    'requests.nvidia.com/gpu': '2',
  }),
]

/** What Pod Security of a namespace refuses, and what it warns of. */
const POD_SECURITY: Record<string, Record<string, string>> = {
  'se2-magic-team': {
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/warn': 'restricted',
  },
}

const NAMESPACE_BODY = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }

/**
 * What there is in the cluster, by `group/plural`, as if it had been there for a while before `startedAt` (milliseconds).
 * Each list is sorted by namespace and name.
 */
export function contentsOf(startedAt: number, extraNamespaces: number): Record<string, StoredObject[]> {
  const started = timestamp(startedAt)
  const stored = storing(startedAt)
  const namespaces = [...NAMESPACES, ...extraNames(extraNamespaces)].toSorted()
  return {
    '/namespaces': namespaces.map((name) => stored(namespaceShape(name), NAMESPACE_BODY)),
    '/pods': PODS.map((shape) => stored(shape, podBody(shape, started))),
    '/services': SERVICES.map((shape) => stored(shape, serviceBody(shape))),
    '/persistentvolumeclaims': CLAIMS.map((shape) => stored(shape, claimBody(shape))),
    '/resourcequotas': QUOTAS.map((shape) =>
      stored(shape, { spec: { hard: shape.hard }, status: { hard: shape.hard } }),
    ),
    'apps/deployments': DEPLOYMENTS.map((shape) => stored(shape, deploymentBody(shape))),
    ...storedThings(CLUSTER_THINGS, stored),
  }
}

type Things = Readonly<Record<string, readonly ClusterThing[]>>

/** The same for a campus with other things, sorted here. */
export function contentsWith(startedAt: number, things: Things): Record<string, StoredObject[]> {
  const sorted = Object.entries(things).map(([key, list]) => [key, list.toSorted(byNamespaceAndName)])
  return storedThings(Object.fromEntries(sorted), storing(startedAt))
}

function byNamespaceAndName(one: ClusterThing, other: ClusterThing): number {
  return `${one.namespace ?? ''}/${one.name}` < `${other.namespace ?? ''}/${other.name}` ? -1 : 1
}

type Storing = (shape: Shape, body: Omit<StoredObject, 'metadata'>) => StoredObject

function storedThings(all: Things, stored: Storing): Record<string, StoredObject[]> {
  return Object.fromEntries(
    Object.entries(all).map(([key, things]) => [
      key,
      things.map(({ body, ...shape }) => stored({ ...shape, hoursOld: 1000 }, body)),
    ]),
  )
}

function storing(startedAt: number): Storing {
  return ({ name, namespace, hoursOld, labels = {}, annotations }, body) => ({
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      uid: uidOf(`${namespace ?? ''}/${name}`),
      resourceVersion: '1000',
      creationTimestamp: timestamp(startedAt - hoursOld * 3_600_000),
      labels,
      ...(annotations !== undefined && { annotations }),
    },
    ...body,
  })
}

/** `project-00001`, `project-00002`, ... */
export function extraNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `project-${String(index + 1).padStart(5, '0')}`)
}

function pod(
  namespace: string,
  name: string,
  state: PodShape['state'],
  restarts: number,
  hoursOld: number,
  image: string,
): PodShape {
  return { namespace, name, state, restarts, hoursOld, image, labels: { app: name.split('-')[0] ?? name } }
}

function podBody(
  { name, state, restarts, image, labels }: PodShape,
  started: string,
): { spec: unknown; status: unknown } {
  const container = labels?.['app'] ?? name
  const spec = { containers: [{ name: container, image, resources: {} }], restartPolicy: 'Always' }
  if (state === 'Pending') return { spec, status: { phase: 'Pending', containerStatuses: [] } }
  const running = state === 'Running'
  const last = {
    Running: { running: { startedAt: started } },
    Completed: { terminated: { exitCode: 0, reason: 'Completed' } },
    CrashLoopBackOff: { waiting: { reason: 'CrashLoopBackOff' } },
  }[state]
  return {
    spec: { ...spec, nodeName: 'node-1' },
    status: {
      phase: state === 'Completed' ? 'Succeeded' : 'Running',
      podIP: '10.42.1.17',
      containerStatuses: [
        { name: container, image, imageID: '', ready: running, restartCount: restarts, state: last },
      ],
    },
  }
}

function namespaceShape(name: string): Shape {
  return { name, hoursOld: 1000, labels: { 'kubernetes.io/metadata.name': name, ...POD_SECURITY[name] } }
}

function service(namespace: string, name: string, clusterIP: string, port: number): ServiceShape {
  return { namespace, name, hoursOld: 300, clusterIP, port }
}

function serviceBody({ name, clusterIP, port }: ServiceShape): Omit<StoredObject, 'metadata'> {
  const ports = [{ port, targetPort: port, protocol: 'TCP' }]
  return { spec: { type: 'ClusterIP', clusterIP, ports, selector: { app: name } }, status: { loadBalancer: {} } }
}

function deployment(namespace: string, name: string, hoursOld: number, ready: number): DeploymentShape {
  return { namespace, name, hoursOld, ready, labels: { app: name } }
}

function deploymentBody({ name, ready }: DeploymentShape): Omit<StoredObject, 'metadata'> {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name, image: 'nginx:1.29' }] } }
  return {
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
    status: { replicas: 1, updatedReplicas: 1, readyReplicas: ready, availableReplicas: ready },
  }
}

function claim(namespace: string, name: string, size: string): ClaimShape {
  return { namespace, name, size, hoursOld: 300, labels: { app: 'db' } }
}

function claimBody({ name, size }: ClaimShape): Omit<StoredObject, 'metadata'> {
  const accessModes = ['ReadWriteOnce']
  const resources = { requests: { storage: size } }
  const bound = { volumeName: `pvc-${name}`, storageClassName: 'standard', volumeMode: 'Filesystem' }
  return {
    spec: { accessModes, resources, ...bound },
    status: { phase: 'Bound', accessModes, capacity: { storage: size } },
  }
}

function quota(namespace: string, name: string, hard: Record<string, string>): QuotaShape {
  return { namespace, name, hard, hoursOld: 900 }
}

/** The same thing has the same uid at every start. */
export function uidOf(path: string): string {
  const digits = createHash('sha256').update(path).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** RFC 3339 in whole seconds, UTC. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
