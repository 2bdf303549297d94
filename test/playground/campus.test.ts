import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { startCampus } from '../../playground/campus.ts'
import { send } from './campus-client.ts'

test('closing ends connections that are open, and nobody answers afterwards', async () => {
  const campus = await startCampus()
  const port = Number(new URL(campus.apiServer).port)
  const idle = connect({ host: '127.0.0.1', port, ca: campus.ca })
  await once(idle, 'secureConnect')
  const handshaking = createConnection({ host: '127.0.0.1', port })
  await once(handshaking, 'connect')
  const ended = Promise.all([idle, handshaking].map((socket) => once(socket.resume(), 'close')))
  await campus.close()
  await ended
  await expect(send(campus, 'GET', campus.issuer)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await expect(send(campus, 'GET', campus.apiServer)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('two campuses live side by side and trust nothing of each other', async () => {
  const [one, two] = await Promise.all([startCampus(), startCampus()])
  try {
    expect(new Set([one.issuer, one.apiServer, two.issuer, two.apiServer]).size).toBe(4)
    await expect(send({ ...one, ca: two.ca }, 'GET', one.issuer)).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
  } finally {
    await Promise.all([one.close(), two.close()])
  }
})

test('starting, a whole sign-in and closing print nothing and leave nothing running', async () => {
  const script = `
    import { startCampus } from './playground/campus.ts'
    import { createClient, send } from './test/playground/campus-client.ts'
    const campus = await startCampus()
    const { id_token, refresh_token } = await createClient(campus).signIn('infw001')
    await createClient(campus).refresh(refresh_token)
    await createClient(campus).post('/token/revocation', { token: refresh_token })
    await send(campus, 'GET', campus.apiServer + '/api', undefined, { authorization: 'Bearer ' + id_token })
    await campus.close()
  `
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script])
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const [exitCode] = (await once(child, 'close')) as [number]
  expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: '' })
})
