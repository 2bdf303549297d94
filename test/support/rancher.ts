import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stringify } from 'yaml'
import { opaqueApi, type OpaqueApi } from './opaque-tokens.ts'
import type { ScriptedIdp } from './scripted-idp.ts'
import { noteSecrets } from './secret-watch.ts'
import { tlsServerForTest } from './tls-server.ts'

export const PASSWORD = 'Tür-42 "quoted" pass'

export type RancherOptions = {
  /** Ids and names; default one, `c-m-abcd1234`. */
  clusters?: Record<string, string>
  /** Types of the providers besides `localProvider`; default `openLdapProvider` and `shibbolethProvider`. */
  providers?: string[]
  /** `off`: its kubeconfigs call `rancher token` (setting kubeconfig-generate-token). Default: a token of their own. */
  generation?: 'on' | 'off'
  /** Whether its kubeconfigs hold the authority of its certificate; default true, as with one of its own. */
  withAuthority?: boolean
  /** Minutes that its tokens live; 0 for ever. */
  minutes?: number
  /** Answers a request instead, if it returns true. */
  instead?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export type RancherServer = {
  url: string
  ca: string
  /** A new API key, as a user makes it; `cluster` limits it to the proxy of that one. */
  key(cluster?: string): string
  /** Somebody signs in with a browser at the address that icc shows; `sealing` stands in for the token. */
  finish(page: string, sealing?: string): void
  /** The requests whose tokens nobody has taken away. */
  kept(): string[]
  /** The tokens that it knows now. */
  tokens(): string[]
  /** Method and path with its query of each request, oldest first. */
  asked: string[]
}

type Issued = { token: string; expiresAt: string; cluster: string | undefined }
type Json = Record<string, unknown>

/**
 * What Rancher's API answers to these questions, over https.
 *
 * @param behind the Kubernetes API that it leads to, or a campus with one of which Rancher's tokens are infw001's
 */
export async function rancherForTest(
  behind: ScriptedIdp | OpaqueApi,
  options: RancherOptions = {},
): Promise<RancherServer> {
  noteSecrets({ token: PASSWORD })
  const issued = new Map<string, Issued>()
  const asked: string[] = []
  const clusters = options.clusters ?? { 'c-m-abcd1234': 'kuba' }
  const issue = (prefix: string, cluster?: string): Issued => {
    const name = `${prefix}-${randomBytes(3).toString('hex')}`
    const minutes = options.minutes ?? 960
    const expiresAt = minutes === 0 ? '' : new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/u, '')
    const made = { token: `${name}:${randomBytes(27).toString('hex')}`, expiresAt, cluster }
    issued.set(name, made)
    noteSecrets({ id_token: made.token })
    return made
  }
  const known = (request: IncomingMessage): Issued | undefined => {
    const token = /^Bearer (.*)$/u.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const found = issued.get(token.split(':')[0] ?? '')
    return found?.token === token ? found : undefined
  }
  const isKnown = (token: string) => issued.get(token.split(':')[0] ?? '')?.token === token
  const api = typeof behind === 'function' ? behind : opaqueApi(behind, isKnown)
  const state: State = { options, clusters, issued, issue, known, ca: undefined, kept: new Map() }
  const server = await tlsServerForTest((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (options.instead?.(request, response)) return
    const proxied = /^\/k8s\/clusters\/([^/]+)(\/.*)$/u.exec(request.url ?? '')
    if (proxied) {
      request.url = proxied[2]
      void api(request, response)
      return
    }
    void answer(request, state, `https://${request.headers.host}`).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    )
  })
  if (options.withAuthority !== false) state.ca = server.ca
  return {
    url: `https://127.0.0.1:${server.port}`,
    ca: server.ca,
    key: (cluster) => issue('token', cluster).token,
    finish: (page, sealing) => finish(state, page, sealing),
    kept: () => [...state.kept.keys()],
    tokens: () => [...issued.values()].map(({ token }) => token),
    asked,
  }
}

type State = {
  options: RancherOptions
  clusters: Record<string, string>
  issued: Map<string, Issued>
  issue: (prefix: string, cluster?: string) => Issued
  known: (request: IncomingMessage) => Issued | undefined
  ca: string | undefined
  /** Tokens for requests that users have finished in the browser, sealed. */
  kept: Map<string, { token: string; expiresAt: string }>
}

