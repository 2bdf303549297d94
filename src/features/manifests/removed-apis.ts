/** An API version that no server serves any more. */
export type RemovedApi = {
  /** The minor version that served it no longer: 22 of 1.22. */
  gone: number
  /** The API version that has the kind now; undefined where the kind itself is gone. */
  now: string | undefined
}

/**
 * What was gone before the oldest version whose schemas icc has.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const REMOVED: readonly (readonly [apiVersion: string, kinds: string, gone: number, now: string | undefined])[] = [
  ['extensions/v1beta1', 'Deployment DaemonSet ReplicaSet', 16, 'apps/v1'],
  ['extensions/v1beta1', 'NetworkPolicy', 16, 'networking.k8s.io/v1'],
  ['extensions/v1beta1', 'PodSecurityPolicy', 16, undefined],
  ['extensions/v1beta1', 'Ingress', 22, 'networking.k8s.io/v1'],
  ['apps/v1beta1', 'Deployment StatefulSet ControllerRevision', 16, 'apps/v1'],
  ['apps/v1beta2', 'Deployment DaemonSet ReplicaSet StatefulSet ControllerRevision', 16, 'apps/v1'],
  ['networking.k8s.io/v1beta1', 'Ingress IngressClass', 22, 'networking.k8s.io/v1'],
  ['batch/v2alpha1', 'CronJob', 21, 'batch/v1'],
  ['batch/v1beta1', 'CronJob', 25, 'batch/v1'],
  ['policy/v1beta1', 'PodDisruptionBudget', 25, 'policy/v1'],
  ['policy/v1beta1', 'PodSecurityPolicy', 25, undefined],
  ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', 25, 'autoscaling/v2'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 26, 'autoscaling/v2'],
  [
    'rbac.authorization.k8s.io/v1alpha1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
    22,
    'rbac.authorization.k8s.io/v1',
  ],
  [
    'rbac.authorization.k8s.io/v1beta1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
    22,
    'rbac.authorization.k8s.io/v1',
  ],
  ['storage.k8s.io/v1beta1', 'StorageClass VolumeAttachment CSIDriver CSINode', 22, 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 27, 'storage.k8s.io/v1'],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 22, 'apiextensions.k8s.io/v1'],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    22,
    'admissionregistration.k8s.io/v1',
  ],
  ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 22, 'certificates.k8s.io/v1'],
  ['coordination.k8s.io/v1beta1', 'Lease', 22, 'coordination.k8s.io/v1'],
  ['scheduling.k8s.io/v1alpha1', 'PriorityClass', 22, 'scheduling.k8s.io/v1'],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', 22, 'scheduling.k8s.io/v1'],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', 25, 'discovery.k8s.io/v1'],
  ['events.k8s.io/v1beta1', 'Event', 25, 'events.k8s.io/v1'],
  ['node.k8s.io/v1beta1', 'RuntimeClass', 25, 'node.k8s.io/v1'],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1',
    'FlowSchema PriorityLevelConfiguration',
    26,
    'flowcontrol.apiserver.k8s.io/v1',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta2',
    'FlowSchema PriorityLevelConfiguration',
    29,
    'flowcontrol.apiserver.k8s.io/v1',
  ],
]

const BY_NAME: ReadonlyMap<string, RemovedApi> = new Map(
  REMOVED.flatMap(([apiVersion, kinds, gone, now]) =>
    kinds.split(' ').map((kind): [string, RemovedApi] => [`${apiVersion} ${kind}`, { gone, now }]),
  ),
)

/** What became of a kind that left its API version before Kubernetes 1.30; undefined for all others. */
export function removedApi(apiVersion: string, kind: string): RemovedApi | undefined {
  return BY_NAME.get(`${apiVersion} ${kind}`)
}
