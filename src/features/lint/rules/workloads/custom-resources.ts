import { isCustom } from '../../../manifests/groups.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Project } from '../../project.ts'

/** Operators whose objects make no pods of their own. */
const WITHOUT_PODS =
  /^(?:(?:.+\.)?cert-manager\.io|(?:.+\.)?traefik\.(?:io|containo\.us)|external-secrets\.io|bitnami\.com)$/u

const known = new WeakMap<Project, boolean>()

/** True if the project has objects from which an operator may make workloads and pods that are in no file. */
export function mayHaveOtherPods(project: Project): boolean {
  const before = known.get(project)
  if (before !== undefined) return before
  const found = project.objects.some(
    (object: KubernetesObject) => isCustom(object) && !WITHOUT_PODS.test(object.group),
  )
  known.set(project, found)
  return found
}
