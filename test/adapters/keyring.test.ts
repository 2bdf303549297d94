import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { forwardedBus, STEPS, type BusEnvironment } from './bus-forwarder.ts'
import { askLibrary, noSecretService, secretServiceForTest } from './keyring-service.ts'

// Each test runs the adapter in a process of its own, which must also end.

type Operation = keyof typeof STEPS

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
  `a bus that stops answering at any step is unusable, and icc ends${noSecretService}`,
  async () => {
    const { env } = await secretServiceForTest()
    await run(`[() => keyring.set('one', 's3cret')]`, env)
    const late = { ...UNUSABLE, cause: 'no answer within 2000 ms' }
    const stopped = (['get', 'set', 'delete'] as const).map(async (operation) => {
      const buses = STEPS[operation].map((step) => forwardedBus(env, step, () => false))
      expect(await runBeside(operation, await Promise.all(buses))).toEqual(STEPS[operation].map(() => late))
    })
    await Promise.all(stopped)
  },
)

test.skipIf(noSecretService !== '').for([
  ['get', 'SearchItems', 'the secret is locked in the Secret Service'],
  ['get', 'GetSecret', 'GetSecret failed: org.freedesktop.Secret.Error.IsLocked'],
  ['set', 'CreateItem', 'CreateItem failed: org.freedesktop.Secret.Error.IsLocked'],
  ['delete', 'SearchItems', 'the secret is locked in the Secret Service'],
  ['delete', 'Delete', 'Delete failed: org.freedesktop.Secret.Error.IsLocked'],
] as const)(
  `a keyring that is locked in the middle, in %s before %s, asks for nothing${noSecretService}`,
  async ([operation, step, cause]) => {
    const service = await secretServiceForTest()
    await run(`[() => keyring.set('one', 's3cret')]`, service.env)
    const bus = await forwardedBus(service.env, step, async () => {
      await service.lock()
      return true
    })
    expect(await runBeside(operation, [bus])).toEqual([{ ...UNUSABLE, cause }])
  },
)

test.skipIf(noSecretService !== '')(
  `what @napi-rs/keyring wrote is read, replaced and deleted, and it reads what icc wrote${noSecretService}`,
  async () => {
    const { env } = await secretServiceForTest()
    const library = (expression: string): Promise<string | null> => askLibrary(env, `entry('one').${expression}`)
    await library(`setPassword('s3cret ü')`)
    const calls = [`get('one')`, `set('one', 'new ß')`, `get('one')`].map((call) => `() => keyring.${call}`)
    expect(await run(`[${calls.join()}]`, env)).toEqual([{ value: 's3cret ü' }, { value: null }, { value: 'new ß' }])
    expect(await library('getPassword()')).toBe('new ß')
    expect(await run(`[() => keyring.delete('one')]`, env)).toEqual([{ value: null }])
    expect(await library('getPassword()')).toBeNull()
  },
)

test.skipIf(noSecretService !== '')(`no secret is in clear on the bus${noSecretService}`, async () => {
  const { env } = await secretServiceForTest()
  const passed: Buffer[] = []
  const bus = await forwardedBus(env, '', (message) => passed.push(message) > 0)
  const outcomes = await run(`[() => keyring.set('one', 's3cret'), () => keyring.get('one')]`, bus)
  expect(outcomes).toEqual([{ value: null }, { value: 's3cret' }])
  expect(Buffer.concat(passed).includes('CreateItem')).toBe(true)
  expect(Buffer.concat(passed).includes('s3cret')).toBe(false)
})

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
  return program(
    `const keyring = keyringOf(process.env)
     for (const call of ${calls}) outcomes.push(await outcome(call()))`,
    env,
  )
}

/** Makes the same call on several buses at once. */
function runBeside(operation: Operation, buses: BusEnvironment[]): Promise<Outcome[]> {
  const args = operation === 'set' ? `'one', 's3cret'` : `'one'`
  const calls = `${JSON.stringify(buses)}.map((env) => outcome(keyringOf(env).${operation}(${args})))`
  return program(`outcomes.push(...await Promise.all(${calls}))`, {})
}

function program(statements: string, env: Record<string, string | undefined>): Promise<Outcome[]> {
  const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'keyring.ts')
  const text = `
    const { createKeyring } = await import(${JSON.stringify(adapter)})
    const keyringOf = (env) => createKeyring({ env, platform: process.platform, uid: process.getuid?.() })
    const outcome = (asked) => asked.then((value = null) => ({ value }),
      ({ code, exitCode, message, cause }) => ({ code, exitCode, message, cause: cause.message }))
    const outcomes = []
    ${statements}
    console.log(JSON.stringify(outcomes))`
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', text],
      { env: { PATH: process.env['PATH'], ...env } },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as Outcome[])),
    )
  })
}

function close(server: Server): void {
  server.close()
}
