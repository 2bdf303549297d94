import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { Context } from '../context.ts'

const SECRETS = 'org.freedesktop.secrets'

/**
 * Asks the Secret Service, without any prompt, whether its default collection is there and unlocked. Resolves if so;
 * rejects with the reason otherwise, and with the signal's reason when that is aborted first.
 *
 * The keyring library cannot be asked first: it connects in the foreground, so a message bus that does not answer would
 * freeze the whole process, and it waits without a limit for somebody to answer the prompt of a locked keyring.
 *
 * @see https://dbus.freedesktop.org/doc/dbus-specification.html and
 * https://specifications.freedesktop.org/secret-service/latest/
 */
export async function checkSecretService(env: Context['env'], userId: number, signal: AbortSignal): Promise<void> {
  const socket = createConnection(socketPath(env))
  const close = (): void => void socket.destroy(signal.reason)
  signal.addEventListener('abort', close)
  try {
    await once(socket, 'connect', { signal })
    const bus = new Bus(socket)
    await bus.authenticate(userId)
    await bus.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello', [])
    const service = 'org.freedesktop.Secret.Service'
    const alias = await bus.call(SECRETS, '/org/freedesktop/secrets', service, 'ReadAlias', ['default'])
    const collection = alias.toString('utf8', 4, 4 + alias.readUInt32LE(0))
    if (collection === '/') throw new Error('the Secret Service has no default collection')
    const property = ['org.freedesktop.Secret.Collection', 'Locked']
    const locked = await bus.call(SECRETS, collection, 'org.freedesktop.DBus.Properties', 'Get', property)
    // A variant: its signature (length, `b`, NUL), padding to a multiple of four, the boolean.
    if (locked.readUInt32LE(4) !== 0) throw new Error('the default collection of the Secret Service is locked')
  } finally {
    signal.removeEventListener('abort', close)
    socket.destroy()
  }
}

/** The first Unix socket of the session bus's address; where none is given, the one that systemd makes. */
function socketPath(env: Context['env']): string {
  for (const address of (env['DBUS_SESSION_BUS_ADDRESS'] ?? '').split(';')) {
    const [, kind, value = ''] = /^unix:(?:.*,)?(path|abstract)=([^,]*)/u.exec(address) ?? []
    if (kind !== undefined) return (kind === 'abstract' ? '\0' : '') + decodeURIComponent(value)
  }
  if (!env['DBUS_SESSION_BUS_ADDRESS'] && env['XDG_RUNTIME_DIR']) return `${env['XDG_RUNTIME_DIR']}/bus`
  throw new Error('there is no session bus')
}

/** One connection to a message bus, for one call at a time, little-endian. */
class Bus {
  private readonly socket: Socket
  private readonly chunks: AsyncIterator<Buffer>
  private received: Buffer = Buffer.alloc(0)
  private serial = 0

  constructor(socket: Socket) {
    this.socket = socket
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** The EXTERNAL mechanism: the bus compares the number with what the kernel says of the socket's other end. */
  async authenticate(userId: number): Promise<void> {
    this.socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(userId)).toString('hex')}\r\n`)
    while (!this.received.includes('\r\n')) await this.receive()
    const end = this.received.indexOf('\r\n')
    if (!this.received.subarray(0, end).toString().startsWith('OK ')) throw new Error('the session bus refused icc')
    this.received = this.received.subarray(end + 2)
    this.socket.write('BEGIN\r\n')
  }

  /** Calls a method with text arguments; the body of its answer. */
  async call(destination: string, path: string, face: string, member: string, texts: string[]): Promise<Buffer> {
    this.serial += 1
    this.socket.write(methodCall(this.serial, { destination, path, face, member, texts }))
    for (;;) {
      const { type, body } = await this.nextMessage()
      if (type === 2) return body
      if (type === 3) throw new Error(`${destination} did not answer ${member}`)
      // Signals, such as the one that names this connection, are nothing that was asked for.
    }
  }

  private async nextMessage(): Promise<{ type: number; body: Buffer }> {
    while (this.received.length < 16) await this.receive()
    const headerEnd = align(16 + this.received.readUInt32LE(12), 8)
    const end = headerEnd + this.received.readUInt32LE(4)
    while (this.received.length < end) await this.receive()
    const message = this.received.subarray(0, end)
    this.received = this.received.subarray(end)
    return { type: message.readUInt8(1), body: message.subarray(headerEnd) }
  }

  private async receive(): Promise<void> {
    const { value, done } = await this.chunks.next()
    if (done) throw new Error('the session bus closed the connection')
    this.received = Buffer.concat([this.received, value])
  }
}

type MethodCall = { destination: string; path: string; face: string; member: string; texts: string[] }

function methodCall(serial: number, { destination, path, face, member, texts }: MethodCall): Buffer {
  const body = concatAligned(texts.map(text), 4)
  const fields = [headerField(1, 'o', path), headerField(2, 's', face), headerField(3, 's', member)]
  fields.push(headerField(6, 's', destination))
  if (texts.length > 0) {
    const signature = 's'.repeat(texts.length)
    fields.push(Buffer.from(`\u0008\u0001g\0${String.fromCharCode(signature.length)}${signature}\0`))
  }
  const header = concatAligned(fields, 8)
  const start = Buffer.from([0x6c, 1, 0, 1, ...uint32(body.length), ...uint32(serial), ...uint32(header.length)])
  return Buffer.concat([concatAligned([start, header], 8), Buffer.alloc(pad(start.length + header.length, 8)), body])
}

function headerField(code: number, type: 'o' | 's', value: string): Buffer {
  return Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), text(value)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from(uint32(bytes.length)), bytes, Buffer.alloc(1)])
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function concatAligned(parts: readonly Buffer[], size: number): Buffer {
  return parts.reduce((all, part) => Buffer.concat([all, Buffer.alloc(pad(all.length, size)), part]), Buffer.alloc(0))
}

function pad(length: number, size: number): number {
  return align(length, size) - length
}

function align(length: number, size: number): number {
  return Math.ceil(length / size) * size
}
