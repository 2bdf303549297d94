import type { Json } from '../../../manifests/document.ts'
import { meets, requirementsOf, type LabelRequirement } from '../../../manifests/label-selector.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import { mayShareNamespace, type Project } from '../../project.ts'

/** The pods that a label selector selects in the namespace of `near`; an empty one selects all. */
export function selectedPods(
  project: Project,
  selector: Json | undefined,
  near: KubernetesObject,
): readonly PodTemplate[] {
  const selections = known.get(project) ?? new Map<string, readonly PodTemplate[]>()
  known.set(project, selections)
  const id = JSON.stringify([near.namespace, selector])
  const found = selections.get(id) ?? select(project, requirementsOf(selector), near)
  selections.set(id, found)
  return found
}

/** The same list for the same selector. */
const known = new WeakMap<Project, Map<string, readonly PodTemplate[]>>()

function select(
  project: Project,
  requirements: readonly LabelRequirement[],
  near: KubernetesObject,
): readonly PodTemplate[] {
  return candidates(project, requirements, near).filter((pod) => requirements.every((one) => meets(pod.labels, one)))
}

/** By the index of labels where a condition allows it. */
function candidates(
  project: Project,
  requirements: readonly LabelRequirement[],
  near: KubernetesObject,
): readonly PodTemplate[] {
  const named = requirements.find(({ operator }) => operator === 'In')
  if (named === undefined) return project.pods.filter(({ owner }) => mayShareNamespace(owner, near))
  return named.values.flatMap((value) => project.selected({ [named.key]: value }, near))
}
