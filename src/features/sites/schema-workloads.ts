import * as v from 'valibot'
import {
  cidr,
  duration,
  flag,
  host,
  hostAndPort,
  monthAndDay,
  notes,
  oneOf,
  page,
  port,
  portRange,
  quantity,
  quantityByName,
  text,
  textByName,
  texts,
} from './schema-fields.ts'

const allowed = v.optional(v.union([v.boolean(), v.literal('on-request')], 'true, false or on-request'))

const ingress = v.object(
  {
    kind: v.optional(oneOf(['nginx', 'traefik', 'haproxy', 'openshift-route', 'gateway'])),
    class: v.optional(text),
    annotations: v.optional(textByName),
    /** Names of cert-manager's ClusterIssuers; an empty list where there are none. */
    issuers: v.optional(texts),
    /** Those of `issuers` for trials: hardly limited, and trusted by no browser. */
    stagingIssuers: v.optional(texts),
    /** Domains under which users may have a host; `dnsAuto` says whether such a name appears in DNS by itself. */
    wildcardDomains: v.optional(v.array(host, 'a list of domains')),
    dnsAuto: v.optional(flag),
    /** Where the CNAME of a user's own domain points. */
    cnameTarget: v.optional(host),
    /** The site has a certificate for hosts right below `wildcardDomains`: tls without a Secret. */
    wildcardCertificate: v.optional(flag),
    secretNameRule: v.optional(text),
    /**
     * What the names of certificate Secrets may look like: a DNS label has no dots (RFC 1123), and `host-tls` is the host
     * with "-" for ".", then "-tls".
     */
    secretNameForm: v.optional(oneOf(['label', 'subdomain', 'host-tls'])),
    pathType: v.optional(oneOf(['Prefix', 'Exact', 'ImplementationSpecific'])),
    internalCidrs: v.optional(v.array(cidr, 'a list of ranges, such as 192.0.2.0/24')),
    basicAuth: v.optional(oneOf(['nginx-secret', 'traefik-middleware', 'haproxy-secret', 'none'])),
    /** Labels that a pod needs to be reached from outside. */
    podLabels: v.optional(textByName),
    controllerNamespace: v.optional(text),
    notes,
  },
  'a mapping',
)

const loadBalancer = v.object(
  {
    allowed,
    /** The one host whose ports such Services get, where they have no address of their own. */
    host: v.optional(host),
    annotations: v.optional(textByName),
    /** The annotation that makes a DNS name for the address, and the domain that such names are in. */
    hostAnnotation: v.optional(text),
    hostDomain: v.optional(host),
    /** The annotation that chooses one of `pools`, and the one that lets Services share an address. */
    poolAnnotation: v.optional(text),
    sharingAnnotation: v.optional(text),
    portRange: v.optional(portRange),
    pools: v.optional(texts),
    /** False where `allocateLoadBalancerNodePorts: false` must stand in the Service. */
    nodePorts: v.optional(flag),
    notes,
  },
  'a mapping',
)

const nodePort = v.object({ allowed, host: v.optional(host), portRange: v.optional(portRange), notes }, 'a mapping')

const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'] as const

const storageClass = v.object(
  {
    name: text,
    modes: v.optional(v.array(oneOf(ACCESS_MODES), 'a list of access modes')),
    default: v.optional(flag),
    expandable: v.optional(flag),
    /** Sizes must be multiples of this. */
    sizeStep: v.optional(quantity),
    minSize: v.optional(quantity),
    maxSize: v.optional(quantity),
    /** Only pods of one node can share a volume, whatever the access mode says. */
    oneNode: v.optional(flag),
    notes,
  },
  'a mapping with name',
)

const storage = v.object(
  {
    classes: v.optional(v.array(storageClass, 'a list of storage classes')),
    /** True where there are more classes than these. */
    others: v.optional(flag),
    /** As that of a class, of all that are not listed. */
    oneNode: v.optional(flag),
    backup: v.optional(text),
    notes,
  },
  'a mapping',
)

