import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'

const needed = ['dbus-run-session', 'gnome-keyring-daemon'] as const
const missing =
  process.platform === 'linux'
    ? needed.filter((program) => spawnSync(program, ['--version']).error !== undefined)
    : ['Secret Service']

/** Why there is no Secret Service to test with, for the name of a skipped test; empty where there is one. */
export const noSecretService = missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not installed)`

export type SecretService = {
  /** What leads a program to it. */
  env: Record<string, string>
  /** What it keeps under an account of icc; undefined if nothing. */
  kept(account: string): Promise<string | undefined>
  lock(): Promise<void>
}

/** An unlocked keyring on a bus of its own that ends with the test. */
export async function secretServiceForTest(): Promise<SecretService> {
  const home = temporaryFolder()
  const script = `
    printf pass | gnome-keyring-daemon --unlock --components=secrets > "$HOME/log"
    # Without a default collection the answer is the path "/".
    until dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \\
      org.freedesktop.Secret.Service.ReadAlias string:default 2>&1 | grep -q collection/login; do sleep 0.02; done
    echo "$DBUS_SESSION_BUS_ADDRESS"
    exec cat > "$HOME/log"`
  const own = { HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: home }
  const child = spawn(needed[0], ['--', 'sh', '-c', script], {
    env: { PATH: process.env['PATH'], ...own },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(async () => {
    const ended = once(child, 'close')
    // The session ends with its program, and the daemon with the session.
    child.stdin.end()
    await ended
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: line.toString().trim() }
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS },
    kept: (account) => keptIn(env, account),
    lock: () => lock(env),
  }
}

const COLLECTION = '/org/freedesktop/secrets/collection/login'

/** Until the service says so itself: it answers before it has done it. */
async function lock(env: Record<string, string>): Promise<void> {
  const send = async (...words: string[]): Promise<string> => {
    const all = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', ...words]
    return (await promisify(execFile)('dbus-send', all, { env: { PATH: process.env['PATH'], ...env } })).stdout
  }
  const ask = [COLLECTION, 'org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection']
  do await send('/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', `array:objpath:${COLLECTION}`)
  while (!(await send(...ask, 'string:Locked')).includes('boolean true'))
}

/** Asked in a process of its own: the D-Bus library reads the bus's address once a process. */
async function keptIn(env: Record<string, string>, account: string): Promise<string | undefined> {
  const adapter = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'keyring.ts')
  const program = `
    const { createKeyring } = await import(${JSON.stringify(adapter)})
    const keyring = createKeyring({ env: process.env, platform: process.platform, uid: process.getuid?.() })
    console.log(JSON.stringify({ value: await keyring.get(${JSON.stringify(account)}) }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env['PATH'], ...env },
  })
  return (JSON.parse(stdout) as { value?: string }).value
}
