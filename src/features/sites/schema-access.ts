import * as v from 'valibot'
import {
  certificates,
  flag,
  host,
  hours,
  issuer,
  loopbackUrl,
  kubernetesVersion,
  namespaceName,
  notes,
  oneOf,
  port,
  secureUrl,
  text,
  texts,
} from './schema-fields.ts'
import { SESSION_HOURS } from './session-length.ts'

/** How people sign in at a site; `oidc` is `device`, or `browser` where the provider has no device codes. */
export const SIGN_IN_METHODS = [
  'oidc',
  'device',
  'browser',
  'kubeconfig',
  'ldap-basic',
  'token',
  'ssh-renew',
] as const

const claim = v.pipe(text, v.maxLength(200, 'the name of a claim, at most 200 characters'))

/** The identity provider and how the cluster reads its tokens. */
const oidc = v.object(
  {
    issuer: v.optional(issuer),
    clientId: v.optional(text),
    /** Whether the device grant works there (RFC 8628). */
    device: v.optional(flag),
    scopes: v.optional(
      v.pipe(
        texts,
        v.check((scopes) => scopes.includes('openid'), 'a list that holds openid (without it there is no ID token)'),
      ),
    ),
    /** Trusted for the issuer besides the system's certificates. */
    ca: v.optional(certificates),
    usernameClaim: v.optional(claim),
    usernamePrefix: v.optional(text),
    groupsClaim: v.optional(claim),
    groupsPrefix: v.optional(text),
    /** Where a browser brings the answer, where the provider knows another address than http://127.0.0.1:PORT/callback. */
    redirectUri: v.optional(loopbackUrl),
    /** Others that the provider knows, taken in turn where a program holds the port of those before. */
    otherRedirectUris: v.optional(v.array(loopbackUrl, 'a list of addresses')),
    /** Hosts besides the issuer's where the device code may be typed in. */
    verificationHosts: v.optional(v.array(host, 'a list of host names')),
  },
  'a mapping',
)

const loginEntries = {
  /** Length of a session, from sign-in on, in hours. */
  sessionHours: v.optional(hours),
  oidc: v.optional(oidc),
  /** A page that gives a kubeconfig file after sign-in, and the name the file has there. */
  portal: v.optional(v.object({ url: secureUrl, fileName: v.optional(text) }, 'a mapping with url and fileName')),
  /** A kubeconfig for everybody, without a secret in it. */
  kubeconfigUrl: v.optional(secureUrl),
  /** `ca`, here and below, is trusted for that server besides the system's certificates. */
  ldapBasic: v.optional(v.object({ url: secureUrl, ca: v.optional(certificates) }, 'a mapping with url and ca')),
  rancher: v.optional(
    v.object(
      { url: secureUrl, clusterId: v.optional(text), ca: v.optional(certificates) },
      'a mapping with url, clusterId and ca',
    ),
  ),
  openshift: v.optional(
    v.object({ api: secureUrl, console: v.optional(secureUrl) }, 'a mapping with api and console'),
  ),
  /** An access node, and what renews a certificate there; `kubeconfig` is the file it then has (~/.kube/config). */
  ssh: v.optional(
    v.object(
      { host, port: v.optional(port), command: text, kubeconfig: v.optional(text) },
      'a mapping with host, port, command and kubeconfig',
    ),
  ),
  notes,
}

const method = oneOf(SIGN_IN_METHODS)

/** `login` of a profile: the one group that every profile must have. */
export const login = v.object(
  { method, ...loginEntries, sessionHours: v.optional(hours, SESSION_HOURS) },
  'a mapping',
)

/** `login` of an earlier generation, of which less may be known. */
export const earlierLogin = v.object({ method: v.optional(method), ...loginEntries }, 'a mapping')

const api = v.object(
  {
    server: v.optional(secureUrl),
    /** The minor version of the cluster, such as 1.34: what manifests are checked against. */
    kubernetesVersion: v.optional(kubernetesVersion),
    /** Trusted instead of the system's certificates, as kubectl does. */
    ca: v.optional(certificates),
    tlsServerName: v.optional(host),
    proxyUrl: v.optional(
      v.pipe(
        v.string('the address of a proxy'),
        v.check(
          (value) => URL.canParse(value) && /^(https?|socks5):$/u.test(new URL(value).protocol),
          'the address of a proxy (http://, https:// or socks5://)',
        ),
      ),
    ),
    notes,
  },
  'a mapping',
)

/** What the entries are called that a sign-in writes; without it, the site's id. */
const kubeconfig = v.object({ cluster: v.optional(text), context: v.optional(text) }, 'a mapping')

const network = v.object({ vpnHint: v.optional(text), jumpHost: v.optional(host), notes }, 'a mapping')

const affix = (expected: string, pattern: RegExp) => v.pipe(v.string(expected), v.regex(pattern, expected))

/** See `personal-namespace.ts`. */
const personal = v.object(
  {
    from: affix('username, or claims.NAME for a claim of the token', /^(username|claims\.[\w:/.-]{1,200})$/u),
    stripPrefix: v.optional(affix('a beginning of a-z, 0-9 and "-"', /^[a-z0-9-]{1,62}$/u)),
    prefix: v.optional(affix('a beginning of a-z, 0-9 and "-"', /^[a-z0-9][a-z0-9-]{0,61}$/u)),
    suffix: v.optional(affix('an ending of a-z, 0-9 and "-"', /^[a-z0-9-]{0,61}[a-z0-9]$/u)),
  },
  'a mapping with from, stripPrefix, prefix and suffix',
)

const namespace = v.object(
  {
    personal: v.optional(personal),
    /** How the names of shared namespaces come about. */
    mapping: v.optional(
      oneOf(['gitlab-integrator', 'capsule-prefix', 'rancher-project', 'hnc', 'openshift-project', 'none']),
    ),
    /** Namespaces that every member of the site can use. */
    known: v.optional(v.array(namespaceName, 'a list of namespaces')),
    canList: v.optional(flag),
    /** Whether members can have further namespaces by themselves; `createHint` says where. */
    canCreate: v.optional(flag),
    /** How a new namespace is made, or whom one asks for it. */
    createHint: v.optional(text),
    /** What to do when the personal namespace is not there. */
    missingHint: v.optional(text),
    /** The cluster's DNS suffix where it is not cluster.local. */
    dnsSuffix: v.optional(host),
    notes,
  },
  'a mapping',
)

/** The groups about reaching the cluster, but for `login`. */
export const accessGroups = {
  api: v.optional(api),
  kubeconfig: v.optional(kubeconfig),
  network: v.optional(network),
  namespace: v.optional(namespace),
}