const toleration = v.object(
  {
    key: text,
    operator: v.optional(oneOf(['Exists', 'Equal'])),
    value: v.optional(text),
    effect: v.optional(oneOf(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
  },
  'a mapping with key',
)

const gpu = v.object(
  {
    /** The label of nodes that says which card they have, where any card can be chosen by it. */
    productLabel: v.optional(text),
    /** An empty list where there are no GPUs. */
    models: v.optional(
      v.array(
        v.object(
          {
            /** What people call it and `--gpu` takes. */
            alias: text,
            resource: text,
            tolerations: v.optional(v.array(toleration, 'a list of tolerations')),
            nodeSelector: v.optional(textByName),
            memory: v.optional(quantity),
            notes,
          },
          'a mapping with alias and resource',
        ),
        'a list of GPU models',
      ),
    ),
    /** Size of /dev/shm where nothing is mounted there. */
    shmDefault: v.optional(quantity),
    requestContact: v.optional(text),
    notes,
  },
  'a mapping',
)

const security = v.object(
  {
    preset: v.optional(oneOf(['none', 'restricted', 'openshift'])),
    defaultUid: v.optional(v.pipe(v.number('a user id'), v.integer('a user id'), v.minValue(0, 'a user id'))),
    forbiddenPorts: v.optional(v.array(portRange, 'a list of port ranges')),
    notes,
  },
  'a mapping',
)

const requestsAndLimits = { requests: v.optional(quantityByName), limits: v.optional(quantityByName) }

const resources = v.object(
  {
    /** What every container must state. */
    required: v.optional(
      v.array(
        oneOf(['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']),
        'a list of requests and limits',
      ),
    ),
    /** What a container gets that states nothing. */
    defaults: v.optional(v.object(requestsAndLimits, 'a mapping with requests and limits')),
    /** The least and the most that one container may state. */
    containerMin: v.optional(quantityByName),
    containerMax: v.optional(quantityByName),
    /** The largest allowed limit divided by the request. */
    maxRatio: v.optional(v.pipe(v.number('a number'), v.minValue(1, 'a number of at least 1'))),
    /** What a namespace may have in all, by the names of a ResourceQuota: `requests.cpu`, `limits.memory`, ... */
    quota: v.optional(quantityByName),
    quotaKinds: v.optional(
      v.array(
        oneOf(['ResourceQuota', 'HierarchicalResourceQuota', 'AppliedClusterResourceQuota', 'Capsule']),
        'a list of quota kinds',
      ),
    ),
    /** What must be free for cert-manager's solver pod, or there is no certificate. */
    solverNeeds: v.optional(quantityByName),
    notes,
  },
  'a mapping',
)

const rules = v.object(
  {
    forbiddenKinds: v.optional(texts),
    bannedFields: v.optional(texts),
    portForward: v.optional(flag),
    serviceAccounts: allowed,
    notes,
  },
  'a mapping',
)

const lifecycle = v.object(
  {
    /** How long a pod without a controller lives. */
    barePodTtl: v.optional(duration),
    /** Days without activity after which things are removed. */
    idleCleanupDays: v.optional(
      v.pipe(v.number('a number of days'), v.integer('a number of days'), v.minValue(1, 'days')),
    ),
    /** Days of the year on which accounts or their things are deleted. */
    deletionDates: v.optional(v.array(monthAndDay, 'a list of days, such as 09-30')),
    notes,
  },
  'a mapping',
)

const registry = v.object(
  {
    hosts: v.optional(v.array(hostAndPort, 'a list of host names')),
    pullSecretStyle: v.optional(oneOf(['gitlab-deploy-token', 'robot-account', 'cli-secret', 'api-token'])),
    mirror: v.optional(hostAndPort),
    whoCanRead: v.optional(text),
    notes,
  },
  'a mapping',
)

const ci = v.object(
  {
    flavours: v.optional(
      v.array(
        oneOf(['gitlab-integration', 'agentk', 'kubeconfig-variable', 'flux', 'github-actions']),
        'a list of ways to deploy',
      ),
    ),
    gitlab: v.optional(page),
    /** The environment a job must name to be let in. */
    environment: v.optional(text),
    notes,
  },
  'a mapping',
)

const smtp = v.object(
  {
    host,
    port: v.optional(port),
    security: v.optional(oneOf(['none', 'starttls', 'tls'])),
    auth: v.optional(oneOf(['none', 'plain'])),
    notes,
  },
  'a mapping with host',
)

/** The groups about what runs on the cluster. */
export const workloadGroups = {
  ingress: v.optional(ingress),
  loadBalancer: v.optional(loadBalancer),
  nodePort: v.optional(nodePort),
  storage: v.optional(storage),
  gpu: v.optional(gpu),
  security: v.optional(security),
  resources: v.optional(resources),
  rules: v.optional(rules),
  lifecycle: v.optional(lifecycle),
  registry: v.optional(registry),
  ci: v.optional(ci),
  smtp: v.optional(smtp),
}
