import { anyPod, controllerLabels } from '../manifests/controller-labels.ts'
import type { ManifestDocument, ReadFault, Source } from '../manifests/document.ts'
import { objectsOf, type KubernetesObject } from '../manifests/object.ts'
import { podTemplateOf, type PodTemplate } from '../manifests/pod.ts'
import { byNamespace, type ByNamespace } from './by-namespace.ts'

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
  let byName: ReadonlyMap<string, ByNamespace<KubernetesObject>> | undefined
  let byLabel: ReadonlyMap<string, LabelledPods> | undefined
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
      byName ??= objectsByName([...objects, ...generated])
      return byName.get(`${type} ${name}`)?.near(near.namespace) ?? []
    },
    selected(labels, near) {
      const id = JSON.stringify([near.namespace, labels])
      const known = selections.get(id)
      if (known !== undefined) return known
      byLabel ??= podsByLabel(pods)
      const selected = selectPods(byLabel, labels, near.namespace)
      selections.set(id, selected)
      return selected
    },
  }
}

function objectsByName(objects: readonly KubernetesObject[]): Map<string, ByNamespace<KubernetesObject>> {
  const groups = Map.groupBy(objects, ({ type, name }) => `${type} ${name}`)
  return new Map([...groups].map(([id, group]) => [id, byNamespace(group, ({ namespace }) => namespace)]))
}

/** The pods that have a label. */
type LabelledPods = { members: ReadonlySet<PodTemplate>; pods: ByNamespace<PodTemplate> }

const NOBODY: LabelledPods = labelled(new Set())

function labelled(members: ReadonlySet<PodTemplate>): LabelledPods {
  return { members, pods: byNamespace([...members], ({ owner }) => owner.namespace) }
}

/** By label, those included that controllers add. */
function podsByLabel(pods: readonly PodTemplate[]): Map<string, LabelledPods> {
  const index = new Map<string, Set<PodTemplate>>()
  for (const pod of pods) {
    const labels = { ...controllerLabels(pod), ...pod.labels }
    for (const key in labels) {
      const pair = pairOf(key, labels[key] ?? '')
      const found = index.get(pair)
      if (found) found.add(pod)
      else index.set(pair, new Set([pod]))
    }
  }
  return new Map([...index].map(([pair, found]) => [pair, labelled(found)]))
}

function selectPods(
  index: ReadonlyMap<string, LabelledPods>,
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
): readonly PodTemplate[] {
  const found = Object.entries(labels).map(([key, value]) => index.get(pairOf(key, anyPod(key, value))) ?? NOBODY)
  const candidates = found.map(({ pods }) => pods.near(namespace))
  const [fewest = []] = candidates.toSorted((one, other) => one.length - other.length)
  return found.length === 1 ? fewest : fewest.filter((pod) => found.every(({ members }) => members.has(pod)))
}

function pairOf(key: string, value: string): string {
  return `${key}=${value}`
}

/** An object that names no namespace goes where kubectl is pointed at, which may be the other's. */
export function mayShareNamespace(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace
}
