import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ValueReader, ValueWriter } from '../../src/adapters/dbus-values.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import type { BusEnvironment } from './bus-forwarder.ts'

/** What a method answers: a body, or the name of an error. What is left out answers nothing at all. */
export type Answers = Record<string, ((body: ValueWriter) => ValueWriter) | string>

/** An unlocked Secret Service with an item in each of two collections, as no real one can be made to answer. */
export const TWO_ITEMS: Answers = {
  Hello: (body) => body.text(':1.1'),
  ReadAlias: (body) => body.text('/collection'),
  Get: (body) => body.signature('b').boolean(false),
  SearchItems: (body) => paths(paths(body, '/another/1', '/collection/1')),
  OpenSession: (body) => body.signature('ay').blob(Buffer.alloc(128, 3)).text('/session'),
}

/** An array of object paths. */
export function paths(body: ValueWriter, ...values: string[]): ValueWriter {
  const elements = new ValueWriter()
  for (const value of values) elements.text(value)
  return body.uint32(elements.finish().length).raw(elements.finish())
}

/** A call that the bus was asked for. */
type Call = { path: string; member: string }

/** A bus that answers what a test wants. `called` is what it was asked for, in that order. */
export async function scriptedBus(answers: Answers): Promise<{ env: BusEnvironment; called: Call[] }> {
  const address = join(temporaryFolder(), 'bus')
  const called: Call[] = []
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (message: Buffer) => {
        if (message.includes('AUTH')) socket.write('OK 0123456789abcdef0123456789abcdef\r\n')
        // Each call waits for the answer to the one before; the first comes with the end of the authentication.
        const start = message.indexOf(Buffer.from([0x6c, 1]))
        if (start < 0) return
        const { serial, path, member } = parse(message.subarray(start))
        called.push({ path, member })
        const answer = answers[member]
        if (answer !== undefined) socket.write(reply(serial, answer))
      })
  })
  await once(server.listen(address), 'listening')
  onTestFinished(() => void server.close())
  return { env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` }, called }
}

function parse(message: Buffer): Call & { serial: number } {
  const reader = new ValueReader(message, 8)
  const serial = reader.uint32()
  const fields = reader.array(8, (field): [number, string] => [
    field.byte(),
    field.signature() === 'g' ? field.signature() : field.text(),
  ])
  const values = new Map(fields)
  return { serial, path: values.get(1) ?? '', member: values.get(3) ?? '' }
}

function reply(serial: number, answer: NonNullable<Answers[string]>): Buffer {
  const body = typeof answer === 'string' ? Buffer.alloc(0) : answer(new ValueWriter()).finish()
  const fields: [number, string | number][] = [[5, serial]]
  if (typeof answer === 'string') fields.push([4, answer])
  return new ValueWriter()
    .byte(0x6c, typeof answer === 'string' ? 3 : 2, 0, 1)
    .uint32(body.length)
    .uint32(1)
    .structures(fields, (field, [code, value]) => {
      if (typeof value === 'number') field.byte(code).signature('u').uint32(value)
      else field.byte(code).signature('s').text(value)
    })
    .align(8)
    .raw(body)
    .finish()
}
