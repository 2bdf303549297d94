import type { Profile } from '../../src/features/sites/schema.ts'
import { memberBindings, type Binding, type PolicyRule } from '../../playground/kubernetes-access.ts'
import type { ClusterThing } from '../../playground/kubernetes-cluster.ts'
import type { ClusterSetup } from '../../playground/kubernetes-setup.ts'
import { policiesOf } from './campus-policies.ts'

/** What a campus does not publish, or what differs from person to person: the part that a test makes up. */
export type Unpublished = {
  /** As the cluster calls the person. */
  username: string
  /** All namespaces that the person works in. */
  namespaces: string[]
  /** Of classes that the profile does not name; all take every mode. */
  storageClasses?: string[]
  ingressClass?: string
  /** The ClusterIssuers there are, where the profile names none or more than there are. */
  issuers?: string[]
  /** Of each namespace, where the profile only says what must be stated. */
  quota?: Record<string, string>
  /** Whether people may look at nodes. */
  seesNodes?: boolean
  /** What the person may make besides. */
  more?: PolicyRule[]
  /** Tokens that say nothing by themselves, and are the person's. */
  holds?: (token: string) => boolean
  clientCertificates?: boolean
  path?: string
}

/** A cluster in which all is as the profile of a campus says it. */
export function clusterOf(profile: Profile, unpublished: Unpublished): ClusterSetup {
  const { username, namespaces, holds, clientCertificates, path } = unpublished
  const things = {
    '/namespaces': namespaces.map((name) => namespaceThing(profile, name)),
    '/nodes': nodesOf(profile),
    '/resourcequotas': namespaces.flatMap((namespace) => quotaThing(profile, unpublished, namespace)),
    'storage.k8s.io/storageclasses': storageClassesOf(profile, unpublished),
    'networking.k8s.io/ingressclasses': ingressClassesOf(profile, unpublished),
    'cert-manager.io/clusterissuers': (unpublished.issuers ?? profile.ingress?.issuers ?? []).map(issuerThing),
  }
  const holder = { username, groups: ['system:authenticated'] }
  return {
    things,
    bindings: bindingsOf(profile, unpublished),
    policies: policiesOf(profile, things),
    ...(holds && { holders: (token: string) => (holds(token) ? holder : undefined) }),
    ...(clientCertificates !== undefined && { clientCertificates }),
    ...(path !== undefined && { path }),
  }
}

const READ = ['get', 'list', 'watch']

function bindingsOf({ rules }: Profile, { username, namespaces, seesNodes, more = [] }: Unpublished): Binding[] {
  const accounts: PolicyRule = {
    apiGroups: [''],
    resources: ['serviceaccounts'],
    verbs: [...READ, 'create', 'patch'],
  }
  const nodes: Binding = {
    to: { user: username },
    namespace: '*',
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: READ }],
  }
  const allowed = rules?.serviceAccounts === true ? [...more, accounts] : more
  return [...memberBindings(username, namespaces, allowed), ...(seesNodes ? [nodes] : [])]
}

const LEVEL = 'pod-security.kubernetes.io'

function namespaceThing({ security }: Profile, name: string): ClusterThing {
  const level: Record<string, string> =
    security?.preset === 'restricted'
      ? { [`${LEVEL}/enforce`]: 'restricted', [`${LEVEL}/warn`]: 'restricted' }
      : security?.preset === 'openshift'
        ? { [`${LEVEL}/warn`]: 'restricted' }
        : {}
  return {
    name,
    labels: { 'kubernetes.io/metadata.name': name, ...level },
    body: { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  }
}

/** One node for each model of GPU, with what keeps other pods off it. */
function nodesOf({ gpu }: Profile): ClusterThing[] {
  const models = gpu?.models ?? []
  const gpuNodes = models.map(({ alias, resource, tolerations = [], nodeSelector = {} }): ClusterThing => {
    const taints = tolerations.map(({ key, value, effect = 'NoSchedule' }) => ({
      key,
      effect,
      ...(value && { value }),
    }))
    return {
      name: `gpu-${alias}`,
      labels: nodeSelector,
      body: {
        spec: { taints },
        status: { allocatable: { cpu: '64', memory: '256Gi', pods: '110', [resource]: '4' } },
      },
    }
  })
  const plain = { spec: {}, status: { allocatable: { cpu: '64', memory: '256Gi', pods: '110' } } }
  return [...gpuNodes, { name: 'node-1', body: plain }]
}

/** A quota that was given, else the profile's; what need not be stated is in none. */
function quotaThing({ resources }: Profile, { quota }: Unpublished, namespace: string): ClusterThing[] {
  const hard = quota ?? resources?.quota
  return hard === undefined ? [] : [{ name: 'quota', namespace, body: { spec: { hard }, status: { hard } } }]
}

/** Where nobody says which class is the default, an only one is taken for it. */
function storageClassesOf({ storage }: Profile, { storageClasses = [] }: Unpublished): ClusterThing[] {
  const names: { name: string; default?: boolean; expandable?: boolean }[] = storageClasses.map((name) => ({ name }))
  const all = [...(storage?.classes ?? []), ...names]
  return all.map((one): ClusterThing => {
    const isDefault = one.default ?? all.length === 1
    const annotations: Record<string, string> = isDefault
      ? { 'storageclass.kubernetes.io/is-default-class': 'true' }
      : {}
    const body = { provisioner: 'csi.example.org', allowVolumeExpansion: one.expandable ?? false }
    return { name: one.name, annotations, body }
  })
}

function ingressClassesOf({ ingress }: Profile, { ingressClass }: Unpublished): ClusterThing[] {
  const name = ingress?.class ?? ingressClass
  return name === undefined ? [] : [{ name, body: { spec: { controller: 'example.org/ingress' } } }]
}

function issuerThing(name: string): ClusterThing {
  const conditions = [{ type: 'Ready', status: 'True' }]
  return { name, body: { spec: { acme: { server: 'https://acme.example.org/directory' } }, status: { conditions } } }
}
