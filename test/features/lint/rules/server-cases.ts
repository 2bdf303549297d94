import type { Json, JsonObject } from '../../../../src/features/manifests/document.ts'

/** One field of one kind, and what is tried in it. */
export type ServerCase = { field: string; values: readonly Tried[]; object: (value: Tried) => JsonObject }

type Tried = string | number | null

const a = (length: number): string => 'a'.repeat(length)

const LENGTHS = [15, 16, 46, 47, 48, 52, 53, 57, 58, 60, 61, 62, 63, 64, 253, 254]

const BLANKS = [' a', 'a ', 'a b', 'a\n']

const TOGETHER = ['63.63', '64.1', '126.126', '253/1', '254/1', '1/63', '1/64'].map((lengths) =>
  lengths.replaceAll(/\d+/gu, (length) => a(Number(length))),
)

/** Texts at the edges of all forms of names, labels, ports and hosts. */
const TEXTS: readonly string[] = [
  ...'a A a.b a..b .a a. -a a- a--b a_b 1a 1 ü a/b a%b .. . a:b a.-b a.b- A.b *.a * a.* *.a.b a*'.split(' '),
  ...'192.0.2.7 1.2.3 ::1 a:80 http://a a/ - _ 8080 http a-1 1-a 1-1 HTTP a/b/c a.b/c A.b/c a.b/C_d.e'.split(' '),
  ...`/a a/-b a_b/c ..a a.txt .a.txt a~b a+b a'b localhost xn--a a.b.c.d`.split(' '),
  ...BLANKS,
  ...LENGTHS.map(a),
  ...TOGETHER,
]

const PORTS: readonly number[] = [-1, 0, 1, 80, 65_535, 65_536, 99_999]

const SPACED = ['1 Mi', ' 1Mi', '1Mi ', '', '10 Gigabyte']

const NUMBERS = [0, 1, 0.5, -1, 1e21]

const AMOUNTS: readonly Tried[] = [
  ...'1 1.5 .5 5. 1e3 1E3 1Ki 1ki 1KI 1k 1K 1M 1Mi 1MB 1MiB -1 +1 0x1 1,5 1m 1u 1n 1p 1Gi1 1e 1e1.5'.split(' '),
  ...'1E 1Zi 1e-3 1e30 0.0001 0.1m 1T 1P 1_000 １'.split(' '),
  ...SPACED,
  ...NUMBERS,
]

const metadata: JsonObject = { name: 'a' }

function ofGroup(apiVersion: string, kind: string, meta: JsonObject, rest: JsonObject = {}): JsonObject {
  return { apiVersion, kind, metadata: meta, ...rest }
}

function template(spec: JsonObject = {}, container: JsonObject = {}, labels: JsonObject = {}): JsonObject {
  const containers = [{ name: 'a', image: 'x:1', ...container }]
  return { metadata: { labels: { app: 'a', ...labels } }, spec: { containers, ...spec } }
}

function deployment(pod: JsonObject, meta: JsonObject = metadata): JsonObject {
  return ofGroup('apps/v1', 'Deployment', meta, { spec: { selector: { matchLabels: { app: 'a' } }, template: pod } })
}

const once = { template: template({ restartPolicy: 'Never' }) }

function cronJob(meta: JsonObject): JsonObject {
  return ofGroup('batch/v1', 'CronJob', meta, { spec: { schedule: '1 1 * * *', jobTemplate: { spec: once } } })
}

function service(ports: JsonObject[], meta: JsonObject = metadata, spec: JsonObject = {}): JsonObject {
  return ofGroup('v1', 'Service', meta, { spec: { selector: { app: 'a' }, ports, ...spec } })
}

const backend = { service: { name: 'a', port: { number: 80 } } }

function ingress(spec: JsonObject = {}, meta: JsonObject = metadata): JsonObject {
  return ofGroup('networking.k8s.io/v1', 'Ingress', meta, { spec: { defaultBackend: backend, ...spec } })
}

function claim(meta: JsonObject, storage: Json): JsonObject {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } }
  return ofGroup('v1', 'PersistentVolumeClaim', meta, { spec })
}

const statefulSetSpec = { serviceName: 'a', selector: { matchLabels: { app: 'a' } }, template: template() }

