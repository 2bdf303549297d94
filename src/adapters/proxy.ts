import { request as startPlain } from 'node:http'
import { request as startSecure } from 'node:https'
import { BlockList, isIP, type Socket } from 'node:net'
import { getCACertificates } from 'node:tls'
import type { Context } from '../context.ts'
import { systemCode } from '../errors.ts'

/** A proxy, and what named it: an environment variable, or `proxy-url` of the kubeconfig. */
export type Proxy = { url: URL; namedBy: string }

/** The proxy itself failed, or cannot be used. `problem` ends a sentence for the user; never holds a password. */
export class ProxyFailure extends Error {
  readonly problem: string

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause })
    this.name = 'ProxyFailure'
    this.problem = problem
  }
}

/**
 * The proxy for a request, as kubectl chooses it: the kubeconfig's without exception, else `HTTPS_PROXY` (or
 * `https_proxy`) unless the host is this machine or `NO_PROXY` (or `no_proxy`) names it.
 *
 * @throws {ProxyFailure} when it is none that icc can use: asking without it would go where nobody wanted
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyFor(url: URL, env: Context['env'], proxyUrl: string | undefined): Proxy | undefined {
  if (proxyUrl !== undefined) return toProxy(proxyUrl, 'proxy-url')
  const name = env['HTTPS_PROXY'] ? 'HTTPS_PROXY' : 'https_proxy'
  const address = env[name]
  if (!address || isExcepted(url, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined
  return toProxy(address, name)
}

function toProxy(address: string, namedBy: string): Proxy {
  const url = URL.parse(address.includes('://') ? address : `http://${address}`)
  // The address itself is not quoted: it may hold a password.
  if (!url || url.hostname === '') throw new ProxyFailure(`${namedBy} is not the address of a proxy`)
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url, namedBy }
  const scheme = url.protocol.slice(0, -1)
  throw new ProxyFailure(`${namedBy} names a proxy of the kind ${scheme}; icc can use http and https proxies only`)
}

/** This machine itself: 127.0.0.0/8 (RFC 1122 section 3.2.1.3), ::1 (RFC 4291 section 2.5.3), and the first as IPv6. */
const LOOPBACK = ['127.0.0.0/8', '::1/128', '::ffff:127.0.0.0/104']

/**
 * Whether a request goes past the proxy of the environment: it is for `localhost` or a loopback address, where a
 * proxy elsewhere would ask itself, or `NO_PROXY` names its host.
 *
 * @see https://cs.opensource.google/go/x/net/+/master:http/httpproxy/proxy.go (`useProxy`)
 */
function isExcepted({ hostname, port }: URL, exceptions: string): boolean {
  const host = withoutBrackets(hostname).toLowerCase()
  if (host === 'localhost' || LOOPBACK.some((range) => isInRange(range, host))) return true
  return exceptions
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || (entry !== '' && matches(entry, host, port || '443')))
}

/** One entry of `NO_PROXY`: an address or a range of addresses, `.domain`, `*.domain` or `domain`, perhaps a port. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isInRange(entry, host)
  const bare = isIP(entry) === 6 ? undefined : /^(.*):(\d+)$/u.exec(entry)
  const [, named = entry, wantedPort] = bare ?? []
  if (wantedPort !== undefined && wantedPort !== port) return false
  const name = withoutBrackets(named).replace(/^\*(?=\.)/u, '')
  if (name === '' || isIP(host) !== 0) return name === host
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`)
}

function isInRange(range: string, host: string): boolean {
  const [network = '', prefix = ''] = range.split('/')
  const family = isIP(network)
  const bits = Number(prefix)
  if (family === 0 || isIP(host) !== family || !/^\d+$/u.test(prefix) || bits > (family === 4 ? 32 : 128))
    return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const addresses = new BlockList()
  addresses.addSubnet(network, bits, type)
  return addresses.check(host, type)
}

/**
 * Has a proxy open a connection to a server. Our own, because the runtime's goes on waiting for a silent proxy after
 * the request was aborted.
 *
 * @throws {ProxyFailure}
 * @see RFC 9110 section 9.3.6
 */
export function openTunnel({ url }: Proxy, target: URL, signal: AbortSignal): Promise<Socket> {
  const isSecure = url.protocol === 'https:'
  const authority = `${target.hostname}:${target.port || '443'}`
  const credentials = credentialsOf(url)
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? startSecure : startPlain)({
      hostname: withoutBrackets(url.hostname),
      port: url.port || (isSecure ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(credentials && { 'proxy-authorization': credentials }) },
      agent: false,
      signal,
      ...(isSecure && { ca: [...getCACertificates('default'), ...getCACertificates('system')] }),
    })
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket)
      socket.destroy()
      return reject(new ProxyFailure(refusal(statusCode, credentials !== undefined)))
    })
    asked.once('error', (error) => reject(new ProxyFailure(`it cannot be used (${codeOf(error)})`, error)))
    asked.end()
  })
}

function refusal(status: number, hadCredentials: boolean): string {
  if (status !== 407) return `it refused (HTTP ${status})`
  return hadCredentials
    ? 'it does not accept the user name and password in its address (HTTP 407)'
    : 'it wants a user name and password in its address (HTTP 407)'
}

/** @see RFC 7617 */
function credentialsOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const text = `${decoded(username)}:${decoded(password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}

/** A `%` that begins no escape stands for itself. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/giu, '%25'))
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? 'it closed the connection'
}

/** An address of IPv6 as it is, which stands in brackets in a URL. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/u, '$1')
}
