import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { systemCode } from '../../src/errors.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import type { BusEnvironment } from './bus-forwarder.ts'

const needed = ['dbus-run-session', 'gnome-keyring-daemon'] as const
const missing =
  process.platform === 'linux'
    ? needed.filter((program) => spawnSync(program, ['--version']).error !== undefined)
    : ['Secret Service']

/** Why there is no Secret Service to test with, for the name of a skipped test; empty where there is one. */
export const noSecretService = missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} not installed)`

export type SecretService = {
  /** What leads a program to it. */
  env: BusEnvironment
  /** What it keeps under an account of icc; undefined if nothing. */
  kept(account: string): Promise<string | undefined>
  lock(): Promise<void>
  /** Stops a process where it is (SIGSTOP), until the test ends or what is returned is called. */
  stop(which: 'keyring' | 'bus'): Promise<() => void>
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
  const pids: Record<'keyring' | 'bus', number | undefined> = { keyring: undefined, bus: undefined }
  onTestFinished(async () => {
    if (pids.bus !== undefined) process.kill(pids.bus, 'SIGCONT')
    const ended = once(child, 'close')
    // The bus ends with its program.
    child.stdin.end()
    await ended
    if (pids.keyring === undefined) return
    // It would end by itself, but not at once, and it must not write to the folder that is removed next.
    kill(pids.keyring)
    while (!/[ZX?]/u.test(stateOf(pids.keyring))) await setTimeout(1)
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const bus = { DBUS_SESSION_BUS_ADDRESS: line.toString().trim() }
  const env = { ...own, ...bus }
  pids.keyring = await pidOf(env, SECRETS)
  return {
    env: bus,
    kept: (account) => keptIn(env, account),
    lock: () => lock(env),
    async stop(which) {
      const pid = (pids[which] ??= await pidOf(env, 'org.freedesktop.DBus'))
      process.kill(pid, 'SIGSTOP')
      // Another processor may still be running it.
      while (stateOf(pid) !== 'T') await setTimeout(1)
      return () => void process.kill(pid, 'SIGCONT')
    },
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
  }
}

/** `T` for stopped, `Z` for one that has ended; `?` for one that is no more. @see proc_pid_stat(5) */
function stateOf(pid: number): string {
  if (!existsSync(`/proc/${pid}`)) return '?'
  return /\) (.)/u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '?'
}

/** Whose name on the bus it is. */
async function pidOf(env: Record<string, string>, name: string): Promise<number> {
  const ask = ['/org/freedesktop/DBus', 'org.freedesktop.DBus.GetConnectionUnixProcessID', `string:${name}`]
  const [, pid] = /uint32 (\d+)/u.exec(await send(env, 'org.freedesktop.DBus', ...ask)) ?? []
  return Number(pid)
}

async function send(env: Record<string, string>, destination: string, ...words: string[]): Promise<string> {
  const all = ['--session', '--print-reply', `--dest=${destination}`, ...words]
  return (await promisify(execFile)('dbus-send', all, { env: { PATH: process.env['PATH'], ...env } })).stdout
}

const SECRETS = 'org.freedesktop.secrets'

const COLLECTION = '/org/freedesktop/secrets/collection/login'

/** Until the service says so itself: it answers before it has done it. */
async function lock(env: Record<string, string>): Promise<void> {
  const ask = [COLLECTION, 'org.freedesktop.DBus.Properties.Get', 'string:org.freedesktop.Secret.Collection']
  const all = ['/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', `array:objpath:${COLLECTION}`]
  do await send(env, SECRETS, ...all)
  while (!(await send(env, SECRETS, ...ask, 'string:Locked')).includes('boolean true'))
}

/** Asked through a library that others use too: what icc keeps must be readable for it, and the other way round. */
async function keptIn(env: Record<string, string>, account: string): Promise<string | undefined> {
  return (await askLibrary(env, `entry(${JSON.stringify(account)}).getPassword()`)) ?? undefined
}

/** The value of an expression of @napi-rs/keyring. In a process of its own: it reads the bus's address once a process. */
export async function askLibrary(env: Record<string, string>, expression: string): Promise<string | null> {
  const program = `
    import { Entry } from '@napi-rs/keyring'
    const entry = (account) => new Entry('icc', account, { linux: { store: 'secret-service' } })
    console.log(JSON.stringify({ value: ${expression} }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH: process.env['PATH'], ...env },
  })
  return (JSON.parse(stdout) as { value: string | null }).value
}
