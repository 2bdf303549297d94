import { execFile, spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'

// Each test runs the adapter in a process of its own: the D-Bus library reads the bus's address once a process.

type Outcome = { value?: string | null; code?: string; exitCode?: number; message?: string; cause?: string }

const UNUSABLE = {
  code: 'keyring-unusable',
  exitCode: 1,
  message: 'The keyring of this computer cannot be used: there is none, it is locked, or it does not answer.',
}

const needed = ['dbus-run-session', 'gnome-keyring-daemon']
const missing =
  process.platform === 'linux'
    ? needed.filter((program) => spawnSync(program, ['--version']).error !== undefined)
    : ['Secret Service']
const why = missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not installed)`

test.skipIf(why !== '')(`an unlocked keyring keeps, replaces and forgets secrets by account${why}`, async () => {
  const long = 'x'.repeat(20_000)
  const outcomes = await withSecretService(
    '',
    `[() => keyring.get('one'), () => keyring.set('one', 's3cret ü'), () => keyring.set('two', '${long}'),
      () => keyring.get('one'), () => keyring.get('two'), () => keyring.set('one', 'new'), () => keyring.get('one'),
      () => keyring.delete('one'), () => keyring.delete('one'), () => keyring.get('one'), () => keyring.get('two')]`,
  )
  const values = [null, null, null, 's3cret ü', long, null, 'new', null, null, null, long]
  expect(outcomes).toEqual(values.map((value) => ({ value })))
})

test.skipIf(why !== '')(`a locked keyring is unusable and asks for nothing${why}`, async () => {
  const outcomes = await withSecretService(
    'ask Lock array:objpath:/org/freedesktop/secrets/collection/login',
    `[() => keyring.get('one'), () => keyring.set('one', 's3cret'), () => keyring.delete('one')]`,
  )
  const cause = 'the default collection of the Secret Service is locked'
  expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ ...UNUSABLE, cause })))
})

test.skipIf(process.platform !== 'linux')('without a session bus the keyring is unusable', async () => {
  const home = temporaryFolder()
  const all = `[() => keyring.get('one'), () => keyring.set('one', 's3cret'), () => keyring.delete('one')]`
  expect(await run(['node'], all, { HOME: home })).toEqual([
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
  const outcomes = await run(['node'], `[() => keyring.get('one')]`, env).finally(() => close(silent))
  expect(outcomes).toEqual([{ ...UNUSABLE, cause: 'no answer within 2000 ms' }])
})

test.skipIf(process.platform !== 'linux')('a program that only looks like a session bus is unusable', async () => {
  const address = join(temporaryFolder(), 'bus')
  const odd = createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')))
  odd.listen(address)
  await once(odd, 'listening')
  const env = { HOME: temporaryFolder(), DBUS_SESSION_BUS_ADDRESS: `unix:path=${address},guid=0` }
  const outcomes = await run(['node'], `[() => keyring.get('one')]`, env).finally(() => close(odd))
  expect(outcomes).toEqual([{ ...UNUSABLE, cause: 'the session bus refused icc' }])
})

/** Starts an unlocked keyring on a bus of its own; the daemon puts itself in the background before it can be asked. */
function withSecretService(prepare: string, calls: string): Promise<Outcome[]> {
  const home = temporaryFolder()
  const env = {
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_DATA_HOME: home,
    LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'],
  }
  const script = `
    ask() {
      member=$1; shift
      dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \\
        "org.freedesktop.Secret.Service.$member" "$@" > "$HOME/log" 2>&1
    }
    printf pass | gnome-keyring-daemon --unlock --components=secrets > "$HOME/log"
    until ask ReadAlias string:default; do sleep 0.02; done
    ${prepare}
    exec "$@"`
  return run(['dbus-run-session', '--', 'sh', '-c', script, 'sh', 'node'], calls, env)
}

/** Runs the calls one after the other; a void answer comes as null. */
function run(words: string[], calls: string, env: Record<string, string | undefined>): Promise<Outcome[]> {
  const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'keyring.ts')
  const program = `
    const { createKeyring } = await import(${JSON.stringify(adapter)})
    const keyring = createKeyring({ env: process.env, platform: process.platform, uid: process.getuid?.() })
    const outcomes = []
    for (const call of ${calls})
      outcomes.push(await call().then((value = null) => ({ value }),
        ({ code, exitCode, message, cause }) => ({ code, exitCode, message, cause: cause.message })))
    console.log(JSON.stringify(outcomes))`
  const [command = '', ...args] = words.map((word) => (word === 'node' ? process.execPath : word))
  return new Promise((resolve, reject) => {
    execFile(
      command,
      [...args, '--input-type=module', '-e', program],
      { env: { PATH: process.env['PATH'], ...env } },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as Outcome[])),
    )
  })
}

function close(server: Server): void {
  server.close()
}
