import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import type { ServerCertificate } from './certificates.ts'

export type LoopbackServer = {
  /** `https://127.0.0.1:PORT` without a trailing slash. */
  url: string
  /** Sets who answers; until then every request gets 503. */
  answerWith(listener: RequestListener): void
  /** Ends every connection at once. */
  close(): Promise<void>
}

/**
 * An https server on 127.0.0.1 and a free port. It listens first, because its owner must know the port to be set up.
 *
 * @param clients what is asked of clients for certificates of theirs; nothing if left out
 */
export async function listenOnLoopback(
  certificate: ServerCertificate,
  clients: TlsOptions = {},
): Promise<LoopbackServer> {
  let answer = notReady
  const server = createServer({ ...certificate, ...clients }, (request, response) => answer(request, response))
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    answerWith(listener) {
      answer = listener
    },
    close() {
      const closed = Promise.withResolvers<void>()
      server.close((error) => (error ? closed.reject(error) : closed.resolve()))
      // Not closeAllConnections(): that forgets those whose TLS handshake is not done yet.
      for (const socket of sockets) socket.destroy()
      return closed.promise
    },
  }
}

const notReady: RequestListener = (_request, response) => {
  response.writeHead(503).end()
}
