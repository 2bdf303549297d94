import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request as startRequest } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { Context } from '../context.ts'
import { systemCode } from '../errors.ts'

/** What a request needs of the Context. */
export type HttpContext = Pick<Context, 'env' | 'clock' | 'output'>

export type HttpRequest = {
  /** https only. */
  url: URL
  method: string
  headers: Record<string, string>
  body?: string
  tls: HttpTls
  /** A proxy of its own; else `HTTPS_PROXY` and `NO_PROXY` decide. */
  proxyUrl?: string
  signal: AbortSignal
}

export type HttpTls = {
  /** PEM certificates trusted for this request, instead of the runtime's own. */
  ca?: string[]
  cert?: string
  key?: string
  servername?: string
  rejectUnauthorized?: boolean
}

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: string }

/**
 * A request that got no usable answer.
 *
 * `untrusted`: the certificate does not prove who answers. `timeout`: no complete answer within `TIME_LIMIT`.
 * `too-large`: the answer went on past `SIZE_LIMIT`. `not-http`: a status that HTTP does not have.
 * `unreachable`: everything else between here and there.
 */
export class HttpFailure extends Error {
  readonly kind: 'unreachable' | 'untrusted' | 'timeout' | 'too-large' | 'not-http' | 'not-https'
  /** `host:port`, for a message to the user. */
  readonly host: string
  /** The system's or TLS library's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), where there is one. */
  readonly reason: string | undefined
  /** True where it was the proxy on the way that failed. */
  readonly byProxy: boolean

  constructor(kind: HttpFailure['kind'], url: URL, cause?: unknown) {
    super(`${kind}: ${url.host}`, { cause })
    this.name = 'HttpFailure'
    this.kind = kind
    this.host = url.host
    this.reason = systemCode(cause)
    this.byProxy = this.reason?.startsWith('ERR_PROXY_') === true || isAtOtherPort(cause, url)
  }
}

/** A refused connection tells where it was tried. */
function isAtOtherPort(cause: unknown, url: URL): boolean {
  return cause instanceof Error && 'port' in cause && String(cause.port) !== (url.port || '443')
}

/** Milliseconds for one request, from the first byte sent to the last one received. */
export const TIME_LIMIT = 10_000

/** Bytes of one answer. A list of 20,000 namespaces has 5 MB as metadata only. */
const SIZE_LIMIT = 64 * 1024 * 1024

/**
 * Sends one https request and reads the whole answer. Redirects are not followed: a token must not go elsewhere.
 *
 * @throws {HttpFailure} when no usable answer came; the signal's reason when that was aborted.
 */
export async function request(ctx: HttpContext, wanted: HttpRequest): Promise<HttpAnswer> {
  if (wanted.url.protocol !== 'https:') throw new HttpFailure('not-https', wanted.url)
  const started = ctx.clock.now()
  const where = `${wanted.method} ${wanted.url.origin}${wanted.url.pathname}`
  try {
    const answer = await exchange(ctx, wanted)
    ctx.output.debug(`${where} ${answer.status} ${ctx.clock.now() - started} ms`)
    return answer
  } catch (error) {
    wanted.signal.throwIfAborted()
    const failure = asFailure(error, wanted.url)
    ctx.output.debug(`${where} ${failure.kind} ${failure.reason ?? ''} ${ctx.clock.now() - started} ms`)
    throw failure
  }
}

function exchange(ctx: HttpContext, wanted: HttpRequest): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(TIME_LIMIT)
  const agent = new Agent({ keepAlive: false, proxyEnv: proxyOf(ctx, wanted), minVersion: 'TLSv1.2', ...wanted.tls })
  return new Promise((resolve, reject) => {
    const sent = startRequest(wanted.url, {
      method: wanted.method,
      headers: wanted.headers,
      agent,
      signal: AbortSignal.any([limit, wanted.signal]),
    })
    sent.on('response', (received) => {
      readAnswer(wanted.url, received).then(
        (answer) => resolve(answer),
        // When the time runs out in the middle of an answer, that is the reason, not the connection it ended.
        (error: unknown) => reject(limit.aborted ? limit.reason : error),
      )
    })
    sent.on('error', (error) => reject(limit.aborted ? limit.reason : error))
    sent.end(wanted.body)
  })
}

/** @see RFC 9110 section 15: other statuses than 100 to 599 are invalid, and 1xx is no final answer */
async function readAnswer(url: URL, received: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = received
  const body = await readBody(received)
  if (status < 200 || status > 599) throw new HttpFailure('not-http', url)
  return { status, headers, body }
}

async function readBody(received: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of received as AsyncIterable<Buffer>) {
    size += part.length
    if (size > SIZE_LIMIT) throw new RangeError('answer too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function proxyOf(ctx: HttpContext, wanted: HttpRequest): Record<string, string | undefined> {
  return wanted.proxyUrl === undefined ? { ...ctx.env } : { HTTPS_PROXY: wanted.proxyUrl }
}

function asFailure(error: unknown, url: URL): HttpFailure {
  if (error instanceof HttpFailure) return error
  if (error instanceof DOMException && error.name === 'TimeoutError') return new HttpFailure('timeout', url, error)
  if (error instanceof RangeError) return new HttpFailure('too-large', url, error)
  return new HttpFailure(isCertificateFault(error) ? 'untrusted' : 'unreachable', url, error)
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

/** What a person should read about a failure: `icc.example:443 did not answer (ECONNREFUSED)`. */
export function describeFailure(failure: HttpFailure): string {
  const reason = failure.reason === undefined ? '' : ` (${failure.reason})`
  switch (failure.kind) {
    case 'unreachable':
      return failure.byProxy
        ? `${failure.host} cannot be reached through the proxy that HTTPS_PROXY or the kubeconfig's proxy-url names${reason}.`
        : `${failure.host} cannot be reached${reason}.`
    case 'untrusted':
      return `${failure.host} shows a certificate that is not trusted${reason}.`
    case 'timeout':
      return `${failure.host} did not answer within ${TIME_LIMIT / 1000} seconds.`
    case 'too-large':
      return `${failure.host} sent an answer that is far too large.`
    case 'not-http':
      return `${failure.host} sent an answer that is no valid HTTP.`
    case 'not-https':
      return `${failure.host} is not named by an https address; nothing was sent.`
  }
}
