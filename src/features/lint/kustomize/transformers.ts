import type { Json, JsonObject } from '../../manifests/document.ts'
import { isObject, listAt, numberAt, objectAt, textAt, textPairsAt } from '../../manifests/json.ts'
import { changedAt, withPairs } from './change-value.ts'
import { labelsIn, type Kustomization, type LabelSetting } from './kustomization.ts'
import { isClusterWide, type Resource } from './resource.ts'

type Place = { path: string; create: boolean; kinds?: readonly string[] }

const WORKLOADS = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'] as const
const SPREAD = 'topologySpreadConstraints/*/labelSelector/matchLabels'
const AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  `affinity/${kind}/preferredDuringSchedulingIgnoredDuringExecution/*/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${kind}/requiredDuringSchedulingIgnoredDuringExecution/*/labelSelector/matchLabels`,
])

/** @see sigs.k8s.io/kustomize api/internal/konfig/builtinpluginconsts, commonLabels and templateLabels */
const TEMPLATES: readonly Place[] = [
  { path: 'spec/template/metadata/labels', create: true, kinds: [...WORKLOADS, 'ReplicationController', 'Job'] },
  { path: 'spec/volumeClaimTemplates/*/metadata/labels', create: true, kinds: ['StatefulSet'] },
  { path: 'spec/jobTemplate/metadata/labels', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', create: true, kinds: ['CronJob'] },
]

const SELECTORS: readonly Place[] = [
  { path: 'spec/selector', create: true, kinds: ['Service', 'ReplicationController'] },
  { path: 'spec/selector/matchLabels', create: true, kinds: WORKLOADS },
  { path: 'spec/selector/matchLabels', create: false, kinds: ['Job', 'PodDisruptionBudget'] },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', create: false, kinds: ['CronJob'] },
  { path: 'spec/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  { path: 'spec/ingress/*/from/*/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  { path: 'spec/egress/*/to/*/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  ...[SPREAD, ...AFFINITY].map((path): Place => ({
    path: `spec/template/spec/${path}`,
    create: false,
    kinds: ['Deployment', 'StatefulSet'],
  })),
]

const ANNOTATIONS: readonly Place[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', create: true, kinds: [...WORKLOADS, 'ReplicationController', 'Job'] },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', create: true, kinds: ['CronJob'] },
]

/**
 * What fields of a kustomization make of objects, between the two turns of its patches. Names stay as the files write
 * them, since kustomize changes references along with them; `names` tells what they become.
 */
export function transform(kustomization: Kustomization, resources: readonly Resource[]): void {
  const { value } = kustomization
  const namespace = textAt(value, 'namespace')
  const [prefix, suffix] = [textAt(value, 'namePrefix') ?? '', textAt(value, 'nameSuffix') ?? '']
  const labels = labelsIn(kustomization)
  const annotations = textPairsAt(value, 'commonAnnotations')
  for (const resource of resources) {
    if (namespace !== undefined && namespace !== '') setNamespace(resource, namespace)
    if (prefix !== '' || suffix !== '') rename(resource, prefix, suffix)
    for (const setting of labels) resource.value = withLabels(resource.value, setting)
    if (annotations.length > 0) resource.value = withAll(resource.value, ANNOTATIONS, annotations)
  }
}

/** What comes after all patches. */
export function setAmountsAndImages({ value }: Kustomization, resources: readonly Resource[]): void {
  const images = listAt(value, 'images').filter(isObject)
  for (const resource of resources) {
    for (const one of listAt(value, 'replicas')) setReplicas(resource, textAt(one, 'name'), numberAt(one, 'count'))
    if (images.length > 0) resource.value = withImages(resource.value, images) as JsonObject
  }
}

function setNamespace(resource: Resource, namespace: string): void {
  const isNamespace = textAt(resource.value, 'kind') === 'Namespace'
  if (isNamespace) resource.names.push(namespace)
  if (isClusterWide(resource)) return
  resource.value = changedAt(resource.value, ['metadata', 'namespace'], () => namespace, true) as JsonObject
}

/** Definitions, API services and namespaces keep their names. */
function rename({ value, names }: Resource, prefix: string, suffix: string): void {
  if (['CustomResourceDefinition', 'APIService', 'Namespace'].includes(textAt(value, 'kind') ?? '')) return
  const name = names.at(-1)
  if (name !== undefined) names.push(`${prefix}${name}${suffix}`)
}

