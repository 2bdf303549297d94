import type { KubernetesObject } from './object.ts'

const BUILT_IN = new Set([
  '',
  'apps',
  'autoscaling',
  'batch',
  'extensions',
  'policy',
  ...[
    'admissionregistration',
    'apiextensions',
    'apiregistration',
    'authentication',
    'authorization',
    'certificates',
    'coordination',
    'discovery',
    'events',
    'flowcontrol.apiserver',
    'internal.apiserver',
    'networking',
    'node',
    'rbac.authorization',
    'resource',
    'scheduling',
    'storage',
    'storagemigration',
  ].map((name) => `${name}.k8s.io`),
])

/** True for an object of a custom resource, or of a file that only looks like an object. */
export function isCustom({ group }: KubernetesObject): boolean {
  return !BUILT_IN.has(group)
}

const CLUSTER_WIDE = new Set([
  'ComponentStatus',
  'Namespace',
  'Node',
  'PersistentVolume',
  'certificates.k8s.io/CertificateSigningRequest',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
])

const CLUSTER_WIDE_GROUPS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'node.k8s.io',
  'storage.k8s.io',
])

/** True for objects of the built-in kinds that live in no namespace. */
export function isClusterWide({ type, group }: KubernetesObject): boolean {
  if (type === 'storage.k8s.io/CSIStorageCapacity') return false
  return CLUSTER_WIDE.has(type) || CLUSTER_WIDE_GROUPS.has(group)
}
