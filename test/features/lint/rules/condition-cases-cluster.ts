import type { ConditionCase } from './condition-cases.ts'

const SERVICE = 'v1 Service'
const INGRESS = 'networking.k8s.io/v1 Ingress'
const POLICY = 'networking.k8s.io/v1 NetworkPolicy'
const RBAC = 'rbac.authorization.k8s.io/v1'
const VOLUME = 'v1 PersistentVolume'

const BACKEND = 'backend: {service: {name: web, port: {number: 80}}}'
const FULL = `{a: ${'x'.repeat(1_048_575)}}`

/** What is asked of all that makes no pods. */
export const CLUSTER_CASES: readonly ConditionCase[] = [
  {
    of: SERVICE,
    place: 'spec.type',
    refused: ['ExternalName'],
    taken: ['ClusterIP', 'NodePort', 'LoadBalancer'],
  },
  {
    of: SERVICE,
    place: 'spec.externalName',
    rest: { 'spec.type': 'ExternalName' },
    refused: ['http://db.example.org', 'DB.example.org', '""', 'db.example.org:5432', 'my_db.example.org'],
    taken: ['db.example.org', 'db.example.org.', '192.0.2.7'],
  },
  {
    of: SERVICE,
    place: 'spec.clusterIP',
    rest: { 'spec.type': 'ExternalName', 'spec.externalName': 'db.example.org' },
    refused: ['None'],
    taken: ['""'],
  },
  { of: SERVICE, place: 'spec.clusterIP', refused: ['none', 'web'], taken: ['None', '""'] },
  { of: SERVICE, place: 'spec.clusterIP', rest: { 'spec.type': 'NodePort' }, refused: ['None'] },
  {
    of: SERVICE,
    place: 'spec.externalIPs',
    refused: ['[web]', '[127.0.0.1]', '[169.254.0.1]', '[0.0.0.0]', '["::1"]'],
    taken: ['[192.0.2.7]', '[]'],
  },
  { of: SERVICE, place: 'spec.externalTrafficPolicy', refused: ['Local', 'Cluster'] },
  {
    of: SERVICE,
    place: 'spec.externalTrafficPolicy',
    rest: { 'spec.externalIPs': '[192.0.2.7]' },
    taken: ['Local'],
  },
  { of: SERVICE, place: 'spec.externalTrafficPolicy', rest: { 'spec.type': 'NodePort' }, taken: ['Local'] },
  { of: SERVICE, place: 'spec.loadBalancerSourceRanges', refused: ['[192.0.2.0/24]'], taken: ['[]'] },
  { of: SERVICE, place: 'spec.allocateLoadBalancerNodePorts', refused: ['false'] },
  { of: SERVICE, place: 'spec.loadBalancerClass', refused: ['example.org/x'] },
  {
    of: SERVICE,
    place: 'spec.loadBalancerSourceRanges',
    rest: { 'spec.type': 'LoadBalancer' },
    refused: ['[192.0.2.7]', '[web]'],
    taken: ['[192.0.2.0/24]', '[" 192.0.2.0/24 "]', '["2001:db8::/32"]'],
  },
  {
    of: INGRESS,
    place: 'spec.rules.0.http.paths.0',
    refused: [
      `{pathType: Prefix, ${BACKEND}}`,
      `{path: "", pathType: Exact, ${BACKEND}}`,
      `{path: shop, pathType: Prefix, ${BACKEND}}`,
      `{path: shop, pathType: ImplementationSpecific, ${BACKEND}}`,
      `{path: /a//b, pathType: Prefix, ${BACKEND}}`,
      `{path: /a/../b, pathType: Prefix, ${BACKEND}}`,
      `{path: /a/., pathType: Exact, ${BACKEND}}`,
      `{path: /a%2Fb, pathType: Exact, ${BACKEND}}`,
    ],
    taken: [
      `{pathType: ImplementationSpecific, ${BACKEND}}`,
      `{path: /a//b, pathType: ImplementationSpecific, ${BACKEND}}`,
      `{path: "/*", pathType: Prefix, ${BACKEND}}`,
      `{path: /a/..b, pathType: Exact, ${BACKEND}}`,
    ],
  },
  {
    of: POLICY,
    place: 'spec.ingress.0.from.0',
    refused: [
      '{}',
      '{ipBlock: {cidr: 10.0.0.1}}',
      '{ipBlock: {cidr: example.org}}',
      '{ipBlock: {cidr: 10.0.0.5/8}}',
      '{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}',
      '{ipBlock: {cidr: 10.0.0.0/8, except: [192.168.0.0/24]}}',
      '{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}',
      '{ipBlock: {cidr: 10.0.0.0/8, except: [0.0.0.0/0]}}',
      '{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.2.3]}}',
    ],
    taken: [
      '{podSelector: {}}',
      '{podSelector: {}, namespaceSelector: {}}',
      '{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 192.168.0.0/16]}}',
      '{ipBlock: {cidr: 10.0.0.0/8, except: [10.255.255.255/32]}}',
      '{ipBlock: {cidr: "::/0", except: ["2001:db8::/32"]}}',
    ],
  },
  {
    of: POLICY,
    place: 'spec.egress.0.ports.0',
    refused: ['{port: 80, endPort: 70}', '{port: http, endPort: 90}', '{endPort: 90}'],
    taken: ['{port: 80, endPort: 80}', '{port: 80}', '{}'],
  },
  {
    of: `${RBAC} Role`,
    place: 'rules.0',
    refused: [
      '{resources: [pods], verbs: [get]}',
      '{apiGroups: [""], verbs: [get]}',
      '{apiGroups: [""], resources: [pods], verbs: []}',
      '{nonResourceURLs: [/x], verbs: [get]}',
    ],
    taken: ['{apiGroups: [""], resources: [pods], resourceNames: [], verbs: ["*"]}'],
  },
  {
    of: `${RBAC} ClusterRole`,
    place: 'rules.0',
    refused: ['{nonResourceURLs: [/x], apiGroups: [""], resources: [pods], verbs: [get]}'],
    taken: ['{nonResourceURLs: [/x], verbs: [get]}'],
  },
  {
    of: `${RBAC} RoleBinding`,
    place: 'subjects.0',
    refused: ['{kind: ServiceAccount, name: x, apiGroup: rbac.authorization.k8s.io}'],
    taken: [
      '{kind: ServiceAccount, name: x}',
      '{kind: User, name: x}',
      '{kind: ServiceAccount, name: x, apiGroup: ""}',
    ],
  },
  {
    of: `${RBAC} ClusterRoleBinding`,
    place: 'subjects.0',
    refused: ['{kind: ServiceAccount, name: x}', '{kind: ServiceAccount, name: x, namespace: ""}'],
    taken: ['{kind: ServiceAccount, name: x, namespace: y}', '{kind: Group, name: x}'],
  },
  { of: `${RBAC} ClusterRoleBinding`, place: 'roleRef.kind', refused: ['Role'], taken: ['ClusterRole'] },
  { of: 'v1 ConfigMap', place: 'binaryData', refused: ['{a: YQ==}'], taken: ['{b: YQ==}'] },
  { of: 'v1 ConfigMap', place: 'data', refused: [FULL.replace('x', 'xxx')], taken: [FULL] },
  {
    of: 'v1 Secret',
    place: 'type',
    refused: [
      'kubernetes.io/tls',
      'kubernetes.io/dockerconfigjson',
      'kubernetes.io/dockercfg',
      'kubernetes.io/ssh-auth',
      'kubernetes.io/basic-auth',
      'kubernetes.io/service-account-token',
    ],
    taken: ['Opaque', 'example.org/own', '""'],
  },
  {
    of: 'v1 Secret',
    place: 'stringData',
    rest: { type: 'kubernetes.io/dockerconfigjson' },
    refused: [`{.dockerconfigjson: '{"auths"'}`],
    taken: [`{.dockerconfigjson: '{"auths": {}}'}`],
  },
  {
    of: 'v1 Secret',
    place: 'data',
    rest: { type: 'kubernetes.io/basic-auth' },
    taken: ['{username: YQ==}', '{password: YQ==}'],
  },
  {
    of: 'v1 Secret',
    place: 'data',
    rest: { type: 'kubernetes.io/tls' },
    refused: ['{tls.crt: YQ==}'],
    taken: ['{tls.crt: YQ==, tls.key: ""}'],
  },
  { of: VOLUME, place: 'spec.accessModes', refused: ['[]'] },
  { of: VOLUME, place: 'spec.hostPath', refused: ['null'] },
  { of: VOLUME, place: 'spec.nfs', refused: ['{server: a, path: /x}'] },
  { of: VOLUME, place: 'spec.local', rest: { 'spec.hostPath': 'null' }, refused: ['{path: /x}'] },
  {
    of: VOLUME,
    place: 'spec.nodeAffinity',
    refused: ['{required: {nodeSelectorTerms: []}}'],
    taken: ['{required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}'],
  },
  {
    of: 'v1 Namespace',
    place: 'metadata.labels',
    refused: [
      '{pod-security.kubernetes.io/enforce: strict}',
      '{pod-security.kubernetes.io/warn-version: "1.30"}',
      '{pod-security.kubernetes.io/audit: Restricted}',
    ],
    taken: [
      '{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30}',
      '{pod-security.kubernetes.io/enforce-version: latest}',
    ],
  },
  {
    of: 'v1 LimitRange',
    place: 'spec.limits.0',
    refused: ['{type: container, max: {cpu: 1}}', '{type: Pod, default: {cpu: 1}}'],
    taken: ['{type: Pod, max: {cpu: 1}}', '{type: PersistentVolumeClaim, min: {storage: 1Gi}}'],
  },
]
