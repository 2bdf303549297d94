import type { Json, Path } from '../../../manifests/document.ts'
import { listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import type { Reference } from './missing.ts'

/** A reference of a pod; `keys` are those of a ConfigMap or Secret that it needs. */
export type PodReference = Omit<Reference, 'object'> & { keys: readonly { key: string; path: Path }[] }

const NO_CONTAINER = 'without it the container does not start'
const NO_POD = 'the pod waits for it and does not start'

/** All that a pod needs besides itself. What it can do without (`optional: true`) is left out. */
export function podReferences(pod: PodTemplate): PodReference[] {
  const { spec, specPath } = pod
  // A claim template of a StatefulSet takes the place of the volume of its name.
  const templates = new Set(
    listAt(pod.owner.value, 'spec', 'volumeClaimTemplates').map((claim) => textAt(claim, 'metadata', 'name')),
  )
  const pullSecrets = listAt(spec, 'imagePullSecrets')
  return [
    ...pod.containers.flatMap(containerReferences),
    ...listAt(spec, 'volumes').flatMap((volume, index) =>
      templates.has(textAt(volume, 'name') ?? '') ? [] : volumeReferences(volume, [...specPath, 'volumes', index]),
    ),
    ...pullSecrets.flatMap((secret, index) => pullSecret(secret, [...specPath, 'imagePullSecrets', index])),
    ...serviceAccount(pod),
  ]
}

/** A Secret that pods fetch their images with; somebody with the password of the registry has to make it. */
export function pullSecret(secret: Json, path: Path): PodReference[] {
  return named('Secret', secret, path, { consequence: 'images cannot be fetched', maker: 'icc or a pipeline' })
}

function containerReferences({ value, path }: Container): PodReference[] {
  return [
    ...listAt(value, 'env').flatMap((variable, index) => variableReferences(variable, [...path, 'env', index])),
    ...listAt(value, 'envFrom').flatMap((source, index) => sourceReferences(source, [...path, 'envFrom', index])),
  ]
}

function variableReferences(variable: Json, path: Path): PodReference[] {
  return [
    ...keyReference('ConfigMap', variable, path, 'configMapKeyRef'),
    ...keyReference('Secret', variable, path, 'secretKeyRef'),
  ]
}

function sourceReferences(source: Json, path: Path): PodReference[] {
  const rest = { consequence: NO_CONTAINER }
  return [
    ...named('ConfigMap', objectAt(source, 'configMapRef'), [...path, 'configMapRef'], rest),
    ...named('Secret', objectAt(source, 'secretRef'), [...path, 'secretRef'], rest),
  ]
}

function keyReference(kind: 'ConfigMap' | 'Secret', variable: Json, path: Path, field: string): PodReference[] {
  const source = objectAt(variable, 'valueFrom', field)
  if (source === undefined) return []
  const place = [...path, 'valueFrom', field]
  const key = textAt(source, 'key')
  const keys = key === undefined ? [] : [{ key, path: [...place, 'key'] }]
  return named(kind, source, place, { consequence: NO_CONTAINER }).map((one) => Object.assign(one, { keys }))
}

/** Volumes of other kinds that need a password, and where they name its Secret. */
const OTHER_SECRETS: readonly Path[] = [
  ['cephfs', 'secretRef'],
  ['csi', 'nodePublishSecretRef'],
  ['flexVolume', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['rbd', 'secretRef'],
]

function volumeReferences(volume: Json, path: Path): PodReference[] {
  const sources = listAt(volume, 'projected', 'sources')
  const claim = textAt(volume, 'persistentVolumeClaim', 'claimName')
  const claimPath = [...path, 'persistentVolumeClaim', 'claimName']
  return [
    ...files('ConfigMap', objectAt(volume, 'configMap'), [...path, 'configMap'], 'name'),
    ...files('Secret', objectAt(volume, 'secret'), [...path, 'secret'], 'secretName'),
    ...sources.flatMap((source, index) => projected(source, [...path, 'projected', 'sources', index])),
    ...OTHER_SECRETS.flatMap((steps) =>
      named('Secret', objectAt(volume, ...steps), [...path, ...steps], { consequence: NO_POD }),
    ),
    ...(claim === undefined || claim === ''
      ? []
      : [
          {
            rule: 'pvc-ref',
            kind: 'PersistentVolumeClaim' as const,
            name: claim,
            path: claimPath,
            consequence: NO_POD,
            keys: [],
          },
        ]),
  ]
}

function projected(source: Json, path: Path): PodReference[] {
  return [
    ...files('ConfigMap', objectAt(source, 'configMap'), [...path, 'configMap'], 'name'),
    ...files('Secret', objectAt(source, 'secret'), [...path, 'secret'], 'name'),
  ]
}

function files(kind: 'ConfigMap' | 'Secret', source: Json | undefined, path: Path, field: string): PodReference[] {
  const keys = listAt(source, 'items').flatMap((item, index) => {
    const key = textAt(item, 'key')
    return key === undefined ? [] : [{ key, path: [...path, 'items', index, 'key'] }]
  })
  return named(kind, source, path, { consequence: NO_POD }, field).map((one) => Object.assign(one, { keys }))
}

function serviceAccount({ spec, specPath }: PodTemplate): PodReference[] {
  // The second is an old name of the first, and only counts without it.
  const field = textAt(spec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName'
  const name = textAt(spec, field)
  if (name === undefined || name === '') return []
  const consequence = 'no pod can be made'
  return [
    { rule: 'service-account-ref', kind: 'ServiceAccount', name, path: [...specPath, field], consequence, keys: [] },
  ]
}

function named(
  kind: 'ConfigMap' | 'Secret',
  source: Json | undefined,
  path: Path,
  rest: Pick<Reference, 'consequence' | 'maker'>,
  field = 'name',
): PodReference[] {
  const name = textAt(source, field)
  if (name === undefined || name === '' || objectAt(source)?.['optional'] === true) return []
  const rule = kind === 'ConfigMap' ? 'config-ref' : 'secret-ref'
  return [{ rule, kind, name, path: [...path, field], keys: [], ...rest }]
}
