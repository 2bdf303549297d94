import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { connect as connectPlain, isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import type { Context, Probe, ProbeAnswer, ProbeTarget, ProgramAnswer } from '../context.ts'
import { systemCode } from '../errors.ts'
import { oneLine } from '../output.ts'
import { describeFailure, driftOf, HttpFailure, request, trustedCertificates, type HttpContext } from './http.ts'
import { nameServersAnswer } from './name-servers.ts'
import { openTunnel, ProxyFailure, proxyFor, withoutBrackets } from './proxy.ts'

type ProbeContext = HttpContext & Pick<Context, 'platform'>

/** Hosts and programs as `icc doctor` looks at them: no credential is sent, no redirect is followed. */
export function createProbe(ctx: ProbeContext): Probe {
  return {
    ask: (target, signal) => ask(ctx, target, signal),
    route({ url, proxyUrl }) {
      try {
        const proxy = proxyFor(url, ctx.env, proxyUrl)
        return { proxy: proxy && `${proxy.url.host} (${proxy.namedBy})` }
      } catch (error) {
        if (error instanceof ProxyFailure) return { problem: error.problem }
        throw error
      }
    },
    connect: (host, port, signal) => connectTo(ctx, host, port, signal),
    run: (command, args, signal) => run(ctx, command, args, signal),
    certificatesProblem,
  }
}

async function ask(ctx: ProbeContext, target: ProbeTarget, signal: AbortSignal): Promise<ProbeAnswer> {
  const { url, tlsServerName, proxyUrl } = target
  const silent = await silentServers(ctx, firstHost(ctx, target), signal)
  if (silent !== undefined) return { kind: 'unreachable', message: silent }
  try {
    const answer = await request(ctx, {
      url,
      method: 'GET',
      headers: { accept: 'application/json' },
      tls: {
        ca: target.alone && target.ca !== undefined ? [target.ca] : trustedCertificates(target.ca),
        ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
        ...(target.insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
      },
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
      signal,
    })
    const { status, body } = answer
    return { kind: 'answered', status, body, drift: driftOf(answer, ctx.clock.now()) }
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error
    const message = describeFailure(error)
    if (error.kind !== 'untrusted') return { kind: 'unreachable', message }
    return { kind: 'untrusted', message, code: error.reason ?? '', authority: await authorityOf(ctx, target, signal) }
  }
}

/** Whose name is looked up on this computer: the proxy's, if there is one. A proxy that is none is told by the request. */
function firstHost({ env }: ProbeContext, { url, proxyUrl }: ProbeTarget): string {
  try {
    return withoutBrackets((proxyFor(url, env, proxyUrl)?.url ?? url).hostname)
  } catch (error) {
    if (error instanceof ProxyFailure) return 'localhost'
    throw error
  }
}

/** Only on Linux do both ways to look names up ask the same servers. */
async function silentServers(
  { platform }: ProbeContext,
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (platform !== 'linux' || (await nameServersAnswer(host, signal))) return undefined
  return `The name servers of this computer do not answer, so ${host} cannot be found.`
}

/**
 * Who vouches for a certificate that is not trusted: the name tells a firewall that opens connections from a mistake of
 * the server. A second connection over which nothing is sent; undefined where that does not come about.
 */
async function authorityOf(ctx: HttpContext, target: ProbeTarget, signal: AbortSignal): Promise<string | undefined> {
  const { url, tlsServerName, proxyUrl } = target
  const host = withoutBrackets(url.hostname)
  const servername = tlsServerName ?? (isIP(host) === 0 ? host : undefined)
  const proxy = proxyFor(url, ctx.env, proxyUrl)
  const tunnel = proxy && (await openTunnel(proxy, url, signal).catch(unlessProxy))
  if (proxy && tunnel === undefined) return undefined
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const socket = connect({
    ...(tunnel === undefined ? { host, port: Number(url.port || '443') } : { socket: tunnel }),
    ...(servername === undefined ? {} : { servername }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
  })
  const end = (): void => resolve(undefined)
  signal.addEventListener('abort', end, { once: true })
  socket.once('secureConnect', () => resolve(topmost(socket.getPeerCertificate(true))))
  socket.once('error', end)
  socket.once('close', end)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', end)
    // What breaks while it is being ended is of no interest any more.
    socket.on('error', () => undefined)
    socket.destroy()
  }
}

/** It let the first connection through; why not the second one says nothing about the certificate. */
function unlessProxy(error: unknown): undefined {
  if (!(error instanceof ProxyFailure)) throw error
}

type Chain = Partial<PeerCertificate> & { issuerCertificate?: Chain }

/** The issuer of the last certificate of a chain. */
function topmost(shown: Chain): string | undefined {
  let last = shown
  const seen = new Set<Chain>()
  while (last.issuerCertificate && !seen.has(last)) {
    seen.add(last)
    last = last.issuerCertificate
  }
  const { O: organization, CN: commonName } = last.issuer ?? {}
  const names = [commonName, organization].flat().filter((name) => typeof name === 'string' && name !== '')
  return names.length === 0 ? undefined : oneLine([...new Set(names)].join(', ')).slice(0, 120)
}

async function connectTo(
  ctx: ProbeContext,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  signal.throwIfAborted()
  const silent = await silentServers(ctx, host, signal)
  if (silent !== undefined) return silent
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  const socket = connectPlain({ host, port })
  const end = (): void => reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  socket.once('connect', () => resolve(undefined))
  socket.on('error', (error) => resolve(`${host}:${port} cannot be reached (${systemCode(error) ?? error.message}).`))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', end)
    socket.destroy()
  }
}

/** Longest answer of a program that is read, in bytes. */
const LONGEST = 256 * 1024

function run(
  { env }: Pick<HttpContext, 'env'>,
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProgramAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { env: { ...env }, signal, maxBuffer: LONGEST, windowsHide: true },
      (_, stdout) => {
        if (signal.aborted) reject(signal.reason)
        else resolve({ status: child.exitCode ?? undefined, stdout })
      },
    )
    child.stdin?.end()
  })
}

/** Each block is read as the runtime reads it at its start, where it only prints a warning about a bad one. */
function certificatesProblem(pem: string): string | undefined {
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END [^-]*-----/gu) ?? []
  if (blocks.length === 0) return 'it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)'
  for (const [index, block] of blocks.entries()) {
    try {
      // Reading is the check.
      void new X509Certificate(block)
    } catch {
      return `certificate ${index + 1} of ${blocks.length} in it cannot be read`
    }
  }
  return undefined
}
