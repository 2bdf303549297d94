import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Delayed = { url: string; close(): Promise<void> }

/**
 * A server as it looks from `milliseconds` away (there and back): a proxy on loopback that hands every byte on, either way,
 * half of that later. A connection is open at once, as a proxy cannot hold back the kernel's answer.
 */
export async function delayed(url: string, milliseconds: number): Promise<Delayed> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const later = (from: Socket, to: Socket): void => {
    sockets.add(from)
    from.on('data', (bytes: Buffer) => setTimeout(() => to.write(bytes), milliseconds / 2))
    from.on('end', () => setTimeout(() => to.end(), milliseconds / 2))
    from.on('error', () => to.destroy())
    from.on('close', () => sockets.delete(from))
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    later(client, upstream)
    later(upstream, client)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
