import { at, numberAt } from './json.ts'
import type { KubernetesObject } from './object.ts'

/** Kinds that keep `spec.replicas` pods running. */
const SCALED = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', 'ReplicationController'])

/** The pods that a workload keeps running, one if it does not say; undefined for kinds that have no replicas. */
export function replicasOf({ type, value }: KubernetesObject): number | undefined {
  return SCALED.has(type) ? whole(numberAt(value, 'spec', 'replicas') ?? 1) : undefined
}

/**
 * The pods that an object has at the same time, at least: replicas, or the parallel pods of a Job or of one run of a
 * CronJob. One for a DaemonSet, whose nodes nobody knows; none for what is suspended.
 */
export function podsAtOnce(owner: KubernetesObject): number {
  const { type, value } = owner
  if (type !== 'batch/Job' && type !== 'batch/CronJob') return replicasOf(owner) ?? 1
  if (at(value, 'spec', 'suspend') === true) return 0
  const job = type === 'batch/Job' ? at(value, 'spec') : at(value, 'spec', 'jobTemplate', 'spec')
  if (at(job, 'suspend') === true) return 0
  const parallel = whole(numberAt(job, 'parallelism') ?? 1)
  const completions = numberAt(job, 'completions')
  return completions === undefined ? parallel : Math.min(parallel, whole(completions))
}

function whole(amount: number): number {
  return Number.isSafeInteger(amount) && amount > 0 ? amount : 0
}
