import type { JsonObject, Path } from '../../../manifests/document.ts'
import { isObject, listAt, objectAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import type { Lint } from '../../rule.ts'
import { nameOf } from '../schema/report-field.ts'

const CLAIM = 'take a PersistentVolumeClaim'

/**
 * Sources of volumes that no node can mount any more, although the API still has them: since which minor version, and
 * what to take.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#volume-types
 */
const VOLUMES: Readonly<Record<string, readonly [since: number, instead: string]>> = {
  photonPersistentDisk: [16, CLAIM],
  scaleIO: [22, CLAIM],
  flocker: [25, CLAIM],
  quobyte: [25, CLAIM],
  storageos: [25, CLAIM],
  glusterfs: [26, CLAIM],
  cephfs: [31, CLAIM],
  rbd: [31, CLAIM],
  gitRepo: [33, 'clone it in an init container, into an emptyDir'],
}

/** Annotations of pods that nobody reads any more. @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const ANNOTATIONS: readonly (readonly [key: RegExp, since: number, instead: string])[] = [
  [/^pod\.(?:alpha|beta)\.kubernetes\.io\/init-containers$/u, 8, 'write initContainers'],
  [/^security\.alpha\.kubernetes\.io\/(?:unsafe-)?sysctls$/u, 11, 'write securityContext.sysctls'],
  [/^scheduler\.alpha\.kubernetes\.io\/critical-pod$/u, 16, 'write priorityClassName'],
  [/^(?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\//u, 27, 'write securityContext.seccompProfile'],
]

const OLD_GPU = 'alpha.kubernetes.io/nvidia-gpu'
const OLD_GPU_UNTIL = 11

/** What the server takes as ever, and nobody acts upon since some version. */
export function checkEffect(object: KubernetesObject, lint: Lint): void {
  if (object.type === 'PersistentVolume')
    checkSources(objectAt(object.value, 'spec') ?? {}, [...object.path, 'spec'], object, lint)
  const template = podTemplateOf(object)
  if (template === undefined) return
  for (const [index, volume] of listAt(template.spec, 'volumes').entries())
    if (isObject(volume)) checkSources(volume, [...template.specPath, 'volumes', index], object, lint)
  for (const { value, path } of template.containers)
    for (const part of ['limits', 'requests'])
      if (objectAt(value, 'resources', part)?.[OLD_GPU] !== undefined)
        lint.report('api-removed', {
          object,
          path: [...path, 'resources', part, OLD_GPU],
          at: 'key',
          message: `No node has had ${OLD_GPU} since Kubernetes 1.${OLD_GPU_UNTIL}: the pod stays Pending.`,
          hint: 'write nvidia.com/gpu',
        })
  checkAnnotations(object, template.path, lint)
}

function checkSources(volume: JsonObject, path: Path, object: KubernetesObject, lint: Lint): void {
  for (const key of Object.keys(volume)) {
    const [since, instead] = VOLUMES[key] ?? []
    if (since === undefined || since > lint.facts.target.minor || !isObject(volume[key])) continue
    const place = [...path, key]
    lint.report('api-removed', {
      object,
      path: place,
      at: 'key',
      message: `No node mounts ${nameOf(place.slice(object.path.length), object)} since Kubernetes 1.${since}: the pod stays in ContainerCreating.`,
      hint: instead,
    })
  }
}

function checkAnnotations(object: KubernetesObject, template: Path, lint: Lint): void {
  const steps = [...template.slice(object.path.length), 'metadata', 'annotations']
  for (const key of Object.keys(objectAt(object.value, ...steps) ?? {}))
    for (const [pattern, since, instead] of ANNOTATIONS)
      if (pattern.test(key))
        lint.report('api-removed', {
          object,
          path: [...object.path, ...steps, key],
          at: 'key',
          severity: 'warning',
          message: `The annotation ${key} does nothing since Kubernetes 1.${since}.`,
          hint: instead,
        })
}
