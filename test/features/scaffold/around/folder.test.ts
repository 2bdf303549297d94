import { assert, constantFrom, integer, object as fields, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { folderFacts } from '../../../../src/features/scaffold/around/folder.ts'

const NONE = { services: [], workloads: [], claims: [], ingresses: [], configs: [], secrets: [], images: [] }

function facts(...texts: string[]) {
  return folderFacts(
    '/home/me/shop',
    texts.map((text, index) => ({ name: `${index}.yaml`, text })),
  )
}

const SHOP = `apiVersion: v1
kind: Service
metadata: {name: shop, namespace: w001-default}
spec:
  selector: {app: shop}
  ports:
    - {name: http, port: 80, targetPort: web}
    - {port: 9090, targetPort: 9091}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop, tier: front}}
    spec:
      initContainers:
        - {name: setup, image: "busybox:1.37", ports: [{containerPort: 1}]}
        - {name: proxy, image: "envoy:1.36", restartPolicy: Always, ports: [{containerPort: 15001}]}
      containers:
        - name: shop
          image: registry.example.org/team/shop:1.4
          ports: [{name: web, containerPort: 8080}, {containerPort: 9091}]
        - {name: again, image: "busybox:1.37"}
      volumes:
        - {name: data, persistentVolumeClaim: {claimName: shop-data}}
        - {name: twice, persistentVolumeClaim: {claimName: shop-data}}
        - {name: scratch, emptyDir: {}}
`

test('Services and workloads come with what an Ingress or another Service needs of them', () => {
  expect(facts(SHOP)).toEqual({
    ...NONE,
    name: 'shop',
    services: [
      {
        name: 'shop',
        namespace: 'w001-default',
        ports: [
          { name: 'http', port: 80, targetPort: 'web' },
          { port: 9090, targetPort: 9091 },
        ],
        headless: false,
        selector: { app: 'shop' },
      },
    ],
    workloads: [
      {
        kind: 'Deployment',
        name: 'shop',
        labels: { app: 'shop', tier: 'front' },
        selector: { app: 'shop' },
        ports: [{ containerPort: 15001 }, { name: 'web', containerPort: 8080 }, { containerPort: 9091 }],
        images: ['busybox:1.37', 'envoy:1.36', 'registry.example.org/team/shop:1.4'],
        claims: ['shop-data'],
      },
    ],
    images: ['busybox:1.37', 'envoy:1.36', 'registry.example.org/team/shop:1.4'],
  })
})

test.each([
  ['StatefulSet', 'apps/v1', 'spec: {template: {metadata: {labels: {app: db}}, spec: &pod {containers: []}}}'],
  ['Job', 'batch/v1', 'spec: {template: {metadata: {labels: {app: db}}, spec: {containers: []}}}'],
  [
    'CronJob',
    'batch/v1',
    'spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: db}}, spec: {containers: []}}}}}',
  ],
])('the labels of a %s are those of its pods', (kind, apiVersion, spec) => {
  const object = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: db, labels: {app: other}}\n${spec}\n`
  const item = object.trim().replaceAll(/^/gmu, '    ').replace('    ', '  - ')
  for (const text of [object, `apiVersion: v1\nkind: List\nitems:\n${item}\n`])
    expect(facts(text)['workloads']).toEqual([
      { kind, name: 'db', labels: { app: 'db' }, selector: {}, ports: [], images: [], claims: [] },
    ])
})

test('a headless Service, claims, Ingresses, ConfigMaps and Secrets, those that operators make among them', () => {
  const text = `{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: None, ports: [{port: 5432}]}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: bare}, spec: {}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: a.example.org}, {host: a.example.org}, {host: "\${HOST}"}, {host: "*.b.example.org"}, {}]}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {}}
