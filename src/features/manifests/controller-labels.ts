import type { PodTemplate } from './pod.ts'

/** Labels whose values differ from pod to pod, and what all of them have in common. */
const NUMBERED: Readonly<Record<string, RegExp>> = {
  'statefulset.kubernetes.io/pod-name': /(?<=-)\d+$/u,
  'apps.kubernetes.io/pod-index': /^\d+$/u,
  'batch.kubernetes.io/job-completion-index': /^\d+$/u,
}

/** A pair of a label as it is for any pod of its workload: `db-*` for `db-0`. */
export function anyPod(key: string, value: string): string {
  const number = NUMBERED[key]
  return number === undefined ? value : value.replace(number, '*')
}

/**
 * The labels that controllers put on the pods that they make, besides those of the template; of those that differ from
 * pod to pod what `anyPod` makes of them.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export function controllerLabels({ owner: { type, name } }: PodTemplate): Record<string, string> {
  if (name === undefined) return {}
  if (type === 'batch/Job')
    return { 'job-name': name, 'batch.kubernetes.io/job-name': name, 'batch.kubernetes.io/job-completion-index': '*' }
  if (type === 'apps/StatefulSet')
    return { 'statefulset.kubernetes.io/pod-name': `${name}-*`, 'apps.kubernetes.io/pod-index': '*' }
  return {}
}
