import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { Context } from '../context.ts'
import { align, ValueReader, ValueWriter } from './dbus-values.ts'

/** One method of one object. `face` is its interface. */
export type Method = { destination: string; path: string; face: string; member: string }

/** What a method is given, and the types of it. */
export type Arguments = { signature: string; write: (body: ValueWriter) => void }

/**
 * Opens a connection to the session bus, uses it and closes it. Everything in it rejects with the signal's reason when
 * that is aborted: a bus that says nothing holds nobody up, and no process open.
 *
 * @param userId of this process: the bus compares it with what the kernel says of the other end of the socket
 * @see https://dbus.freedesktop.org/doc/dbus-specification.html
 */
export async function withSessionBus<T>(
  env: Context['env'],
  userId: number,
  signal: AbortSignal,
  use: (bus: Bus) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const socket = createConnection(socketPath(env))
  const close = (): void => void socket.destroy(signal.reason)
  signal.addEventListener('abort', close)
  // Whoever reads or waits gets the error as well; nobody may be reading at the moment.
  socket.on('error', () => undefined)
  try {
    await once(socket, 'connect')
    const bus = new Bus(socket)
    await bus.authenticate(userId)
    const name = 'org.freedesktop.DBus'
    await bus.call({ destination: name, path: '/org/freedesktop/DBus', face: name, member: 'Hello' })
    return await use(bus)
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

/** One connection to a message bus, for one call at a time. */
class Bus {
  private readonly socket: Socket
  private readonly chunks: AsyncIterator<Buffer>
  private received: Buffer = Buffer.alloc(0)
  private serial = 0

  constructor(socket: Socket) {
    this.socket = socket
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** The EXTERNAL mechanism. */
  async authenticate(userId: number): Promise<void> {
    this.socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(userId)).toString('hex')}\r\n`)
    while (!this.received.includes('\r\n')) await this.receive()
    const end = this.received.indexOf('\r\n')
    if (!this.received.subarray(0, end).toString().startsWith('OK ')) throw new Error('the session bus refused icc')
    this.received = this.received.subarray(end + 2)
    this.socket.write('BEGIN\r\n')
  }

  /** Calls a method; the body of its answer. Rejects with the name of the error where it fails. */
  async call(method: Method, args?: Arguments): Promise<ValueReader> {
    this.serial += 1
    this.socket.write(methodCall(this.serial, method, args))
    for (;;) {
      const { type, fields, body } = await this.nextMessage()
      // Signals, such as the one that names this connection, are nothing that was asked for.
      if (fields.get(FIELD.replySerial) !== this.serial) continue
      if (type === METHOD_RETURN) return body
      if (type === ERROR) throw new Error(`${method.member} failed: ${fields.get(FIELD.errorName)}`)
    }
  }

  private async nextMessage(): Promise<{ type: number; fields: Fields; body: ValueReader }> {
    while (this.received.length < 16) await this.receive()
    if (this.received.readUInt8(0) !== LITTLE_ENDIAN) throw new Error('the session bus sent another byte order')
    const bodyStart = align(16 + this.received.readUInt32LE(12), 8)
    const end = bodyStart + this.received.readUInt32LE(4)
    while (this.received.length < end) await this.receive()
    const message = this.received.subarray(0, end)
    this.received = this.received.subarray(end)
    const fields = new Map(new ValueReader(message, 12).array(8, headerField))
    return { type: message.readUInt8(1), fields, body: new ValueReader(message.subarray(bodyStart)) }
  }

  private async receive(): Promise<void> {
    const { value, done } = await this.chunks.next()
    if (done) throw new Error('the session bus closed the connection')
    this.received = Buffer.concat([this.received, value])
  }
}

export type { Bus }

const LITTLE_ENDIAN = 0x6c // "l"

const [METHOD_CALL, METHOD_RETURN, ERROR] = [1, 2, 3] as const

/** Codes of header fields. */
const FIELD = {
  path: 1,
  face: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  signature: 8,
} as const

type Fields = Map<number, string | number>

function headerField(reader: ValueReader): [number, string | number] {
  const code = reader.byte()
  const type = reader.signature()
  switch (type) {
    case 'o':
    case 's':
      return [code, reader.text()]
    case 'g':
      return [code, reader.signature()]
    default:
      return [code, reader.uint32()]
  }
}

function methodCall(serial: number, { destination, path, face, member }: Method, args?: Arguments): Buffer {
  const body = new ValueWriter()
  args?.write(body)
  const fields: [number, 'o' | 's' | 'g', string][] = [
    [FIELD.path, 'o', path],
    [FIELD.face, 's', face],
    [FIELD.member, 's', member],
    [FIELD.destination, 's', destination],
  ]
  if (args) fields.push([FIELD.signature, 'g', args.signature])
  return new ValueWriter()
    .byte(LITTLE_ENDIAN, METHOD_CALL, 0, 1)
    .uint32(body.finish().length)
    .uint32(serial)
    .structures(fields, (field, [code, type, value]) => {
      field.byte(code).signature(type)
      if (type === 'g') field.signature(value)
      else field.text(value)
    })
    .align(8)
    .raw(body.finish())
    .finish()
}
