import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a proxy does with a CONNECT: lets it through, answers a status, hangs up, says nothing, or hangs up later. */
export type ProxyBehaviour = 'through' | number | 'hang-up' | 'silent' | 'hang-up-after-200'

export type ConnectProxy = {
  /** `127.0.0.1:PORT` */
  host: string
  /** The `host:port` that each CONNECT asked for, oldest first. */
  asked: readonly string[]
  /** What each CONNECT said who it is, decoded: `name:password`, undefined if nothing. */
  credentials: readonly (string | undefined)[]
}

/**
 * An HTTP proxy on loopback that ends with the test. Whatever host is asked for, the connection goes to the asked port
 * on this machine, so that names that no resolver knows can be tried.
 */
export async function connectProxyForTest(behaviour: ProxyBehaviour = 'through'): Promise<ConnectProxy> {
  const asked: string[] = []
  const credentials: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    // A client that hangs up is what some of the tests want.
    return socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
  }
  server.on('connection', keep)
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push(url)
    const [, encoded] = /^Basic (.*)$/u.exec(headers['proxy-authorization'] ?? '') ?? []
    credentials.push(encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString())
    answer(behaviour, socket, () => keep(connect(Number(url.split(':').at(-1)), '127.0.0.1')))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, credentials }
}

function answer(behaviour: ProxyBehaviour, socket: Socket, open: () => Socket): void {
  if (typeof behaviour === 'number') {
    socket.end(`HTTP/1.1 ${behaviour} No\r\n\r\n`)
    return
  }
  switch (behaviour) {
    case 'through': {
      const server = open()
      server.once('connect', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(server).pipe(socket)
      })
      server.once('close', () => socket.destroy())
      return
    }
    case 'hang-up':
      socket.destroy()
      return
    case 'hang-up-after-200':
      socket.end('HTTP/1.1 200 Connection established\r\n\r\n')
      return
    case 'silent':
  }
}
