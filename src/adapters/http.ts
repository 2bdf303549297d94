import { hash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request as startRequest, type AgentOptions } from 'node:https'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { Context } from '../context.ts'
import { systemCode } from '../errors.ts'
import { openTunnel, ProxyFailure, proxyFor, type Proxy } from './proxy.ts'

/** What a request needs of the Context. */
export type HttpContext = Pick<Context, 'env' | 'clock' | 'output'>

export type HttpRequest = {
  /** https only. */
  url: URL
  method: string
  headers: Record<string, string>
  body?: string
  tls: HttpTls
  /** Connections to take again, for many requests to one server as one user. Not through a proxy. */
  connections?: HttpConnections
  /** A proxy of its own; else `HTTPS_PROXY` and `NO_PROXY` decide. */
  proxyUrl?: string
  signal: AbortSignal
  /** Milliseconds from the first byte sent to the last one received, a proxy's included; `TIME_LIMIT` by default. */
  timeLimit?: number
}

export type HttpTls = {
  /** PEM certificates trusted for this request, instead of the runtime's own. */
  ca?: string[]
  cert?: string
  key?: string
  servername?: string
  rejectUnauthorized?: boolean
}

/** Connections that are left open for the next request; none to begin with. */
export type HttpConnections = { agent?: Agent }

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: string }

/**
 * A request that got no usable answer.
 *
 * `untrusted`: the certificate does not prove who answers. `timeout`: no complete answer within `TIME_LIMIT`.
 * `too-large`: the answer went on past `SIZE_LIMIT`. `not-http`: a status that HTTP does not have. `compressed`: in a
 * coding that was not asked for. `unreachable`: everything else between here and there.
 */
export class HttpFailure extends Error {
  readonly kind: 'unreachable' | 'untrusted' | 'timeout' | 'too-large' | 'not-http' | 'compressed' | 'not-https'
  /** `host:port`, for a message to the user. */
  readonly host: string
  /** The system's or TLS library's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), where there is one. */
  readonly reason: string | undefined
  /** The proxy on the way, without its password: `the proxy HOST:PORT that HTTPS_PROXY names`. */
  readonly proxy: string | undefined

  constructor(kind: HttpFailure['kind'], url: URL, { cause, proxy }: { cause?: unknown; proxy?: Proxy } = {}) {
    super(`${kind}: ${url.host}`, { cause })
    this.name = 'HttpFailure'
    this.kind = kind
    this.host = url.host
    this.reason = systemCode(cause)
    this.proxy = proxy && `the proxy ${proxy.url.host} that ${proxy.namedBy} names`
  }
}

/** Milliseconds for one request. */
const TIME_LIMIT = 10_000

/** Bytes of one answer. A list of 20,000 namespaces has 5 MB as metadata only. */
const SIZE_LIMIT = 64 * 1024 * 1024

/**
 * Sends one https request and reads the whole answer. Redirects are not followed: a token must not go elsewhere.
 *
 * @throws {HttpFailure} when no usable answer came; the signal's reason when that was aborted.
 */
export async function request(ctx: HttpContext, wanted: HttpRequest): Promise<HttpAnswer> {
  if (wanted.url.protocol !== 'https:') throw new HttpFailure('not-https', wanted.url)
  if (wanted.tls.rejectUnauthorized === false) warnOnce(ctx.output, wanted.url.host)
  const started = ctx.clock.now()
  const where = `${wanted.method} ${wanted.url.origin}${wanted.url.pathname}`
  let proxy: Proxy | undefined
  try {
    proxy = proxyFor(wanted.url, ctx.env, wanted.proxyUrl)
    const answer = await exchange(wanted, proxy)
    ctx.output.debug(`${where} ${answer.status} ${ctx.clock.now() - started} ms`)
    return answer
  } catch (error) {
    wanted.signal.throwIfAborted()
    const failure = asFailure(error, wanted.url, proxy)
    ctx.output.debug(`${where} ${failure.kind} ${failure.reason ?? ''} ${ctx.clock.now() - started} ms`)
    throw failure
  }
}

/** The hosts that a warning was printed about. */
const warnedAbout = new WeakMap<HttpContext['output'], Set<string>>()

/** Only a kubeconfig can switch the check off, perhaps one that somebody else wrote: it must not go unseen. */
function warnOnce(output: HttpContext['output'], host: string): void {
  const hosts = warnedAbout.get(output) ?? new Set()
  if (hosts.has(host)) return
  warnedAbout.set(output, hosts.add(host))
  output.warn(
    `The certificate of ${host} is not checked: your kubeconfig says insecure-skip-tls-verify. Whoever is on the way there can take your token.`,
  )
}

async function exchange(wanted: HttpRequest, proxy: Proxy | undefined): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(wanted.timeLimit ?? TIME_LIMIT)
  const signal = AbortSignal.any([limit, wanted.signal])
  try {
    const socket = proxy && (await openTunnel(proxy, wanted.url, signal))
    const kept = socket === undefined ? wanted.connections : undefined
    const agent = kept?.agent ?? createAgent(wanted.tls, { keepAlive: kept !== undefined, ...(socket && { socket }) })
    if (kept) kept.agent = agent
    return await ask(wanted, agent, signal)
  } catch (error) {
    // When the time runs out in the middle of an answer, that is the reason, not the connection it ended.
    throw limit.aborted ? limit.reason : error
  }
}

