import { anyPod, controllerLabels } from '../manifests/controller-labels.ts'
import type { ManifestDocument, ReadFault, Source } from '../manifests/document.ts'
import { objectsOf, type KubernetesObject } from '../manifests/object.ts'
import { podTemplateOf, type PodTemplate } from '../manifests/pod.ts'
import { rememberEach } from '../manifests/remember.ts'
import { createNear } from './by-namespace.ts'

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
  /** The names of all objects of a type, generated ones too. */
  namesOf(type: string): readonly string[]
  /** The objects of a type and name, generated ones too, that live, or may live, in the namespace of `near`. */
  named(type: string, name: string, near: KubernetesObject): readonly KubernetesObject[]
  /**
   * The pods that carry all the labels and live, or may live, in the namespace of `near`. None for an empty selector. The
   * same list for the same labels: what is found out about it can be kept beside it.
   */
  selected(labels: Readonly<Record<string, string>>, near: KubernetesObject): readonly PodTemplate[]
}

/** What is known besides the files themselves. */
export type Surroundings = {
  /** What will be there besides the objects of the files; it can be referred to, and is not looked at. */
  generated?: readonly KubernetesObject[]
  taggedImages?: ReadonlySet<string>
  /** Words that something else takes the place of before the manifests are applied. */
  replaced?: ReadonlySet<string>
}

export function createProject(
  files: readonly ManifestFile[],
  { generated = [], taggedImages = new Set() }: Surroundings = {},
): Project {
  const objects = files.flatMap((file) => file.documents.flatMap(objectsOf))
  const pods = objects.flatMap((object) => podTemplateOf(object) ?? [])
  const byType = Map.groupBy(objects, ({ type }) => type)
  let byName: ReadonlyMap<string, readonly KubernetesObject[]> | undefined
  let byLabel: ReadonlyMap<string, readonly PodTemplate[]> | undefined
  const selections = new Map<string, readonly PodTemplate[]>()
  return {
    files,
    objects,
    pods,
    taggedImages,
    ofType: (type) => byType.get(type) ?? [],
    namesOf: (type) => {
      const besides = generated.filter((object) => object.type === type)
      return [...(byType.get(type) ?? []), ...besides].flatMap(({ name }) => name ?? [])
    },
    named(type, name, near) {
      byName ??= Map.groupBy([...objects, ...generated], (object) => `${object.type} ${object.name}`)
      return objectsNear(byName.get(`${type} ${name}`) ?? [], near.namespace)
    },
    selected(labels, near) {
      const id = JSON.stringify([near.namespace, labels])
      const known = selections.get(id)
      if (known !== undefined) return known
      byLabel ??= podsByLabel(pods)
      const selected = selectPods(byLabel, labels, near.namespace)
      // What is found out about many pods is worth keeping, and they are kept together by their list.
      if (selected.length > 1) selections.set(id, selected)
      return selected
    },
  }
}

const objectsNear = createNear(({ namespace }: KubernetesObject) => namespace)
const podsNear = createNear(({ owner }: PodTemplate) => owner.namespace)

/** By label, those included that controllers add. Most pods are the only ones with theirs, so little is kept of each. */
function podsByLabel(pods: readonly PodTemplate[]): Map<string, PodTemplate[]> {
  const index = new Map<string, PodTemplate[]>()
  for (const pod of pods) {
    const labels = { ...controllerLabels(pod), ...pod.labels }
    for (const key in labels) {
      const pair = pairOf(key, labels[key] ?? '')
      const found = index.get(pair)
      if (found) found.push(pod)
      else index.set(pair, [pod])
    }
  }
  return index
}

const membersOf = rememberEach((pods: readonly PodTemplate[]) => new Set(pods))

function selectPods(
  index: ReadonlyMap<string, readonly PodTemplate[]>,
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
): readonly PodTemplate[] {
  const found = Object.entries(labels).map(([key, value]) => index.get(pairOf(key, anyPod(key, value))) ?? [])
  const candidates = found.map((pods) => podsNear(pods, namespace))
  const [fewest = []] = candidates.toSorted((one, other) => one.length - other.length)
  if (found.length === 1 || fewest.length === 0) return fewest
  return fewest.filter((pod) => found.every((pods) => (pods.length > 1 ? membersOf(pods).has(pod) : pods[0] === pod)))
}

function pairOf(key: string, value: string): string {
  return `${key}=${value}`
}

/** An object that names no namespace goes where kubectl is pointed at, which may be the other's. */
export function mayShareNamespace(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace
}
