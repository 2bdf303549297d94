import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createCertificateAuthority, type ServerCertificate } from '../../playground/certificates.ts'
import { createKubernetesApi } from '../../playground/kubernetes-api.ts'
import { listenOnLoopback } from '../../playground/loopback-server.ts'
import type { RecordedRequest } from '../../playground/identity-requests.ts'
import { createSigner, type Signer } from './scripted-idp-tokens.ts'
import { noteSecrets } from './secret-watch.ts'

export type Endpoint = 'discovery' | 'jwks' | 'device' | 'token' | 'revocation'

/** One answer. It may also close the connection or never answer. */
export type Step = (exchange: Exchange) => void | Promise<void>

export type Exchange = { request: IncomingMessage; response: ServerResponse; form: URLSearchParams; idp: ScriptedIdp }

/** What each endpoint answers, one step a request, the last one for good. What is left out answers as it should. */
export type Script = Partial<Record<Endpoint, Step[]>>

export type SeenRequest = { endpoint: Endpoint | 'other'; time: number; form: URLSearchParams }

/** An identity provider that says what a test wants it to say, and the Kubernetes API that trusts it. */
export type ScriptedIdp = {
  issuer: string
  apiServer: string
  ca: string
  signer: Signer
  requests: readonly SeenRequest[]
  apiRequests: readonly RecordedRequest[]
  /** How many requests the scripted Kubernetes API (`api`) has got. */
  apiConnections(): number
  /** Of one endpoint. */
  seen(endpoint: SeenRequest['endpoint']): SeenRequest[]
  /** Replaces what an endpoint answers from now on. */
  script(endpoint: Endpoint, steps: Step[]): void
  close(): Promise<void>
}

export type ScriptedIdpOptions = {
  /** Whose ID tokens the Kubernetes API takes; default `icc`. */
  audiences?: string[]
  /** What the Kubernetes API answers instead of what it should. */
  api?: Step
}

const PATHS: Record<string, Endpoint> = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/device/auth': 'device',
  '/token': 'token',
  '/revoke': 'revocation',
}

/** Starts one that ends with the test. */
export async function scriptedIdpForTest(
  script: Script = {},
  options: ScriptedIdpOptions = {},
): Promise<ScriptedIdp> {
  const idp = await startScriptedIdp(script, options)
  onTestFinished(() => idp.close())
  return idp
}

/** Made once a test file: keys cost more than the rest of most tests. */
let certificates: ReturnType<typeof createCertificates> | undefined

async function createCertificates(): Promise<{ ca: string; certificate: ServerCertificate }> {
  const authority = await createCertificateAuthority()
  return { ca: authority.ca, certificate: await authority.issue('Scripted campus') }
}

async function startScriptedIdp(script: Script, options: ScriptedIdpOptions): Promise<ScriptedIdp> {
  certificates ??= createCertificates()
  const { ca, certificate } = await certificates
  const [server, apiServer] = await Promise.all([listenOnLoopback(certificate), listenOnLoopback(certificate)])
  const signer = await createSigner(server.url)
  const trust = {
    issuer: server.url,
    jwksUri: `${server.url}/jwks`,
    audiences: options.audiences ?? ['icc'],
    ca,
  }
  const kubernetes = createKubernetesApi(trust, 0)
  const steps: Script = { ...script }
  const requests: SeenRequest[] = []
  let asked = 0
  let closing: Promise<void> | undefined
  const idp: ScriptedIdp = {
    issuer: server.url,
    apiServer: apiServer.url,
    ca,
    signer,
    requests,
    apiRequests: kubernetes.requests,
    apiConnections: () => asked,
    seen: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
    script(endpoint, wanted) {
      steps[endpoint] = [...wanted]
    },
    close: () => (closing ??= Promise.all([server.close(), apiServer.close()]).then(() => undefined)),
  }
  server.answerWith((request, response) => void answer(idp, steps, requests, request, response))
  const { api } = options
  apiServer.answerWith((request, response) => {
    asked += 1
    if (api) void api({ request, response, form: new URLSearchParams(), idp })
    else kubernetes.listener(request, response)
  })
  return idp
}

