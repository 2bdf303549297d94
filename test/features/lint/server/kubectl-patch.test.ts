import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergePatch, strategicMergePatch } from '../../../../playground/kubernetes-patches.ts'
import {
  asKubectlSends,
  itemWithoutKey,
  kubectlPatch,
  lastApplied,
} from '../../../../src/features/lint/server/kubectl-patch.ts'
import type { Json, JsonObject } from '../../../../src/features/manifests/document.ts'
import { objectsOf, type KubernetesObject } from '../../../../src/features/manifests/object.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'

function objectOf(value: JsonObject): KubernetesObject {
  const [object] = readManifests({ name: 'a.json', text: JSON.stringify(value) }).documents.flatMap(objectsOf)
  if (object === undefined) throw new Error('no object')
  return object
}

function container(more: JsonObject = {}): JsonObject {
  return { name: 'web', image: 'nginx', ...more }
}

const deployment = (spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec }, ...more },
})

function tolerations(key: string): JsonObject {
  return deployment({ tolerations: [{ key }] })
}

function account(name: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'a' },
    imagePullSecrets: [{ name }],
    secrets: [{ name }],
  }
}

function policy(port: number): JsonObject {
  return {
    kind: 'NetworkPolicy',
    spec: { ingress: [{ ports: [{ port }] }] },
  }
}

function podSpecIn(patch: JsonObject): Json | undefined {
  return ((patch['spec'] as JsonObject)['template'] as JsonObject)['spec']
}

describe('strategic', () => {
  test('what was applied before and is not wanted any more is taken out; what others set stays', () => {
    const before = { ...deployment({}), metadata: { name: 'web', labels: { a: '1', b: '2' } } }
    const wanted = { ...deployment({}), metadata: { name: 'web', labels: { a: '1' } } }
    expect(kubectlPatch(wanted, before, 'strategic-merge')['metadata']).toEqual({
      name: 'web',
      labels: { a: '1', b: null },
    })
    expect(kubectlPatch(wanted, undefined, 'strategic-merge')['metadata']).toEqual(wanted.metadata)
  })

  test('items that have a key are taken out by it', () => {
    const before = deployment({
      containers: [container({ ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'x' }, { name: 'B' }] })],
      imagePullSecrets: [{ name: 'old' }],
    })
    const wanted = deployment({
      containers: [container({ ports: [{ containerPort: 8080 }], env: [{ name: 'A', valueFrom: {} }] })],
      imagePullSecrets: [{ name: 'new' }],
    })
    expect(podSpecIn(kubectlPatch(wanted, before, 'strategic-merge'))).toEqual({
      containers: [
        container({
          ports: [{ containerPort: 8080 }, { containerPort: 80, $patch: 'delete' }],
          env: [
            { name: 'A', valueFrom: {}, value: null },
            { name: 'B', $patch: 'delete' },
          ],
        }),
      ],
      imagePullSecrets: [{ name: 'new' }, { name: 'old', $patch: 'delete' }],
    })
  })

  test('of a volume and of a strategy only what is given is kept', () => {
    const wanted = deployment({ volumes: [{ name: 'v', secret: {} }] }, { strategy: { type: 'Recreate' } })
    const patch = kubectlPatch(wanted, undefined, 'strategic-merge')
    expect(podSpecIn(patch)).toEqual({ volumes: [{ name: 'v', secret: {}, $retainKeys: ['name', 'secret'] }] })
    expect(patch['spec']).toMatchObject({ strategy: { type: 'Recreate', $retainKeys: ['type'] } })
  })

  test('lists without keys, and lists of the same name elsewhere, are replaced', () => {
    expect(podSpecIn(kubectlPatch(tolerations('b'), tolerations('a'), 'strategic-merge'))).toEqual({
      tolerations: [{ key: 'b' }],
    })
    expect(kubectlPatch(account('new'), account('old'), 'strategic-merge')).toMatchObject({
      imagePullSecrets: [{ name: 'new' }],
      secrets: [{ name: 'new' }, { name: 'old', $patch: 'delete' }],
    })
    expect(kubectlPatch(policy(2), policy(1), 'strategic-merge')).toEqual(policy(2))
  })

  test('finalizers are taken out one by one', () => {
    const before = { kind: 'ConfigMap', metadata: { finalizers: ['a/a', 'b/b'] } }
    expect(kubectlPatch({ kind: 'ConfigMap', metadata: { finalizers: ['b/b'] } }, before, 'strategic-merge')).toEqual(
      {
        kind: 'ConfigMap',
        metadata: { finalizers: ['b/b'], '$deleteFromPrimitiveList/finalizers': ['a/a'] },
      },
    )
  })

  test('an item without its key is found', () => {
    const spec = { containers: [container({ ports: [{ name: 'http' }] })] }
    expect(itemWithoutKey(deployment(spec))).toEqual({
      path: ['spec', 'template', 'spec', 'containers', 0, 'ports', 0],
      key: 'containerPort',
    })
    expect(itemWithoutKey(deployment({ containers: [container()], tolerations: [{}] }))).toBeUndefined()
  })
})