const NAMED: readonly [kind: string, object: (meta: JsonObject) => JsonObject][] = [
  ['Deployment', (meta) => deployment(template(), meta)],
  ['ConfigMap', (meta) => ofGroup('v1', 'ConfigMap', meta)],
  ['Job', (meta) => ofGroup('batch/v1', 'Job', meta, { spec: once })],
  [
    'Indexed Job',
    (meta) => ofGroup('batch/v1', 'Job', meta, { spec: { ...once, completionMode: 'Indexed', completions: 12 } }),
  ],
  ['CronJob', cronJob],
  ['StatefulSet', (meta) => ofGroup('apps/v1', 'StatefulSet', meta, { spec: statefulSetSpec })],
  ['Service', (meta) => service([{ port: 80 }], meta)],
  ['Role', (meta) => ofGroup('rbac.authorization.k8s.io/v1', 'Role', meta, { rules: [] })],
  ['PodDisruptionBudget', (meta) => ofGroup('policy/v1', 'PodDisruptionBudget', meta, { spec: { minAvailable: 1 } })],
  ['ServiceAccount', (meta) => ofGroup('v1', 'ServiceAccount', meta)],
  ['PersistentVolumeClaim', (meta) => claim(meta, '1Gi')],
  ['Ingress', (meta) => ingress({}, meta)],
  ['NetworkPolicy', (meta) => ofGroup('networking.k8s.io/v1', 'NetworkPolicy', meta, { spec: { podSelector: {} } })],
  ['Lease', (meta) => ofGroup('coordination.k8s.io/v1', 'Lease', meta)],
]

function term(expression: JsonObject): JsonObject {
  return { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'], ...expression }] }
}

function nodeAffinity(kind: string, rule: Json): JsonObject {
  return deployment(template({ affinity: { nodeAffinity: { [kind]: rule } } }))
}

const LABELS: readonly [field: string, object: (value: string) => JsonObject][] = [
  ['label key', (key) => ofGroup('v1', 'ConfigMap', { ...metadata, labels: { [key]: 'x' } })],
  ['label value', (value) => ofGroup('v1', 'ConfigMap', { ...metadata, labels: { x: value } })],
  ['annotation key', (key) => ofGroup('v1', 'ConfigMap', { ...metadata, annotations: { [key]: 'any thing' } })],
  ['label of the template', (value) => deployment(template({}, {}, { x: value }))],
  ['nodeSelector key', (key) => deployment(template({ nodeSelector: { [key]: 'x' } }))],
  ['nodeSelector value', (value) => deployment(template({ nodeSelector: { x: value } }))],
  ['selector of a Service', (value) => service([{ port: 80 }], metadata, { selector: { x: value } })],
  ['toleration key', (key) => deployment(template({ tolerations: [{ key, operator: 'Exists' }] }))],
  [
    'topologyKey of a spread',
    (topologyKey) =>
      deployment(
        template({ topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', topologyKey }] }),
      ),
  ],
  [
    'topologyKey of an affinity',
    (topologyKey) =>
      deployment(
        template({
          affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey }] } },
        }),
      ),
  ],
  [
    'value of a node affinity',
    (value) =>
      nodeAffinity('requiredDuringSchedulingIgnoredDuringExecution', {
        nodeSelectorTerms: [term({ values: [value] })],
      }),
  ],
  [
    'value of a node preference',
    (value) =>
      nodeAffinity('preferredDuringSchedulingIgnoredDuringExecution', [
        { weight: 1, preference: term({ values: [value] }) },
      ]),
  ],
]

function withProbe(handler: JsonObject): JsonObject {
  return deployment(template({}, { livenessProbe: handler }))
}

function policy(port: Json): JsonObject {
  const spec = { podSelector: {}, ingress: [{ ports: [{ port }] }] }
  return ofGroup('networking.k8s.io/v1', 'NetworkPolicy', metadata, { spec })
}

function backendOf(part: JsonObject): JsonObject {
  return ingress({ defaultBackend: { service: { ...backend.service, ...part } } })
}

const EITHER = [...PORTS, ...TEXTS]

