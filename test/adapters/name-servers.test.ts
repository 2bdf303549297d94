import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nameServersAnswer } from '../../src/adapters/name-servers.ts'
import { temporaryFolder } from '../support/run-icc.ts'

/** A name server on this machine; `asked` counts the questions. */
async function nameServer(answer: (question: Buffer) => Buffer | undefined) {
  const socket: Socket = createSocket('udp4')
  const seen = { asked: 0 }
  socket.on('message', (question, from) => {
    seen.asked += 1
    const said = answer(question)
    if (said) socket.send(said, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { servers: [`127.0.0.1:${socket.address().port}`], seen }
}

/** The question again as an answer with that code. @see RFC 1035 section 4.1.1 (QR, RCODE) */
function answered(question: Buffer, code: number): Buffer {
  const answer = Buffer.from(question)
  answer.writeUInt8(0x81, 2)
  answer.writeUInt8(0x80 + code, 3)
  return answer
}

const never = new AbortController().signal
const nowhere = '/nonexistent'

test.each([
  ['nothing of that name', 3],
  ['no such record', 0],
  ['a failure of its own', 2],
])('a server that says %s answers', async (_, code) => {
  const { servers, seen } = await nameServer((question) => answered(question, code))
  expect(await nameServersAnswer('api.campus.example', never, { servers, hostsFile: nowhere })).toBe(true)
  expect(seen.asked).toBeGreaterThan(0)
})

test('a server that says nothing does not', async () => {
  const { servers } = await nameServer(() => undefined)
  expect(await nameServersAnswer('api.campus.example', never, { servers, hostsFile: nowhere })).toBe(false)
})

test('where one says nothing and another is not there, none does', async () => {
  const { servers } = await nameServer(() => undefined)
  const places = { servers: [...servers, '127.0.0.1:1'], hostsFile: nowhere }
  expect(await nameServersAnswer('api.campus.example', never, places)).toBe(false)
})

test('waiting for it ends with the signal', async () => {
  const { servers } = await nameServer(() => undefined)
  const controller = new AbortController()
  const asking = nameServersAnswer('api.campus.example', controller.signal, { servers, hostsFile: nowhere })
  controller.abort(new Error('enough'))
  await expect(asking).rejects.toThrow('enough')
})

test.each(['127.0.0.1', '2001:db8::1', 'localhost', 'API.lab.example'])(
  '%s is known without a server',
  async (host) => {
    const hostsFile = join(temporaryFolder(), 'hosts')
    writeFileSync(hostsFile, '127.0.0.1 localhost\n10.0.0.1\tapi.lab.example other # comment\n')
    const { servers, seen } = await nameServer(() => undefined)
    expect(await nameServersAnswer(host, never, { servers, hostsFile })).toBe(true)
    expect(seen.asked).toBe(0)
  },
)