async function answer(
  idp: ScriptedIdp,
  steps: Script,
  requests: SeenRequest[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const form = new URLSearchParams(Buffer.concat(chunks).toString())
  const { pathname } = new URL(request.url ?? '/', idp.issuer)
  const endpoint = PATHS[pathname]
  requests.push({ endpoint: endpoint ?? 'other', time: Date.now(), form })
  noteSecrets(Object.fromEntries(form))
  const exchange = { request, response, form, idp }
  if (endpoint === undefined) {
    response.writeHead(404).end()
    return
  }
  const left = steps[endpoint] ?? []
  const step = left.length > 1 ? left.shift() : left[0]
  await (step ?? USUAL[endpoint])(exchange)
}

/** What an identity provider in good order answers. */
const USUAL: Record<Endpoint, Step> = {
  discovery: (exchange) => json(metadata(exchange.idp.issuer))(exchange),
  jwks: (exchange) => json(exchange.idp.signer.jwks)(exchange),
  device: (exchange) => deviceCode()(exchange),
  token: (exchange) => tokens()(exchange),
  revocation: ({ response }) => void response.writeHead(200).end(),
}

/** The discovery document, with changes. */
export function metadata(issuer: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    device_authorization_endpoint: `${issuer}/device/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    revocation_endpoint: `${issuer}/revoke`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    ...changes,
  }
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Step {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

/** An answer with further headers. */
export function withHeaders(headers: Record<string, string>, step: Step): Step {
  return (exchange) => {
    exchange.response.setHeaders(new Headers(headers))
    return step(exchange)
  }
}

/** Any answer. */
export function answerWith(
  status: number,
  contentType: string,
  body: string,
  headers: Record<string, string> = {},
): Step {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(body)
  }
}

/** An OAuth error. @see RFC 6749 section 5.2 */
export function oauthError(error: string, description?: string, status = 400): Step {
  return json({ error, ...(description === undefined ? {} : { error_description: description }) }, status)
}

export const pending = oauthError('authorization_pending')

/** The page of a proxy, a captive portal or a broken server. */
export function html(status: number): Step {
  return answerWith(status, 'text/html', '<!doctype html><title>Log in to the network</title>')
}

/** The connection is reset without an answer. */
export const reset: Step = ({ request }) => {
  // Node resets TCP sockets only; the TLS socket does not show its own but under this name.
  const tcp: unknown = Reflect.get(request.socket, '_parent')
  if (!(tcp instanceof Socket)) throw new TypeError('the connection beneath TLS was not found')
  tcp.resetAndDestroy()
}

/** Nothing comes, until the other side hangs up. */
export const stall: Step = () => undefined

/** The connection ends in the middle of an answer. */
export const brokenOff: Step = ({ request, response }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
  response.write('{"issuer":', () => request.socket.destroy())
}

/** An answer whose end is missing, although all of it is said to be there. */
export const truncatedJson: Step = answerWith(200, 'application/json', '{"issuer":"https://')

/** An answer of this many bytes. */
export function huge(bytes: number): Step {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const part = Buffer.alloc(1024 * 1024, ' ')
    const more = (left: number): void => {
      if (left <= 0 || response.destroyed) response.end('{}')
      else response.write(part, () => more(left - part.length))
    }
    more(bytes)
  }
}

export function redirect(location: string): Step {
  return ({ response }) => {
    response.writeHead(302, { location }).end()
  }
}

/** A device code: `expires_in` 600, `interval` 1, the page at the provider, with changes. */
export function deviceCode(changes: Record<string, unknown> = {}): Step {
  return (exchange) => {
    const { issuer } = exchange.idp
    return json({
      device_code: 'device-code-that-nobody-may-see',
      user_code: 'WDJB-MJHT',
      verification_uri: `${issuer}/device`,
      verification_uri_complete: `${issuer}/device?user_code=WDJB-MJHT`,
      expires_in: 600,
      interval: 1,
      ...changes,
    })(exchange)
  }
}

export type TokenAnswer = {
  /** Changes of the ID token's claims; undefined takes one out. */
  claims?: Record<string, unknown>
  /** A whole ID token instead. */
  idToken?: string | ((idp: ScriptedIdp) => Promise<string>)
  /** False: none. Default: a new one a call. */
  refreshToken?: string | false
  /** Seconds that the ID token lives; 43,200. */
  seconds?: number
  changes?: Record<string, unknown>
}

/** A token answer. */
export function tokens(wanted: TokenAnswer = {}): Step {
  return async (exchange) => {
    const { idp } = exchange
    const { idToken = await idp.signer.sign(wanted.claims, wanted.seconds) } = wanted
    const refreshToken = wanted.refreshToken ?? `refresh-token-${idp.requests.length}`
    const fields = {
      access_token: 'access-token-that-nobody-may-see',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: typeof idToken === 'string' ? idToken : await idToken(idp),
      ...(refreshToken === false ? {} : { refresh_token: refreshToken }),
      ...wanted.changes,
    }
    noteSecrets(fields)
    await json(fields)(exchange)
  }
}