const names = fc.constantFrom('a', 'b', 'c')
const words = fc.constantFrom('x', 'y')

/** A list whose items have a key, each once. */
function keyed(item: fc.Arbitrary<JsonObject>, key: string): fc.Arbitrary<JsonObject[]> {
  return fc.uniqueArray(item, { selector: (one) => one[key], maxLength: 3 })
}

const containers = fc.record(
  {
    name: names,
    image: words,
    command: fc.array(words, { maxLength: 2 }),
    env: keyed(fc.record({ name: names, value: words }, { requiredKeys: ['name'] }), 'name'),
    ports: keyed(
      fc.record({ containerPort: fc.constantFrom(1, 2), name: words }, { requiredKeys: ['containerPort'] }),
      'containerPort',
    ),
    resources: fc.record({ limits: fc.dictionary(names, words, { maxKeys: 2 }) }),
  },
  { requiredKeys: ['name'] },
)

const volumes = fc.oneof(
  fc.record({ name: names, emptyDir: fc.constant({}) }),
  fc.record({ name: names, secret: fc.record({ secretName: words }) }),
)

const pods: fc.Arbitrary<JsonObject> = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record(
    { name: fc.constant('a'), labels: fc.dictionary(names, words, { maxKeys: 3 }) },
    { requiredKeys: ['name'] },
  ),
  spec: fc.record(
    {
      containers: keyed(containers, 'name'),
      volumes: keyed(volumes, 'name'),
      tolerations: fc.array(fc.record({ key: words }), { maxLength: 2 }),
      nodeSelector: fc.dictionary(names, words, { maxKeys: 2 }),
    },
    { requiredKeys: ['containers'] },
  ),
})

/** Lists in an order of their own: a merge keeps that of what was there. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value))
    return value
      .map((item) => sorted(item) as Json)
      .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(pairs.map(([key, inner]) => [key, sorted(inner) as Json]))
}

/** Of a list, an empty one is as good as none. */
function withoutEmpty(value: Json | undefined): Json | undefined {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (Array.isArray(inner) && inner.length === 0 ? undefined : inner)),
  ) as Json
}

test('the patch makes of what was applied exactly what is wanted', () => {
  fc.assert(
    fc.property(pods, pods, (applied, wanted) => {
      const strategic = strategicMergePatch(applied, kubectlPatch(wanted, applied, 'strategic-merge'))
      expect(withoutEmpty(sorted(strategic))).toEqual(withoutEmpty(sorted(wanted)))
      expect(mergePatch(applied, kubectlPatch(wanted, applied, 'merge'))).toEqual(wanted)
    }),
  )
})

test('what others added is still there after it', () => {
  fc.assert(
    fc.property(pods, (applied) => {
      const others = {
        ...applied,
        metadata: { ...(applied['metadata'] as JsonObject), uid: '1' },
        status: { phase: 'Running' },
      }
      const after = strategicMergePatch(others, kubectlPatch(applied, applied, 'strategic-merge'))
      expect(sorted(after)).toEqual(sorted(others))
    }),
  )
})

test('what kubectl applied last is read back from what it sends', () => {
  const object = objectOf({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a', annotations: { b: 'c' } },
    spec: {},
  })
  const sent = asKubectlSends(object, 'ns')
  expect(sent['metadata']).toMatchObject({ name: 'a', namespace: 'ns', annotations: { b: 'c' } })
  expect(lastApplied(sent)).toEqual({
    ...object.value,
    metadata: { name: 'a', namespace: 'ns', annotations: { b: 'c' } },
  })
  expect(lastApplied(asKubectlSends(objectOf(sent), 'ns'))).toEqual(lastApplied(sent))
})

test.each(['not JSON', '[]', 'null'])('an annotation that is %s says nothing', (written) => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': written }
  expect(lastApplied({ metadata: { annotations } })).toBeUndefined()
})
