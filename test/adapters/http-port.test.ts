import { expect, test } from 'vitest'
import { createHttp } from '../../src/adapters/http-port.ts'
import type { HttpQuestion, HttpReply } from '../../src/context.ts'
import { createTestContext } from '../support/run-icc.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

const { signal } = new AbortController()

function send(question: Pick<HttpQuestion, 'url'> & Partial<HttpQuestion>): Promise<HttpReply> {
  return createHttp(createTestContext()).send({ method: 'GET', signal, ...question })
}

test('an answer comes whole, with its headers', async () => {
  const { port, ca } = await tlsServerForTest((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.writeHead(401, { 'Content-Type': 'text/plain' })
      response.end(
        `${request.method} ${request.url} ${String(request.headers['x-asked'])} ${Buffer.concat(parts).toString()}`,
      )
    })
  })
  const url = `https://127.0.0.1:${port}/a?b=c`
  expect(await send({ url, method: 'POST', headers: { 'x-asked': 'yes' }, body: 'ü', ca })).toEqual({
    status: 401,
    headers: expect.objectContaining({ 'content-type': 'text/plain', 'set-cookie': 'a=1,b=2' }),
    body: 'POST /a?b=c yes ü',
  })
})

test.each([301, 302, 303, 307, 308])('a redirect (%i) is an answer: nothing goes where it leads', async (status) => {
  const elsewhere = await tlsServerForTest((_request, response) => response.end())
  const { port, ca } = await tlsServerForTest((_request, response) => {
    response.writeHead(status, { location: `https://127.0.0.1:${elsewhere.port}/` }).end()
  })
  const url = `https://127.0.0.1:${port}/`
  const reply = await send({ url, ca: `${ca}\n${elsewhere.ca}`, headers: { authorization: 'Basic eDp5' } })
  expect(reply.status).toBe(status)
  expect(elsewhere.authorizations).toEqual([])
})

test.each([
  'http://127.0.0.1:1/',
  'https://user:secret-in-it@127.0.0.1:1/',
  'https://127.0.0.1:1/#secret-in-it',
  'ftp://127.0.0.1/',
  'campus',
])('to %s nothing is sent', async (url) => {
  const failure: unknown = await send({ url, headers: { authorization: 'Basic eDp5' } }).catch(
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ code: 'server-not-https', exitCode: 1 })
  expect(String(failure)).not.toContain('secret-in-it')
})

test('what keeps an answer from coming is told by name', async () => {
  const { port, ca } = await tlsServerForTest((_request, response) => response.end())
  const broken = await tlsServerForTest((request) => request.socket.destroy())
  const packed = await tlsServerForTest((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
  })
  await expect(send({ url: `https://127.0.0.1:${port}/` })).rejects.toMatchObject({ code: 'server-untrusted' })
  await expect(send({ url: `https://127.0.0.1:${broken.port}/`, ca: broken.ca })).rejects.toMatchObject({
    code: 'server-unreachable',
    message: expect.stringMatching(/cannot be reached.* Nothing was changed\.$/u),
  })
  await expect(send({ url: `https://127.0.0.1:${packed.port}/`, ca: packed.ca })).rejects.toMatchObject({
    code: 'server-invalid-answer',
  })
  const cancelled = AbortSignal.abort(new Error('enough'))
  await expect(send({ url: `https://127.0.0.1:${port}/`, ca, signal: cancelled })).rejects.toThrow('enough')
})
