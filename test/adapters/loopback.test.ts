import { once } from 'node:events'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createLoopback } from '../../src/adapters/loopback.ts'
import type { LoopbackListener } from '../../src/context.ts'

const never = new AbortController().signal

async function listening(redirectUri = 'http://127.0.0.1/callback'): Promise<LoopbackListener> {
  const listener = await createLoopback().listen(redirectUri)
  onTestFinished(() => listener.close())
  return listener
}

/** What a browser gets; `host` is what it believes to have asked. */
async function ask(address: string, { method = 'GET', host }: { method?: string; host?: string } = {}) {
  const asked = request(address, { method, agent: false, ...(host !== undefined && { headers: { host } }) }).end()
  const [response] = await once(asked, 'response')
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }
}

test('a visit to the redirect address comes with its query, and gets the page that is answered', async () => {
  const listener = await listening()
  const { redirectUri, port } = listener
  expect(redirectUri).toBe(`http://127.0.0.1:${port}/callback`)
  const asking = ask(`${redirectUri}?code=a%20b&state=c`)
  const visit = await listener.next(never)
  expect([...visit.query]).toEqual([
    ['code', 'a b'],
    ['state', 'c'],
  ])
  visit.answer({ title: 'Done', text: 'All is well.' })
  const { status, headers, body } = await asking
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  expect(body).toContain('<h1>Done</h1><p>All is well.</p>')
})

test('a page has no script, nothing from elsewhere, and no text of it becomes markup', async () => {
  const listener = await listening()
  const { redirectUri } = listener
  const asking = ask(`${redirectUri}?x`)
  const hostile = `<script>alert(1)</script>"'&\u{1B}[31m`
  ;(await listener.next(never)).answer({ title: hostile, text: hostile, failed: true })
  const { status, body } = await asking
  expect(status).toBe(400)
  expect(body).not.toMatch(/<script|src=|href=|url\(/u)
  expect(body).not.toContain('\u{1B}')
  expect(body).toContain('&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;')
})

test('whatever else is asked gets a plain page and is no visit', async () => {
  const listener = await listening()
  const { redirectUri, port } = listener
  const origin = `http://127.0.0.1:${port}`
  const answers = [
    await ask(`${origin}/favicon.ico`),
    await ask(`${origin}/callback/x?state=c`),
    await ask(`${redirectUri}?state=c`, { method: 'POST' }),
    await ask(`${redirectUri}?state=c`, { method: 'HEAD' }),
    await ask(`${redirectUri}?state=c`, { host: `evil.example:${port}` }),
    await ask(`${redirectUri}?state=c`, { host: '127.0.0.1' }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 405, 405, 400, 400])
  const asking = ask(`${redirectUri}?state=the-right-one`)
  const visit = await listener.next(never)
  expect(visit.query.get('state')).toBe('the-right-one')
  visit.answer({ title: 'x', text: 'y' })
  await asking
})

test('what is no HTTP, or never ends, holds nobody up, and closing ends it', async () => {
  const listener = await listening()
  const silent = connect(listener.port, '127.0.0.1').resume()
  await once(silent, 'connect')
  const garbage = connect(listener.port, '127.0.0.1')
    .resume()
    .on('error', () => undefined)
  garbage.write('\u0000\u0001 nonsense\r\n\r\n')
  await once(garbage, 'close')
  const unanswered = ask(`${listener.redirectUri}?state=c`).catch((error: unknown) => error)
  await listener.next(never)
  await Promise.all([listener.close(), once(silent, 'close')])
  expect(await unanswered).toMatchObject({ code: 'ECONNRESET' })
  await expect(ask(listener.redirectUri)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a page that was answered arrives although the listener closes at once', async () => {
  const listener = await createLoopback().listen('http://127.0.0.1/callback')
  const asking = ask(`${listener.redirectUri}?state=c`)
  ;(await listener.next(never)).answer({ title: 'Signed in', text: 'x'.repeat(100_000) })
  await listener.close()
  expect((await asking).body).toContain('</html>')
})

test('waiting ends with its signal, and goes on with the next one', async () => {
  const listener = await listening()
  const { redirectUri } = listener
  const ending = new AbortController()
  const waiting = listener.next(ending.signal)
  ending.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  const asking = ask(`${redirectUri}?a`)
  ;(await listener.next(never)).answer({ title: 'x', text: 'y' })
  expect((await asking).status).toBe(200)
})

test('a port that the profile names is used, and the address stays as it is written', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  for (const host of ['127.0.0.1', 'localhost'])
    await expect(createLoopback().listen(`http://${host}:${port}`)).rejects.toMatchObject({
      code: 'port-in-use',
      exitCode: 1,
      message: expect.stringContaining(String(port)),
    })
  taken.close()
  await once(taken, 'close')
  const listener = await listening(`http://localhost:${port}`)
  expect(listener).toMatchObject({ redirectUri: `http://localhost:${port}`, port })
  for (const address of ['127.0.0.1', '[::1]']) {
    const asking = ask(`http://${address}:${port}/?state=c`, { host: `localhost:${port}` }).catch(
      (error: unknown) => error,
    )
    // A computer without IPv6 has nobody there.
    if (address !== '[::1]') (await listener.next(never)).answer({ title: 'x', text: 'y' })
    else if (!(await hasIpv6())) continue
    else (await listener.next(never)).answer({ title: 'x', text: 'y' })
    expect(await asking).toMatchObject({ status: 200 })
  }
})

async function hasIpv6(): Promise<boolean> {
  const server = createServer().listen(0, '::1')
  const opened = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ])
  server.close()
  return opened
}

test('connections that say nothing do not keep the browser out', async () => {
  const { redirectUri, port } = await listening()
  const idle = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  onTestFinished(() => idle.forEach((socket) => void socket.destroy()))
  await Promise.all(idle.map((socket) => once(socket, 'connect')))
  expect((await ask(new URL('/elsewhere', redirectUri).href)).status).toBe(404)
  for (const socket of idle) socket.resume()
  await expect.poll(() => idle.filter(({ closed }) => !closed).length, { timeout: 5000 }).toBeLessThanOrEqual(64)
})