function withLabels(value: JsonObject, { pairs, templates, selectors }: LabelSetting): JsonObject {
  const places = [
    { path: 'metadata/labels', create: true },
    ...(templates ? TEMPLATES : []),
    ...(selectors ? SELECTORS : []),
  ]
  return withAll(value, places, pairs)
}

function withAll(value: JsonObject, places: readonly Place[], pairs: readonly [string, string][]): JsonObject {
  const kind = textAt(value, 'kind') ?? ''
  return places
    .filter(({ kinds }) => kinds === undefined || kinds.includes(kind))
    .reduce((changed, { path, create }) => withPairs(changed, path.split('/'), pairs, create), value)
}

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'])

function setReplicas(resource: Resource, name: string | undefined, count: number | undefined): void {
  const isMeant = name !== undefined && resource.names.includes(name)
  if (count === undefined || !isMeant || !SCALED.has(textAt(resource.value, 'kind') ?? '')) return
  resource.value = changedAt(resource.value, ['spec', 'replicas'], () => count, true) as JsonObject
}

/** All containers, wherever they are. */
function withImages(value: Json, images: readonly JsonObject[]): Json {
  if (Array.isArray(value)) return value.map((item) => withImages(item, images))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]): [string, Json] => {
      if ((key !== 'containers' && key !== 'initContainers') || !Array.isArray(member))
        return [key, withImages(member, images)]
      return [
        key,
        member.map((container) => changedAt(container, ['image'], (image) => renamed(image, images), false)),
      ]
    }),
  )
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
function renamed(image: Json | undefined, images: readonly JsonObject[]): Json | undefined {
  if (typeof image !== 'string') return undefined
  return images.reduce((written, one) => {
    const [, name = written, tag = ''] = /^(.+?)((?::[^/:@]+)?(?:@.+)?)$/su.exec(written) ?? []
    if (name !== textAt(one, 'name')) return written
    const [newTag, digest] = [textAt(one, 'newTag') ?? '', textAt(one, 'digest') ?? '']
    const version =
      digest === '' ? (newTag === '' ? tag : `:${newTag}`) : `${newTag === '' ? '' : `:${newTag}`}@${digest}`
    return (textAt(one, 'newName') || name) + version
  }, image)
}

/** ConfigMaps and Secrets as generators make them, with their keys as far as they can be told. */
export function generate({ value }: Kustomization, resources: Resource[]): void {
  for (const kind of ['ConfigMap', 'Secret'] as const)
    for (const generator of listAt(value, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator'))
      if (isObject(generator)) addGenerated(kind, generator, resources)
}

function addGenerated(kind: 'ConfigMap' | 'Secret', generator: JsonObject, resources: Resource[]): void {
  const name = textAt(generator, 'name')
  if (name === undefined) return
  const keys = keysOf(generator)
  const earlier = resources.find(({ value, names }) => textAt(value, 'kind') === kind && names.includes(name))
  const behavior = textAt(generator, 'behavior')
  if (earlier !== undefined && (behavior === 'merge' || behavior === 'replace')) {
    const before = behavior === 'merge' ? objectAt(earlier.value, 'data') : {}
    const { data: __, ...rest } = earlier.value
    earlier.value = keys === undefined || before === undefined ? rest : { ...rest, data: { ...before, ...keys } }
    return
  }
  const namespace = textAt(generator, 'namespace')
  const metadata: JsonObject = { name, ...(namespace === undefined ? {} : { namespace }) }
  const value: JsonObject = { apiVersion: 'v1', kind, metadata }
  if (keys !== undefined) value['data'] = keys
  resources.push({ origin: undefined, names: [name], value })
}

/** Undefined where they are in files of variables, which are not read. */
function keysOf(generator: JsonObject): JsonObject | undefined {
  if ('envs' in generator || 'env' in generator) return undefined
  const texts = (key: string): string[] => listAt(generator, key).filter((one) => typeof one === 'string')
  const files = texts('files').map((file) => (file.includes('=') ? file : (file.split('/').at(-1) ?? '')))
  const keys = [...texts('literals'), ...files].map((pair) => pair.split('=', 1)[0] ?? '')
  return Object.fromEntries(keys.map((key) => [key, '']))
}
