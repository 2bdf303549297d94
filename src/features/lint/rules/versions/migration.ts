import type { Edit } from '../../../manifests/edit.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Facts } from '../../facts.ts'
import type { Fix } from '../../rule.ts'
import { hpaEdits } from './migrate-hpa.ts'
import { ingressEdits } from './migrate-ingress.ts'
import { workloadEdits } from './migrate-workload.ts'

/** How to come to another API version; `word` is to be said beside it. Without a fix, fields changed in other ways. */
export type Migration = { fix: Fix | undefined; word?: string }

/** Kinds of which nothing but the version changed. */
const VERSION_ONLY = new Set([
  'batch/CronJob',
  'networking.k8s.io/NetworkPolicy',
  'networking.k8s.io/IngressClass',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
  'coordination.k8s.io/Lease',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
])

/** @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/ for what changed, field by field */
export function migration(object: KubernetesObject, now: string, facts: Facts): Migration {
  const found = editsOf(object, facts)
  const version: Edit = { kind: 'set', path: [...object.path, 'apiVersion'], value: now }
  const word = found.word === undefined ? {} : { word: ` ${found.word}` }
  if (found.edits === undefined) return { fix: undefined, ...word }
  return {
    fix: { safe: true, title: `bring it to ${now}`, edits: [version, ...found.edits], reveals: true },
    ...word,
  }
}

function editsOf(object: KubernetesObject, facts: Facts): { edits: Edit[] | undefined; word?: string } {
  if (VERSION_ONLY.has(object.type)) return { edits: [] }
  switch (object.type) {
    case 'networking.k8s.io/Ingress':
      return { edits: ingressEdits(object, facts) }
    case 'apps/Deployment':
    case 'apps/StatefulSet':
    case 'apps/DaemonSet':
    case 'apps/ReplicaSet':
      return { edits: workloadEdits(object), word: 'A selector must be there now, and cannot be changed later.' }
    case 'policy/PodDisruptionBudget':
      return { edits: [], word: 'Mind that an empty selector selects all pods now, and selected none before.' }
    case 'autoscaling/HorizontalPodAutoscaler':
      return { edits: hpaEdits(object) }
    default:
      return { edits: undefined }
  }
}
