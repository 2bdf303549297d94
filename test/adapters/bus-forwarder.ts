import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'

/** What a program says to the bus, in this order, on its way to a secret. */
export const STEPS = {
  get: ['AUTH', 'Hello', 'ReadAlias', 'Locked', 'OpenSession', 'SearchItems', 'GetSecret'],
  set: ['AUTH', 'Hello', 'ReadAlias', 'Locked', 'OpenSession', 'CreateItem'],
  delete: ['AUTH', 'Hello', 'ReadAlias', 'Locked', 'SearchItems', 'Delete'],
} as const

/** Environment variables that lead to the bus. */
export type BusEnvironment = { DBUS_SESSION_BUS_ADDRESS: string }

/**
 * A way to a session bus past a test: `before` is called before a message with the step in it is passed on. False
 * swallows it and all that follows, on every connection, as if the bus had stopped for good.
 */
export async function forwardedBus(
  { DBUS_SESSION_BUS_ADDRESS: real }: BusEnvironment,
  step: string,
  before: (message: Buffer) => boolean | Promise<boolean>,
): Promise<BusEnvironment> {
  const [, path = ''] = /unix:path=([^,]*)/u.exec(real) ?? []
  const address = join(temporaryFolder(), 'bus')
  const sockets = new Set<Socket>()
  let silent = false
  const server = createServer((socket) => {
    const bus = connect(path)
    for (const end of [socket, bus]) sockets.add(end.on('error', () => undefined))
    const forward = async (): Promise<void> => {
      for await (const message of socket as AsyncIterable<Buffer>) {
        if (!silent && message.includes(step)) silent = !(await before(message))
        if (!silent) bus.write(message)
      }
    }
    // The client hung up.
    forward().catch(() => undefined)
    bus.pipe(socket)
    socket.once('close', () => bus.destroy())
  })
  await once(server.listen(address), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` }
}
