import { fieldOf } from './need.ts'
import type { Profile, SignInMethod } from './schema.ts'

/** A value that the profile leaves out, with a word for people; `needed` where nobody can sign in without it. */
export type Missing = { path: string; what: string; needed?: true }

type Wanted = Missing & { methods?: readonly SignInMethod[]; unless?: string }

const OIDC: readonly SignInMethod[] = ['oidc', 'device', 'browser']

/** A kubeconfig for everybody, from which a sign-in reads what the profile leaves out. */
const PUBLISHED = 'login.kubeconfigUrl'

const WANTED: readonly Wanted[] = [
  { path: 'login.oidc.issuer', what: 'the identity provider', methods: OIDC, unless: PUBLISHED },
  { path: 'login.oidc.clientId', what: 'the client id of icc there', methods: OIDC, unless: PUBLISHED },
  {
    path: 'login.portal.url',
    what: 'the page that gives the kubeconfig',
    methods: ['kubeconfig'],
    unless: PUBLISHED,
  },
  { path: 'login.ldapBasic.url', what: 'the sign-in address', methods: ['ldap-basic'] },
  { path: 'login.ssh', what: 'the access node and its command', methods: ['ssh-renew'] },
  { path: 'api.server', what: 'the API server', methods: OIDC, unless: PUBLISHED },
  { path: 'api.server', what: 'the API server', methods: ['ldap-basic'] },
  { path: 'api.server', what: 'the API server', methods: ['token'], unless: 'login.rancher' },
  { path: 'namespace.personal', what: 'the name of your own namespace' },
  { path: 'ingress.class', what: 'the ingress class' },
  { path: 'storage.classes', what: 'the storage classes' },
  { path: 'gpu.models', what: 'which GPUs there are' },
  { path: 'registry.hosts', what: 'the image registry' },
  { path: 'docs', what: 'the documentation' },
  { path: 'contacts', what: 'whom to ask' },
]

/** What a user would look for in the profile and not find, by the way the site signs people in. */
export function missingFields(profile: Profile): Missing[] {
  const { method } = profile.login
  return WANTED.filter(
    ({ path, methods, unless }) =>
      (methods === undefined || methods.includes(method)) &&
      fieldOf(profile, path) === undefined &&
      (unless === undefined || fieldOf(profile, unless) === undefined),
  ).map(({ path, what, methods }): Missing => (methods === undefined ? { path, what } : { path, what, needed: true }))
}