async function answer(
  request: IncomingMessage,
  state: State,
  origin: string,
): Promise<{ status: number; body: Json }> {
  const { pathname, searchParams } = new URL(request.url ?? '/', origin)
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  const sent: Json = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString())
  if (pathname === '/v3-public/authProviders') return { status: 200, body: providers(state.options) }
  const login = /^\/v3-public\/(\w+)Providers\/(\w+)$/u.exec(pathname)
  if (login && searchParams.get('action') === 'login') return signIn(state, login[2] ?? '', sent)
  const named = /^\/v3-public\/authTokens\/(\w+)$/u.exec(pathname)?.[1]
  if (named !== undefined) return keptToken(state, named, request.method ?? '')
  const holder = state.known(request)
  // A token for one cluster opens nothing but that cluster's proxy.
  if (!holder || holder.cluster !== undefined) return problem(401, 'Unauthorized', 'must authenticate')
  const [, kind, id] = /^\/v3\/(clusters|tokens)(?:\/([^/]+))?$/u.exec(pathname) ?? []
  if (kind === 'clusters' && id === undefined) {
    const data = Object.entries(state.clusters).map(([one, name]) => ({
      id: one,
      name,
      type: 'cluster',
      state: 'active',
    }))
    return { status: 200, body: { type: 'collection', resourceType: 'cluster', data } }
  }
  if (kind === 'clusters' && searchParams.get('action') === 'generateKubeconfig' && id !== undefined)
    return id in state.clusters ? generate(state, id, origin) : problem(404, 'NotFound', 'not found')
  if (kind === 'tokens' && searchParams.get('action') === 'logout') {
    state.issued.delete(holder.token.split(':')[0] ?? '')
    return { status: 200, body: {} }
  }
  const token = state.issued.get(id ?? '')
  if (kind === 'tokens' && token && request.method === 'DELETE') {
    state.issued.delete(id ?? '')
    return { status: 200, body: {} }
  }
  if (kind === 'tokens' && token)
    return { status: 200, body: { id: id ?? '', type: 'token', expiresAt: token.expiresAt } }
  return problem(404, 'NotFound', 'not found')
}

/** Without one yet, Rancher answers with an empty token. */
function keptToken({ kept }: State, id: string, method: string): { status: number; body: Json } {
  const found = kept.get(id)
  if (method === 'DELETE') kept.delete(id)
  return { status: 200, body: { type: 'authToken', token: found?.token ?? '', expiresAt: found?.expiresAt ?? '' } }
}

/** What the page of Rancher does with the address that a user opens, once the user has signed in there. */
function finish({ kept, issue }: State, page: string, sealing?: string): void {
  const { searchParams } = new URL(page)
  const { N, E } = JSON.parse(
    Buffer.from(searchParams.get('publicKey') ?? '', 'base64')
      .toString()
      .replace(/"N":(\d+)/u, '"N":"$1"'),
  )
  const n = Buffer.from(BigInt(N).toString(16), 'hex').toString('base64url')
  const e = Buffer.from(BigInt(E).toString(16).padStart(6, '0'), 'hex').toString('base64url')
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
  const cluster = /^kubeconfig_(.+)$/u.exec(searchParams.get('responseType') ?? '')?.[1]
  const { token, expiresAt } = issue('kubeconfig-u-x1y2z', cluster)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const sealed = publicEncrypt({ key, padding, oaepHash: 'sha256' }, Buffer.from(sealing ?? token)).toString('base64')
  kept.set(searchParams.get('requestId') ?? '', { token: sealed, expiresAt })
}

function providers({ providers: types = ['openLdapProvider', 'shibbolethProvider'] }: RancherOptions): Json {
  const data = ['localProvider', ...types].map((type) => ({ id: type.replace('Provider', '').toLowerCase(), type }))
  return { type: 'collection', resourceType: 'authProvider', data }
}

function signIn(state: State, provider: string, sent: Json): { status: number; body: Json } {
  const isRight = provider === 'openldap' && sent['username'] === 'infw001' && sent['password'] === PASSWORD
  if (!isRight) return problem(401, 'Unauthorized', 'authentication failed')
  const cluster = /^kubeconfig_(.+)$/u.exec(String(sent['responseType']))?.[1]
  const { token, expiresAt } = state.issue(cluster === undefined ? 'token' : 'kubeconfig-u-x1y2z', cluster)
  return { status: 201, body: { type: 'token', token, expiresAt, userId: 'u-x1y2z' } }
}

function generate(
  { options, clusters, issue, ca }: State,
  id: string,
  origin: string,
): { status: number; body: Json } {
  const name = clusters[id] ?? id
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: 'rancher',
    args: ['token', `--server=${new URL(origin).host}`, '--user=u-x1y2z', `--cluster=${id}`],
  }
  const user = options.generation === 'off' ? { exec } : { token: issue('kubeconfig-u-x1y2z', id).token }
  const authority = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  const config = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `${origin}/k8s/clusters/${id}`, ...authority } }],
    users: [{ name, user }],
    contexts: [{ name, context: { user: name, cluster: name } }],
    'current-context': name,
  })
  return { status: 200, body: { baseType: 'generateKubeConfigOutput', type: 'generateKubeConfigOutput', config } }
}

function problem(status: number, code: string, message: string): { status: number; body: Json } {
  return { status, body: { baseType: 'error', type: 'error', status: String(status), code, message } }
}
