import type { ManifestDocument, ReadFault, Source } from '../manifests/document.ts'
import { objectsOf, type KubernetesObject } from '../manifests/object.ts'
import { podTemplateOf, type PodTemplate } from '../manifests/pod.ts'

/** One file that was read: what could be read of it, and what could not. */
export type ManifestFile = {
  source: Source
  documents: readonly ManifestDocument[]
  faults: readonly ReadFault[]
}

/** Everything that was given, indexed: no rule needs to compare each object with each. */
export type Project = {
  files: readonly ManifestFile[]
  objects: readonly KubernetesObject[]
  pods: readonly PodTemplate[]
  /** Images, without tags, whose version something else sets before the manifests are applied. */
  taggedImages: ReadonlySet<string>
  /** The objects of a type (`apps/Deployment`, `Service`). */
  ofType(type: string): readonly KubernetesObject[]
  /** The objects of a type and name, generated ones too, that live, or may live, in the namespace of `near`. */
  named(type: string, name: string, near: KubernetesObject): readonly KubernetesObject[]
  /** The pods that carry all the labels and live, or may live, in the namespace of `near`. None for an empty selector. */
  selected(labels: Readonly<Record<string, string>>, near: KubernetesObject): readonly PodTemplate[]
}

/** What is known besides the files themselves. */
export type Surroundings = {
  /** What will be there besides the objects of the files; it can be referred to, and is not looked at. */
  generated?: readonly KubernetesObject[]
  taggedImages?: ReadonlySet<string>
}

export function createProject(
  files: readonly ManifestFile[],
  { generated = [], taggedImages = new Set() }: Surroundings = {},
): Project {
  const objects = files.flatMap((file) => file.documents.flatMap(objectsOf))
  const pods = objects.flatMap((object) => podTemplateOf(object) ?? [])
  const byType = Map.groupBy(objects, ({ type }) => type)
  let byName: Map<string, KubernetesObject[]> | undefined
  let byLabel: Map<string, PodTemplate[]> | undefined
  return {
    files,
    objects,
    pods,
    taggedImages,
    ofType: (type) => byType.get(type) ?? [],
    named(type, name, near) {
      byName ??= Map.groupBy([...objects, ...generated], (object) => `${object.type} ${object.name}`)
      return (byName.get(`${type} ${name}`) ?? []).filter((object) => mayShareNamespace(object, near))
    },
    selected(labels, near) {
      const wanted = Object.entries(labels)
      const [first] = wanted
      if (first === undefined) return []
      byLabel ??= podsByLabel(pods)
      const candidates = byLabel.get(first.join('=')) ?? []
      return candidates.filter(
        (pod) => mayShareNamespace(pod.owner, near) && wanted.every(([key, value]) => pod.labels[key] === value),
      )
    },
  }
}

function podsByLabel(pods: readonly PodTemplate[]): Map<string, PodTemplate[]> {
  const index = new Map<string, PodTemplate[]>()
  for (const pod of pods)
    for (const pair of Object.entries(pod.labels)) {
      const key = pair.join('=')
      const found = index.get(key)
      if (found) found.push(pod)
      else index.set(key, [pod])
    }
  return index
}

/** An object that names no namespace goes where kubectl is pointed at, which may be the other's. */
export function mayShareNamespace(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace
}
