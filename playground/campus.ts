import { createCertificateAuthority, type CertificateAuthority } from './certificates.ts'
import { createIdentityProvider } from './identity-provider.ts'
import type { ExchangeWatch, RecordedRequest } from './identity-requests.ts'
import { createKubernetesApi } from './kubernetes-api.ts'
import type { ClusterSetup } from './kubernetes-setup.ts'
import { listenOnLoopback } from './loopback-server.ts'
import { createVisitor } from './visitor.ts'

/** The public clients (no secret) that the identity provider knows. */
export type ClientId = 'icc' | 'icc-short' | 'icc-other'

export type CampusOptions = {
  /** Seconds that an ID token of a client lives. Default: `icc` 43200, `icc-short` 300, `icc-other` 43200. */
  idTokenSeconds?: Partial<Record<ClientId, number>>
  /** Seconds that a refresh token lives; default 14 days. */
  refreshTokenSeconds?: number
  /** Seconds that a device code lives; default 600. */
  deviceCodeSeconds?: number
  /** Seconds between two polls: told to clients and enforced by `slow_down`. Default: neither. */
  pollInterval?: number
  /** True: an ID token of the device flow carries the `nonce` of the device request. Default: it carries none. */
  echoDeviceNonce?: boolean
  /** Whose ID tokens the Kubernetes API takes; default `icc` and `icc-short`. */
  audiences?: string[]
  /** True: the sign-in page also offers the accounts that exist to be refused. */
  showFaultyUsers?: boolean
  /** How many namespaces `project-00001`, ... there are besides the usual ones; default 0. */
  extraNamespaces?: number
  /** Whose certificates the servers show; its own if left out. */
  authority?: CertificateAuthority
  /** The cluster of another campus, in place of the playground's own. */
  cluster?: ClusterSetup
  /** Sees every exchange with the identity provider, secrets included; for tests that look where these end up. */
  watchExchanges?: ExchangeWatch
}

/** A campus cloud on this machine: an identity provider and a Kubernetes API, on loopback, in memory. */
export type Campus = {
  /** `https://127.0.0.1:PORT` */
  issuer: string
  /** `https://127.0.0.1:PORT` */
  apiServer: string
  /** The certificate (PEM) of the authority that signed both servers' certificates. */
  ca: string
  /** Lets a device in, as a browser would: over https, with cookies, through the provider's own pages. */
  approve(userCode: string, username: string): Promise<void>
  /** Goes the same way and says no at its end. */
  deny(userCode: string, username: string): Promise<void>
  /** Goes through a sign-in of the authorization code flow and returns the address that the browser is sent to. */
  authorize(authorizationUrl: string, username: string, decision?: 'allow' | 'deny'): Promise<string>
  /** From now on this account can neither sign in nor refresh; its ID tokens live on. */
  disable(username: string): void
  /** The user codes that nobody has answered yet, oldest first. */
  waitingCodes(): string[]
  /** What the identity provider was asked, oldest first. */
  requests: readonly RecordedRequest[]
  /** What the Kubernetes API was asked, oldest first. */
  apiRequests: readonly RecordedRequest[]
  /** Ends both servers and all their connections at once. */
  close(): Promise<void>
}

/** Starts a campus; it lives until it is closed. */
export async function startCampus(options: CampusOptions = {}): Promise<Campus> {
  const authority = options.authority ?? (await createCertificateAuthority())
  const clients = options.cluster?.clientCertificates
    ? { requestCert: true, rejectUnauthorized: false, ca: authority.ca }
    : {}
  const [{ close: closeIdentity, ...identity }, api] = await Promise.all([
    startIdentity(authority, options),
    authority.issue('Playground Campus Kubernetes API').then((own) => listenOnLoopback(own, clients)),
  ])
  const trust = {
    issuer: identity.issuer,
    jwksUri: `${identity.issuer}/jwks`,
    audiences: options.audiences ?? ['icc', 'icc-short'],
    ca: authority.ca,
  }
  const kubernetes = createKubernetesApi(trust, options.extraNamespaces ?? 0, options.cluster)
  api.answerWith(kubernetes.listener)
  return {
    ...identity,
    apiServer: api.url + (options.cluster?.path ?? ''),
    ca: authority.ca,
    apiRequests: kubernetes.requests,
    async close() {
      await Promise.all([closeIdentity(), api.close()])
    },
  }
}

/** Starts the identity provider alone. */
export async function startIdentity(
  authority: CertificateAuthority,
  options: CampusOptions,
): Promise<Omit<Campus, 'apiServer' | 'apiRequests' | 'ca'>> {
  const idp = await authority.issue('Playground Campus identity provider').then((own) => listenOnLoopback(own))
  const identity = createIdentityProvider(idp.url, options)
  idp.answerWith((request, response) => void identity.listener(request, response))
  return {
    issuer: idp.url,
    ...createVisitor(idp.url, authority.ca),
    disable: identity.disable,
    waitingCodes: () => identity.waitingCodes(),
    requests: identity.requests,
    close: () => idp.close(),
  }
}
