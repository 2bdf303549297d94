import type { Json, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { listAt, textAt } from '../../../manifests/json.ts'
import { createNearNames } from '../../../manifests/near-names.ts'
import { containerTitle, type Container, type PodTemplate } from '../../../manifests/pod.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const mount: Rule = {
  id: 'volume-mount',
  severity: 'error',
  finds: 'mounts and volumes of a pod that do not belong together',
  why: 'A mount names a volume of the same pod. The API server refuses a pod with a mount of something that is not there, and one that mounts two things in the same place. A volume that no container mounts is of no use, and a claim template needs a mount.',
  bad: example('dta'),
  good: example('data'),
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work',
}

/** Does each mount have its volume, and each volume a mount? */
export const volumeMount: Check = {
  rules: [mount],
  scope: 'pod',
  run(pod, lint) {
    const volumes = volumesOf(pod)
    const names = new Set(volumes.map(({ name }) => name))
    const mounted = new Set<string>()
    for (const container of pod.containers) {
      for (const { name, path } of mountsOf(container)) {
        mounted.add(name)
        if (!names.has(name)) reportUnknown(pod, container, { name, path }, lint)
      }
      checkPlaces(pod, container, lint)
    }
    checkVolumes(pod, volumes, mounted, lint)
  },
}

type Named = { name: string; path: Path }
type Volume = Named & { template: boolean }

/** The volumes of a pod, and the claims that a StatefulSet makes for each of its pods. */
function volumesOf({ owner, spec, specPath }: PodTemplate): Volume[] {
  const claims = owner.type === 'apps/StatefulSet' ? listAt(owner.value, 'spec', 'volumeClaimTemplates') : []
  const templates = claims.flatMap((claim, index): Volume[] => {
    const name = textAt(claim, 'metadata', 'name')
    const path = [...owner.path, 'spec', 'volumeClaimTemplates', index, 'metadata', 'name']
    return name === undefined ? [] : [{ name, path, template: true }]
  })
  const volumes = named(listAt(spec, 'volumes'), [...specPath, 'volumes'])
  return [...volumes.map(({ name, path }) => ({ name, path, template: false })), ...templates]
}

/** Mounts, and the devices of raw volumes. */
function mountsOf({ value, path }: Container): Named[] {
  return ['volumeMounts', 'volumeDevices'].flatMap((key) => named(listAt(value, key), [...path, key]))
}

function named(list: readonly Json[], path: Path): Named[] {
  return list.flatMap((item, index) => {
    const name = textAt(item, 'name')
    return name === undefined ? [] : [{ name, path: [...path, index, 'name'] }]
  })
}

function reportUnknown(pod: PodTemplate, container: Container, { name, path }: Named, lint: Lint): void {
  const [near] = createNearNames(volumesOf(pod).map((volume) => volume.name))(name)
  lint.report('volume-mount', {
    object: pod.owner,
    path,
    message: `${containerTitle(container)} mounts ${excerpt(name)}, but the pod has no volume of that name, so the API server refuses it.`,
    hint: near === undefined ? 'add it under volumes, or correct the name' : `write ${excerpt(near)}`,
  })
}

function checkPlaces(pod: PodTemplate, { value, path }: Container, lint: Lint): void {
  const seen = new Set<string>()
  for (const [index, item] of listAt(value, 'volumeMounts').entries()) {
    const place = textAt(item, 'mountPath')
    if (place === undefined) continue
    if (seen.has(place))
      lint.report('volume-mount', {
        object: pod.owner,
        path: [...path, 'volumeMounts', index, 'mountPath'],
        message: `Something else is mounted on ${excerpt(place)} already, so the API server refuses the pod.`,
        hint: 'mount it elsewhere',
      })
    seen.add(place)
  }
}

function checkVolumes(pod: PodTemplate, volumes: readonly Volume[], mounted: ReadonlySet<string>, lint: Lint): void {
  const seen = new Set<string>()
  for (const { name, path, template } of volumes) {
    const object = pod.owner
    // A claim template comes before a volume of the same name.
    if (seen.has(name) && !template)
      lint.report('volume-mount', {
        object,
        path,
        message: `Another volume of the pod is called ${excerpt(name)} too, so the API server refuses it.`,
        hint: 'give one of them another name',
      })
    else if (!mounted.has(name))
      lint.report('volume-mount', {
        object,
        path,
        severity: template ? 'error' : 'info',
        message: template
          ? `Each pod gets a claim ${excerpt(name)}, and no container mounts it: the storage is taken for nothing.`
          : `No container mounts the volume ${excerpt(name)}.`,
        hint: 'mount it under volumeMounts of a container, or drop it',
      })
    seen.add(name)
  }
}

function example(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      volumeMounts: [{name: ${name}, mountPath: /data}]
  volumes: [{name: data, emptyDir: {}}]
`
}
