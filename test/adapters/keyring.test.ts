import { execFile } from 'node:child_process'
import { connect, createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { noSecretService, secretServiceForTest } from './keyring-service.ts'

// Each test runs the adapter in a process of its own: the D-Bus library reads the bus's address once a process.

type Outcome = { value?: string | null; code?: string; exitCode?: number; message?: string; cause?: string }

const UNUSABLE = {
  code: 'keyring-unusable',
  exitCode: 1,
  message: 'The keyring of this computer cannot be used: there is none, it is locked, or it does not answer.',
}

test.skipIf(noSecretService !== '')(
  `an unlocked keyring keeps, replaces and forgets secrets by account${noSecretService}`,
  async () => {
    const long = 'x'.repeat(20_000)
    const outcomes = await run(
      `[() => keyring.get('one'), () => keyring.set('one', 's3cret ü'), () => keyring.set('two', '${long}'),
      () => keyring.get('one'), () => keyring.get('two'), () => keyring.set('one', 'new'), () => keyring.get('one'),
      () => keyring.delete('one'), () => keyring.delete('one'), () => keyring.get('one'), () => keyring.get('two')]`,
      (await secretServiceForTest()).env,
    )
    const values = [null, null, null, 's3cret ü', long, null, 'new', null, null, null, long]
    expect(outcomes).toEqual(values.map((value) => ({ value })))
  },
)

test.skipIf(noSecretService !== '')(
  `a locked keyring is unusable and asks for nothing${noSecretService}`,
  async () => {
    const service = await secretServiceForTest()
    await service.lock()
    const calls = `[() => keyring.get('one'), () => keyring.set('one', 's3cret'), () => keyring.delete('one')]`
    const outcomes = await run(calls, service.env)
    const cause = 'the default collection of the Secret Service is locked'
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ ...UNUSABLE, cause })))
  },
)

test.skipIf(noSecretService !== '')(
  `a keyring that hangs while it stores a secret is unusable, and icc ends${noSecretService}`,
  async () => {
    const { env } = await secretServiceForTest()
    const [, path = ''] = /unix:path=([^,]*)/u.exec(env['DBUS_SESSION_BUS_ADDRESS'] ?? '') ?? []
    const address = join(temporaryFolder(), 'bus')
    const forwarder = createServer((socket) => {
      const bus = connect(path)
      let silent = false
      socket.on('data', (message) => {
        silent ||= message.includes('CreateItem')
        if (!silent) bus.write(message)
      })
      bus.pipe(socket)
      socket.once('close', () => bus.destroy()).on('error', () => undefined)
    })
    await once(forwarder.listen(address), 'listening')
    const asked = run(`[() => keyring.set('one', 's3cret')]`, { DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` })
    const outcomes = await asked.finally(() => close(forwarder))
    expect(outcomes).toEqual([{ ...UNUSABLE, cause: 'no answer within 2000 ms' }])
  },
)

test.skipIf(process.platform !== 'linux')('without a session bus the keyring is unusable', async () => {
  const home = temporaryFolder()
  const all = `[() => keyring.get('one'), () => keyring.set('one', 's3cret'), () => keyring.delete('one')]`
  expect(await run(all, { HOME: home })).toEqual([
    { ...UNUSABLE, cause: 'there is no session bus' },
    { ...UNUSABLE, cause: 'there is no session bus' },
    { ...UNUSABLE, cause: 'there is no session bus' },
  ])
})

test.skipIf(process.platform !== 'linux')('a session bus that never answers is unusable, and icc ends', async () => {
  const address = join(temporaryFolder(), 'bus')
  const silent = createServer()
  silent.listen(address)
  await once(silent, 'listening')
  const env = { HOME: temporaryFolder(), DBUS_SESSION_BUS_ADDRESS: `unix:path=${address}` }
  const outcomes = await run(`[() => keyring.get('one')]`, env).finally(() => close(silent))
  expect(outcomes).toEqual([{ ...UNUSABLE, cause: 'no answer within 2000 ms' }])
})

test.skipIf(process.platform !== 'linux')('a program that only looks like a session bus is unusable', async () => {
  const address = join(temporaryFolder(), 'bus')
  const odd = createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')))
  odd.listen(address)
  await once(odd, 'listening')
  const env = { HOME: temporaryFolder(), DBUS_SESSION_BUS_ADDRESS: `unix:path=${address},guid=0` }
  const outcomes = await run(`[() => keyring.get('one')]`, env).finally(() => close(odd))
  expect(outcomes).toEqual([{ ...UNUSABLE, cause: 'the session bus refused icc' }])
})

/** Runs the calls one after the other; a void answer comes as null. */
function run(calls: string, env: Record<string, string | undefined>): Promise<Outcome[]> {
  const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'keyring.ts')
  const program = `
    const { createKeyring } = await import(${JSON.stringify(adapter)})
    const keyring = createKeyring({ env: process.env, platform: process.platform, uid: process.getuid?.() })
    const outcomes = []
    for (const call of ${calls})
      outcomes.push(await call().then((value = null) => ({ value }),
        ({ code, exitCode, message, cause }) => ({ code, exitCode, message, cause: cause.message })))
    console.log(JSON.stringify(outcomes))`
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', program],
      { env: { PATH: process.env['PATH'], ...env } },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as Outcome[])),
    )
  })
}

function close(server: Server): void {
  server.close()
}