const OTHERS: readonly [field: string, values: readonly Tried[], object: (value: Tried) => JsonObject][] = [
  ['key of a ConfigMap', TEXTS, (key) => ofGroup('v1', 'ConfigMap', metadata, { data: { [String(key)]: 'x' } })],
  ['key of a Secret', TEXTS, (key) => ofGroup('v1', 'Secret', metadata, { stringData: { [String(key)]: 'x' } })],
  ['container', TEXTS, (name) => deployment(template({}, { name }))],
  ['volume', TEXTS, (name) => deployment(template({ volumes: [{ name, emptyDir: {} }] }))],
  ['name of a port', TEXTS, (name) => deployment(template({}, { ports: [{ name, containerPort: 80 }] }))],
  ['containerPort', PORTS, (containerPort) => deployment(template({}, { ports: [{ containerPort }] }))],
  ['hostPort', PORTS, (hostPort) => deployment(template({}, { ports: [{ containerPort: 80, hostPort }] }))],
  ['httpGet port', EITHER, (port) => withProbe({ httpGet: { path: '/', port } })],
  ['tcpSocket port', EITHER, (port) => withProbe({ tcpSocket: { port } })],
  ['grpc port', PORTS, (port) => withProbe({ grpc: { port } })],
  ['preStop port', EITHER, (port) => deployment(template({}, { lifecycle: { preStop: { httpGet: { port } } } }))],
  ['port of a Service', PORTS, (port) => service([{ port }])],
  ['targetPort', [...EITHER, ''], (targetPort) => service([{ port: 80, targetPort }])],
  ['name of a Service port', TEXTS, (name) => service([{ name, port: 80 }])],
  ['port of a NetworkPolicy', EITHER, policy],
  ['Service of an Ingress', TEXTS, (name) => backendOf({ name })],
  ['number of a backend port', PORTS.filter((port) => port !== 0), (number) => backendOf({ port: { number } })],
  ['name of a backend port', TEXTS, (name) => backendOf({ port: { name } })],
  ['host', TEXTS, (host) => ingress({ rules: [{ host }] })],
  ['host under tls', TEXTS, (host) => ingress({ tls: [{ hosts: [host] }] })],
  ['Secret under tls', TEXTS, (secretName) => ingress({ tls: [{ hosts: ['a.b'], secretName }] })],
  ['ingressClassName', TEXTS, (ingressClassName) => ingress({ ingressClassName })],
  [
    'class in an annotation beside the field',
    ['a', 'b'],
    (value) =>
      ingress({ ingressClassName: 'a' }, { ...metadata, annotations: { 'kubernetes.io/ingress.class': value } }),
  ],
  [
    'pathType',
    [null, 'Prefix', 'Exact', 'ImplementationSpecific'],
    (type) => ingress({ rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: type, backend }] } }] }),
  ],
]

const SIZED: readonly [field: string, object: (amount: Tried) => JsonObject][] = [
  ...['cpu', 'memory', 'ephemeral-storage'].map((resource): [string, (amount: Tried) => JsonObject] => [
    `request of ${resource}`,
    (amount) => deployment(template({}, { resources: { requests: { [resource]: amount } } })),
  ]),
  ['extended resource', (amount) => deployment(template({}, { resources: { limits: { 'example.org/x': amount } } }))],
  ['size of a claim', (amount) => claim(metadata, amount)],
  ['sizeLimit', (amount) => deployment(template({ volumes: [{ name: 'v', emptyDir: { sizeLimit: amount } }] }))],
  ['quota', (amount) => ofGroup('v1', 'ResourceQuota', metadata, { spec: { hard: { 'requests.memory': amount } } })],
]

/** Every field whose form is checked by rules of this subject. */
export const SERVER_CASES: readonly ServerCase[] = [
  ...NAMED.map(([kind, object]) => ({
    field: `name of a ${kind}`,
    values: TEXTS,
    object: (name: Tried) => object({ name }),
  })),
  ...NAMED.filter(([kind]) => kind !== 'PodDisruptionBudget').map(([kind, object]) => ({
    field: `generateName of a ${kind}`,
    values: TEXTS,
    object: (generateName: Tried) => object({ generateName }),
  })),
  ...LABELS.map(([field, object]) => ({ field, values: TEXTS, object: (value: Tried) => object(String(value)) })),
  ...OTHERS.map(([field, values, object]) => ({ field, values, object })),
  ...SIZED.map(([field, object]) => ({ field, values: AMOUNTS, object })),
]
