import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { ask, failureOf } from '../support/tls-server-client.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

/** Milliseconds; users wait for ten seconds. */
const timeLimit = 250

/** A server that takes connections and says nothing, not even in the TLS handshake. */
async function silentPort(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

test('a TLS handshake that stalls ends, and the message names the host', async () => {
  const port = await silentPort()
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, '', { timeLimit }))
  expect(told).toBe(`127.0.0.1:${port} did not answer within 10 seconds.`)
})

const trickle: RequestListener = (_request, response) => {
  const timer = setInterval(() => response.write('x'), 20)
  response.once('close', () => clearInterval(timer))
}

test.each<[string, RequestListener]>([
  ['headers that never come', () => undefined],
  ['a body that never comes', (_request, response) => response.writeHead(200).flushHeaders()],
  ['a body that comes drop by drop', trickle],
])('%s end, and the message names the host', async (_, listener) => {
  const { port, ca } = await tlsServerForTest(listener)
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca, { timeLimit }))
  expect(told).toBe(`127.0.0.1:${port} did not answer within 10 seconds.`)
})

test('an answer that is too large is cut off', async () => {
  let sent = 0
  const { port, ca } = await tlsServerForTest((_request, response) => {
    const part = Buffer.alloc(1024 * 1024)
    const more = (error?: Error | null): void => {
      if (error) return
      sent += part.length
      response.write(part, more)
    }
    more()
  })
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca))
  expect(told).toBe(`127.0.0.1:${port} sent an answer that is far too large.`)
  expect(sent).toBeLessThan(100 * 1024 * 1024)
})

test('a redirect is an answer like others: nothing goes to the other host', async () => {
  const other = await tlsServerForTest((_request, response) => response.end('caught'))
  const location = `https://127.0.0.1:${other.port}/`
  const { port, ca } = await tlsServerForTest((_request, response) => response.writeHead(307, { location }).end())
  const { status } = await ask({}, `https://127.0.0.1:${port}`, ca, { headers: { authorization: 'Bearer secret' } })
  expect(status).toBe(307)
  expect(other.authorizations).toEqual([])
})

test('icc asks for uncompressed answers, and names the host that compresses all the same', async () => {
  const wishes: unknown[] = []
  const { port, ca } = await tlsServerForTest((request, response) => {
    wishes.push(request.headers['accept-encoding'])
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'))
  })
  const { told } = await failureOf(ask({}, `https://127.0.0.1:${port}`, ca))
  expect(told).toBe(`127.0.0.1:${port} sent a compressed answer, which nobody had asked for.`)
  expect(wishes).toEqual(['identity'])
})

test('an address that is not https is not asked at all', async () => {
  const { told } = await failureOf(ask({}, 'http://127.0.0.1:1/', ''))
  expect(told).toBe('127.0.0.1:1 is not named by an https address; nothing was sent.')
})
