/** One kind of thing the API serves. */
export type ResourceType = {
  /** Empty for the core group. */
  group: string
  /** Plural, as in paths. */
  name: string
  singular: string
  kind: string
  namespaced: boolean
  shortNames: string[]
  /** What is served, which is not what anybody may: that is in the access table. */
  verbs: string[]
  subresources: { name: string; kind: string; verbs: string[] }[]
}

const read = ['get', 'list']
const write = [...read, 'create', 'patch']

/** Everything the API serves. All groups have the version v1 only. */
export const resourceTypes: readonly ResourceType[] = [
  type('', 'namespaces', 'Namespace', { namespaced: false, shortNames: ['ns'], verbs: read }),
  type('', 'nodes', 'Node', { namespaced: false, shortNames: ['no'], verbs: read }),
  type('', 'pods', 'Pod', { shortNames: ['po'], subresources: [{ name: 'log', kind: 'Pod', verbs: ['get'] }] }),
  type('', 'services', 'Service', { shortNames: ['svc'] }),
  type('', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  type('', 'secrets', 'Secret', {}),
  type('', 'events', 'Event', { shortNames: ['ev'], verbs: read }),
  type('', 'persistentvolumeclaims', 'PersistentVolumeClaim', { shortNames: ['pvc'] }),
  type('', 'resourcequotas', 'ResourceQuota', { shortNames: ['quota'] }),
  type('', 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  type('apps', 'deployments', 'Deployment', { shortNames: ['deploy'] }),
  type('apps', 'statefulsets', 'StatefulSet', { shortNames: ['sts'] }),
  type('apps', 'daemonsets', 'DaemonSet', { shortNames: ['ds'] }),
  type('batch', 'jobs', 'Job', {}),
  type('batch', 'cronjobs', 'CronJob', { shortNames: ['cj'] }),
  type('networking.k8s.io', 'ingresses', 'Ingress', { singular: 'ingress', shortNames: ['ing'] }),
  type('networking.k8s.io', 'networkpolicies', 'NetworkPolicy', {
    singular: 'networkpolicy',
    shortNames: ['netpol'],
  }),
  type('networking.k8s.io', 'ingressclasses', 'IngressClass', {
    singular: 'ingressclass',
    namespaced: false,
    verbs: read,
  }),
  type('storage.k8s.io', 'storageclasses', 'StorageClass', {
    singular: 'storageclass',
    namespaced: false,
    shortNames: ['sc'],
    verbs: read,
  }),
  type('cert-manager.io', 'certificates', 'Certificate', { shortNames: ['cert'] }),
  type('cert-manager.io', 'certificaterequests', 'CertificateRequest', { shortNames: ['cr'], verbs: read }),
  type('cert-manager.io', 'clusterissuers', 'ClusterIssuer', { namespaced: false, verbs: read }),
  type('cert-manager.io', 'issuers', 'Issuer', { verbs: read }),
  type('acme.cert-manager.io', 'orders', 'Order', { verbs: read }),
  type('acme.cert-manager.io', 'challenges', 'Challenge', { verbs: read }),
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
]

/** The resource of this group and plural name, or undefined. */
export function findResourceType(group: string, name: string): ResourceType | undefined {
  return resourceTypes.find((candidate) => candidate.group === group && candidate.name === name)
}

/** `v1`, or `apps/v1`. */
export function apiVersionOf(group: string): string {
  return group === '' ? 'v1' : `${group}/v1`
}

function type(group: string, name: string, kind: string, more: Partial<ResourceType>): ResourceType {
  const base = { group, name, kind, singular: name.slice(0, -1), namespaced: true, shortNames: [], verbs: write }
  return { ...base, subresources: [], ...more }
}

function review(group: string, kind: string): ResourceType {
  return type(group, `${kind.toLowerCase()}s`, kind, { namespaced: false, verbs: ['create'] })
}
