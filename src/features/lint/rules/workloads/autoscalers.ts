import { numberAt, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { replicasOf } from '../../../manifests/replicas.ts'
import type { Project } from '../../project.ts'

/** What an autoscaler scales, as it says. */
export type ScaleTarget = {
  kind: string
  name: string
  group: string
  type: string
  /** The group that it is written with, where that was the kind's former one. */
  formerGroup?: string
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export function scaleTargetOf({ value }: KubernetesObject): ScaleTarget | undefined {
  const kind = textAt(value, 'spec', 'scaleTargetRef', 'kind')
  const name = textAt(value, 'spec', 'scaleTargetRef', 'name')
  if (kind === undefined || name === undefined) return undefined
  const apiVersion = textAt(value, 'spec', 'scaleTargetRef', 'apiVersion') ?? 'apps/v1'
  const written = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  // Deployments and ReplicaSets once were in this group.
  const group = written === 'extensions' ? 'apps' : written
  const former = group === written ? {} : { formerGroup: written }
  return { kind, name, group, type: group === '' ? kind : `${group}/${kind}`, ...former }
}

const known = new WeakMap<Project, ReadonlyMap<KubernetesObject, KubernetesObject>>()

/** The autoscaler of each workload that has one. */
export function autoscalersOf(project: Project): ReadonlyMap<KubernetesObject, KubernetesObject> {
  const before = known.get(project)
  if (before !== undefined) return before
  const found = new Map<KubernetesObject, KubernetesObject>()
  const last = new Map<readonly KubernetesObject[], KubernetesObject>()
  for (const autoscaler of project.ofType('autoscaling/HorizontalPodAutoscaler')) {
    const target = scaleTargetOf(autoscaler)
    if (target === undefined) continue
    const objects = project.named(target.type, target.name, autoscaler)
    // Of several for the same the last counts.
    last.delete(objects)
    last.set(objects, autoscaler)
  }
  for (const [objects, autoscaler] of last) for (const object of objects) found.set(object, autoscaler)
  known.set(project, found)
  return found
}

/** The fewest pods that a workload keeps running: what its autoscaler goes down to, else its replicas. */
export function leastReplicas(owner: KubernetesObject, project: Project): number | undefined {
  const replicas = replicasOf(owner)
  const autoscaler = autoscalersOf(project).get(owner)
  if (replicas === undefined || autoscaler === undefined) return replicas
  return numberAt(autoscaler.value, 'spec', 'minReplicas') ?? 1
}
