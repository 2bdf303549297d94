import type { Requester } from './kubernetes-authentication.ts'

/** A rule of rbac.authorization.k8s.io/v1 over resources; `*` stands for everything. */
export type PolicyRule = { apiGroups: string[]; resources: string[]; verbs: string[] }

/** What somebody wants to do to a resource. An empty namespace means the whole cluster. */
export type ResourceAccess = {
  verb: string
  group: string
  resource: string
  subresource: string
  name: string
  namespace: string
}

/** A namespace `*` stands for all of them, and for what is in none. */
export type Binding = { to: { user: string } | { group: string }; namespace: string; rules: PolicyRule[] }

const EVERYWHERE = '*'
const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** What every signed-in user may: ask who they are and what they may, and see what the cluster offers; not its nodes. */
const basics: PolicyRule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingressclasses'], verbs: READ },
  { apiGroups: ['cert-manager.io'], resources: ['clusterissuers'], verbs: READ },
]

/** What a member may in their own namespaces: no daemonsets, no service accounts, no quotas of their own making. */
const member: PolicyRule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events', 'resourcequotas'], verbs: READ },
  {
    apiGroups: [''],
    resources: ['pods', 'services', 'configmaps', 'secrets', 'persistentvolumeclaims'],
    verbs: [...READ, ...WRITE],
  },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods/exec', 'pods/portforward'], verbs: ['create'] },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: [...READ, ...WRITE] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: [...READ, ...WRITE] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: [...READ, ...WRITE] },
  { apiGroups: ['cert-manager.io'], resources: ['certificates'], verbs: [...READ, ...WRITE] },
  { apiGroups: ['cert-manager.io'], resources: ['certificaterequests', 'issuers'], verbs: READ },
  { apiGroups: ['acme.cert-manager.io'], resources: ['orders', 'challenges'], verbs: READ },
]

/** What lets people work in their own namespaces, and what else each of them may do there. */
export function memberBindings(username: string, namespaces: readonly string[], more: PolicyRule[] = []): Binding[] {
  const mine = namespaces.map((namespace) => ({ to: { user: username }, namespace, rules: [...member, ...more] }))
  return [everybody, ...mine]
}

const everything: PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]

/** What every signed-in user may, at any campus. */
const everybody: Binding = { to: { group: 'system:authenticated' }, namespace: EVERYWHERE, rules: basics }

/** Who may what, where. Requests, access reviews and rules reviews are all answered from this table. */
export const bindings: readonly Binding[] = [
  everybody,
  { to: { group: 'staff' }, namespace: EVERYWHERE, rules: everything },
  { to: { user: 'infw001' }, namespace: 'w001-default', rules: member },
  { to: { user: 'infw002' }, namespace: 'w002-default', rules: member },
  { to: { user: 'staff01' }, namespace: 'staff01-default', rules: member },
  { to: { group: 'se2/magic-team' }, namespace: 'se2-magic-team', rules: member },
  { to: { group: 'ai-lab' }, namespace: 'ai-lab', rules: member },
]

const publicPaths = ['/healthz', '/livez', '/readyz', '/version']
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...publicPaths]

/** True if the requester may do this to the resource. */
export function mayAccess(
  requester: Requester,
  access: ResourceAccess,
  table: readonly Binding[] = bindings,
): boolean {
  const resource = access.subresource === '' ? access.resource : `${access.resource}/${access.subresource}`
  return rulesFor(requester, access.namespace, table).some(
    ({ apiGroups, resources, verbs }) =>
      includes(apiGroups, access.group) && includes(resources, resource) && includes(verbs, access.verb),
  )
}

/** True if the requester may do this to a path that is no resource. Reading only. */
export function mayVisit(requester: Requester, verb: string, path: string): boolean {
  if (isStaff(requester)) return true
  return verb === 'get' && pathsFor(requester).some((pattern) => matchesPath(pattern, path))
}

/** All rules that hold for the requester in this namespace; in an empty one those of the whole cluster. */
export function rulesFor(
  requester: Requester,
  namespace: string,
  table: readonly Binding[] = bindings,
): PolicyRule[] {
  return table
    .filter((binding) => appliesTo(binding, requester))
    .filter((binding) => binding.namespace === EVERYWHERE || (namespace !== '' && binding.namespace === namespace))
    .flatMap(({ rules }) => rules)
}

/** The paths that are no resources and that the requester may read; `/x/*` stands for all below. */
export function pathsFor(requester: Requester): string[] {
  if (isStaff(requester)) return ['*']
  return requester.groups.includes('system:authenticated') ? discoveryPaths : publicPaths
}

function isStaff(requester: Requester): boolean {
  return requester.groups.includes('staff')
}

function appliesTo({ to }: Binding, requester: Requester): boolean {
  return 'user' in to ? requester.username === to.user : requester.groups.includes(to.group)
}

function includes(allowed: string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted)
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}