function createAgent({ servername, rejectUnauthorized = true, ...tls }: HttpTls, how: AgentOptions): Agent {
  const secureContext = secureContextOf(tls)
  return new Agent({ ...how, rejectUnauthorized, secureContext, ...(servername !== undefined && { servername }) })
}

/** By their certificates and key: reading the hundreds of authorities of a system takes longer than a request. */
const secureContexts = new Map<string, SecureContext>()

/**
 * What a connection trusts and shows, made once. TLS 1.2 at least is said explicitly, because NODE_OPTIONS would weaken
 * the runtime's own default, as NODE_TLS_REJECT_UNAUTHORIZED would `rejectUnauthorized` above.
 */
function secureContextOf({ ca, cert, key }: HttpTls): SecureContext {
  const name = hash('sha256', JSON.stringify([ca, cert, key]))
  const made = secureContexts.get(name) ?? createSecureContext({ minVersion: 'TLSv1.2', ca, cert, key })
  secureContexts.set(name, made)
  return made
}

function ask(wanted: HttpRequest, agent: Agent, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method } = wanted
    // RFC 9110 section 12.5.3: without this a server may compress as it likes.
    const headers = { 'accept-encoding': 'identity', ...wanted.headers }
    const sent = startRequest(wanted.url, { method, headers, agent, signal })
    sent.on('response', (received) => {
      readAnswer(wanted.url, received).then(resolve, reject)
    })
    sent.on('error', reject)
    sent.end(wanted.body)
  })
}

/** @see RFC 9110 section 15: other statuses than 100 to 599 are invalid, and 1xx is no final answer */
async function readAnswer(url: URL, received: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = received
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') {
    received.destroy()
    throw new HttpFailure('compressed', url)
  }
  const body = await readBody(url, received)
  if (status < 200 || status > 599) throw new HttpFailure('not-http', url)
  return { status, headers, body }
}

async function readBody(url: URL, received: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of received as AsyncIterable<Buffer>) {
    size += part.length
    if (size > SIZE_LIMIT) throw new HttpFailure('too-large', url)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function asFailure(error: unknown, url: URL, proxy: Proxy | undefined): HttpFailure {
  if (error instanceof HttpFailure) return error
  const about = { cause: error, ...(proxy && { proxy }) }
  if (error instanceof DOMException && error.name === 'TimeoutError') return new HttpFailure('timeout', url, about)
  return new HttpFailure(isCertificateFault(error) ? 'untrusted' : 'unreachable', url, about)
}

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isCertificateFault(error: unknown): boolean {
  return /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_|CRL_|INVALID_CA|HOSTNAME_MISMATCH|INVALID_PURPOSE)/u.test(
    systemCode(error) ?? '',
  )
}

/**
 * The certificates to trust for a host that names none of its own, or names one beside them: the runtime's (with
 * `NODE_EXTRA_CA_CERTS`) and the operating system's. Reading the system's costs about 50 ms.
 */
export function trustedCertificates(additional: string | undefined): string[] {
  const all = new Set([...getCACertificates('default'), ...getCACertificates('system')])
  if (additional !== undefined) all.add(additional)
  return [...all]
}

/**
 * The server's clock minus this computer's, in milliseconds; undefined where no `Date` header told it. The header counts
 * whole seconds: on average half of one is gone. @see RFC 9110 section 6.6.1
 */
export function driftOf({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number | undefined {
  const there = Date.parse(headers.date ?? '')
  return Number.isNaN(there) ? undefined : there + 500 - now
}

/** What a person should read about a failure: `icc.example:443 cannot be reached (ECONNREFUSED).` */
export function describeFailure(failure: HttpFailure): string {
  const { host, proxy } = failure
  const reason = failure.reason === undefined ? '' : ` (${failure.reason})`
  const through = proxy === undefined ? '' : ` through ${proxy}`
  switch (failure.kind) {
    case 'unreachable':
      if (failure.cause instanceof ProxyFailure)
        return `${host} cannot be reached${through}: ${failure.cause.problem}.`
      if (isTlsFault(failure.reason)) return `${host} and icc agree on no TLS of version 1.2 or newer${reason}.`
      return `${host} cannot be reached${through}${reason}.`
    case 'untrusted':
      return `${host} shows a certificate ${certificateFault(failure.reason)}${reason}.`
    case 'timeout':
      return `${host} did not answer within ${TIME_LIMIT / 1000} seconds${through}.`
    case 'too-large':
      return `${host} sent an answer that is far too large.`
    case 'not-http':
      return `${host} sent an answer that is no valid HTTP.`
    case 'compressed':
      return `${host} sent a compressed answer, which nobody had asked for.`
    case 'not-https':
      return `${host} is not named by an https address; nothing was sent.`
  }
}

/** The handshake failed: an old server, or one that speaks something else. An alert that came early is an `EPROTO`. */
function isTlsFault(reason = ''): boolean {
  return reason === 'EPROTO' || reason.startsWith('ERR_SSL_')
}

/** What is wrong with a certificate, after `shows a certificate`. */
function certificateFault(reason = ''): string {
  switch (reason) {
    case 'CERT_HAS_EXPIRED':
      return 'that has expired'
    case 'CERT_NOT_YET_VALID':
      return "that is not valid yet by this computer's clock"
    case 'CERT_REVOKED':
      return 'that was revoked'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'that was made for another host name'
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'that it signed itself and this computer does not trust'
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'of an authority that this computer does not trust'
    default:
      return 'that is not trusted'
  }
}