---
{apiVersion: v1, kind: Secret, metadata: {name: key}}
---
{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: sealed}}
---
{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}, spec: {secretName: a-tls}}
`
  expect(facts(text)).toEqual({
    ...NONE,
    name: 'shop',
    services: [{ name: 'db', ports: [{ port: 5432 }], headless: true, selector: {} }],
    claims: [
      { name: 'data', class: 'fast', modes: ['ReadWriteOnce'], size: '10Gi' },
      { name: 'bare', modes: [] },
    ],
    ingresses: [{ name: 'web', hosts: ['a.example.org', '*.b.example.org'] }],
    configs: ['settings'],
    secrets: ['key', 'sealed', 'a-tls'],
  })
})

test('a document that cannot be read hides no other, in its file or elsewhere', () => {
  const broken = 'a: [\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n'
  expect(facts(broken, '{{ .Values }}\n', '\u0000', SHOP)).toMatchObject({
    configs: ['one'],
    services: [{ name: 'shop' }],
  })
})

test('what another program is to fill in, or no server takes, is not offered', () => {
  const text = `apiVersion: v1
kind: Service
metadata: {name: "\${NAME}"}
---
apiVersion: v1
kind: Service
metadata: {generateName: web-}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: Bad_Name}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: "\${NAMESPACE}"}
spec:
  selector: {app: "\${NAME}", tier: front, version: 1}
  ports: [{port: 99999}, {port: 80, targetPort: "\${PORT}"}, {port: "http"}, 7]
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - image: nginx
    - image: nginx:latest
    - image: "registry.example.org/web:$TAG"
    - image: not an image
    - image: nginx@sha256:${'a'.repeat(64)}
    - 7
`
  const image = `nginx@sha256:${'a'.repeat(64)}`
  expect(facts(text)).toEqual({
    ...NONE,
    name: 'shop',
    services: [{ name: 'web', ports: [{ port: 80 }], headless: false, selector: { tier: 'front' } }],
    workloads: [{ kind: 'Pod', name: 'web', labels: {}, selector: {}, ports: [], images: [image], claims: [] }],
    images: [image],
  })
})

test('an object and the patches of it are one, whichever comes first', () => {
  const patch = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {template: {spec: {containers: [{name: shop, image: "nginx:1.29"}]}}}
`
  for (const texts of [
    [patch, SHOP],
    [SHOP, patch],
  ])
    expect(facts(...texts)['workloads']).toEqual(facts(SHOP)['workloads'])
})

test.each([
  ['/home/me/Shop', 'shop'],
  ['/home/me/Übung 3_final/', 'uebung-3-final'],
  [String.raw`C:\Users\me\web.shop`, 'web-shop'],
  ['/srv/2026-project', 'n2026-project'],
  [`/srv/${'long-'.repeat(30)}`, 'long-'.repeat(8).slice(0, 39)],
  ['/srv/项目', 'app'],
  ['/', 'app'],
])('a project in %s may call its things %s', (folder, name) => {
  expect(folderFacts(folder, [])).toEqual({ ...NONE, name })
})

test('every folder gives a name that every kind takes', () => {
  assert(
    property(string({ unit: 'grapheme' }), (folder) => {
      expect(folderFacts(`/srv/${folder}`, [])['name']).toMatch(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/u)
    }),
  )
})

const KEYS = 'metadata name labels spec template containers ports port image selector rules volumes'.split(' ')

const anyFields = fields({
  key: constantFrom(...KEYS),
  values: [string(), integer(), constantFrom(null, true, 'a', 80)],
  withNullPrototype: false,
  maxDepth: 7,
  maxKeys: 4,
})

const anyKind = constantFrom('Service', 'Pod', 'PersistentVolumeClaim', 'ConfigMap', 'Secret')

test('whatever stands in a manifest, the facts can be written down and read again', () => {
  assert(
    property(anyKind, anyFields, (kind, rest) => {
      const found = facts(JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'a' }, ...rest }), SHOP)
      expect(JSON.parse(JSON.stringify(found))).toEqual(found)
      expect(found['services']).toContainEqual(expect.objectContaining({ name: 'shop' }))
    }),
  )
})
