import type { Json } from '../../../manifests/document.ts'
import { meets, requirementsOf, type LabelRequirement } from '../../../manifests/label-selector.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import { mayShareNamespace, type Project } from '../../project.ts'

/** The pods that a label selector selects in the namespace of `near`; an empty one selects all. */
export function selectedPods(project: Project, selector: Json | undefined, near: KubernetesObject): PodTemplate[] {
  const requirements = requirementsOf(selector)
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
