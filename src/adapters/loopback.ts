import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Loopback, LoopbackListener, Visit } from '../context.ts'
import { IccError, systemCode } from '../errors.ts'
import { loopbackPage, pageHeaders } from './loopback-page.ts'
import { withoutBrackets } from './proxy.ts'

/** Milliseconds that one request may take to arrive, and a last page to leave: any program here can connect. */
const REQUEST_LIMIT = 10_000
const CLOSING_LIMIT = 1000

/** Connections at once, of which the oldest makes room; a browser opens a handful. */
const MOST_CONNECTIONS = 64

/** Bytes of a request's address and headers: some providers' codes have thousands of characters. */
const LARGEST_REQUEST = 64 * 1024

type Door = { server: Server; sockets: Set<Socket>; answering: WeakSet<Socket> }
type Page = Parameters<Visit['answer']>[0]

/** Listens on addresses of this computer alone, for as long as one sign-in takes. */
export function createLoopback(): Loopback {
  return { listen }
}

async function listen(wanted: string): Promise<LoopbackListener> {
  const visits = createVisits()
  const doors: Door[] = []
  const close = async (): Promise<void> => {
    await Promise.all(doors.map(closeDoor))
  }
  const [first = '127.0.0.1', second] = addressesOf(new URL(wanted))
  const place = { redirectUri: wanted, port: Number(new URL(wanted).port) }
  try {
    place.port = await open(doors, place, first, visits.add)
    place.redirectUri = withPort(wanted, place.port)
    // A browser may take either for localhost, and nobody else must listen at the other one.
    if (second !== undefined) await open(doors, place, second, visits.add).catch(unlessMissing)
  } catch (error) {
    await close()
    throw systemCode(error) === undefined ? error : notOpened(place.port, error)
  }
  return { ...place, next: visits.next, close }
}

function addressesOf({ hostname }: URL): string[] {
  if (hostname === 'localhost') return ['127.0.0.1', '::1']
  return [withoutBrackets(hostname)]
}

/** To the letter as the provider knows it, where that names a port. */
function withPort(wanted: string, port: number): string {
  const url = new URL(wanted)
  if (url.port !== '') return wanted
  url.port = String(port)
  return url.href
}

async function open(
  doors: Door[],
  place: { redirectUri: string; port: number },
  address: string,
  add: (visit: Visit) => void,
): Promise<number> {
  const sockets = new Set<Socket>()
  const answering = new WeakSet<Socket>()
  const settings = {
    maxHeaderSize: LARGEST_REQUEST,
    requestTimeout: REQUEST_LIMIT,
    connectionsCheckingInterval: 1000,
  }
  const server = createServer(settings, (request, response) => {
    const answer = (status: number, page: Page): void => {
      if (response.writableEnded) return
      answering.add(request.socket)
      respond(response, status, page)
    }
    receive(request, new URL(place.redirectUri), answer, add)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    // Whoever holds many open that say nothing must not keep the browser out.
    const [oldest] = sockets
    if (sockets.size > MOST_CONNECTIONS && oldest) {
      sockets.delete(oldest)
      oldest.destroy()
    }
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server.listen(place.port, address), 'listening')
  doors.push({ server, sockets, answering })
  return (server.address() as AddressInfo).port
}

/** The page that was answered last may still be on its way; everything else ends at once. */
async function closeDoor({ server, sockets, answering }: Door): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets) if (!answering.has(socket)) socket.destroy()
  const limit = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, CLOSING_LIMIT)
  await closed.finally(() => clearTimeout(limit))
}

/** A computer without IPv6 has no such address, so no browser goes there. */
function unlessMissing(error: unknown): void {
  if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(systemCode(error) ?? '')) throw error
}

function notOpened(port: number, cause: unknown): IccError {
  const code = systemCode(cause) ?? ''
  if (code === 'EADDRINUSE') {
    return new IccError(
      'port-in-use',
      `Another program holds port ${port} of this computer, to which the browser has to bring the answer. Nothing was changed.`,
      { hint: 'end that program, perhaps another icc login, and try again', cause },
    )
  }
  return new IccError(
    'loopback-unusable',
    `icc cannot listen on this computer for what the browser brings back (${code}). Nothing was changed.`,
    { hint: 'the same with --method device, if your campus offers that', cause },
  )
}

/**
 * Hands on what was asked at the redirect address. The host is compared so that no page from elsewhere gets here by a
 * name that leads to this computer.
 */
function receive(
  { method, url: target = '', headers }: IncomingMessage,
  expected: URL,
  answer: (status: number, page: Page) => void,
  add: (visit: Visit) => void,
): void {
  const asked = URL.parse(target, expected)
  if (headers.host !== expected.host || asked === null || asked.origin !== expected.origin)
    return answer(400, { title: 'Wrong address', text: 'This is not an address of icc.' })
  if (asked.pathname !== expected.pathname)
    return answer(404, {
      title: 'Nothing here',
      text: 'icc waits here for the end of a sign-in, and for nothing else.',
    })
  if (method !== 'GET')
    return answer(405, {
      title: 'Not this way',
      text: 'icc waits here for the end of a sign-in, and for nothing else.',
    })
  add({ query: asked.searchParams, answer: (page) => answer(page.failed === true ? 400 : 200, page) })
}

function respond(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, { ...pageHeaders, ...(status === 405 ? { allow: 'GET' } : {}) }).end(loopbackPage(page))
}

/** Visits in the order in which they came, for one who waits. */
function createVisits(): { add: (visit: Visit) => void; next: (signal: AbortSignal) => Promise<Visit> } {
  const waiting: Visit[] = []
  let come: (() => void) | undefined
  return {
    add(visit) {
      waiting.push(visit)
      come?.()
    },
    async next(signal) {
      for (;;) {
        signal.throwIfAborted()
        const visit = waiting.shift()
        if (visit) return visit
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        come = resolve
        const end = (): void => reject(signal.reason)
        signal.addEventListener('abort', end, { once: true })
        await promise.finally(() => signal.removeEventListener('abort', end))
      }
    },
  }
}
