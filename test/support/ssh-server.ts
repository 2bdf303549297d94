import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { findOnPath } from '../../src/program-path.ts'
import { temporaryFolder } from './run-icc.ts'

// A real OpenSSH server on this machine, as the user who runs the tests, with host key, users' keys and home of its own.

const sshd = program('sshd', ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'])

/** Why there is no ssh server for the tests here, for the name of a skipped one; undefined where there is one. */
export const noSshServer: string | undefined = reason()

export type SshServer = {
  port: number
  /** The home of the user there; `bin` in it is first on the PATH. */
  home: string
  /** The user's name there: nobody else can sign in to a server that does not run as root. */
  username: string
  /** Keys that the server takes; the locked one needs the passphrase `correct horse`. */
  keys: { good: string; locked: string }
  /** A line of `known_hosts` for a name. */
  hostKey(name: string): string
  close(): void
}

/** @param settings lines of `sshd_config` that come first, and so count */
export async function sshServerForTest(settings: readonly string[] = []): Promise<SshServer> {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  mkdirSync(join(home, 'bin'), { recursive: true })
  const hostKey = newKey(join(folder, 'host_key'))
  const good = newKey(join(folder, 'good'))
  const locked = newKey(join(folder, 'locked'), 'correct horse')
  const authorized = join(folder, 'authorized_keys')
  writeFileSync(authorized, [good, locked].map((key) => readFileSync(`${key}.pub`, 'utf8')).join(''), { mode: 0o600 })
  const config = (port: number): string =>
    [
      ...settings,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      'PidFile none',
      `AuthorizedKeysFile ${authorized}`,
      // Temporary folders belong to everybody.
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      `SetEnv HOME=${home} PATH=${join(home, 'bin')}:/usr/bin:/bin`,
      '',
    ].join('\n')
  const { port, child } = await listening(join(folder, 'sshd_config'), config)
  const close = (): void => void child.kill('SIGKILL')
  onTestFinished(close)
  return {
    port,
    home,
    username: userInfo().username,
    keys: { good, locked },
    hostKey: (name) => `${name} ${readFileSync(`${hostKey}.pub`, 'utf8')}`,
    close,
  }
}

/** Starts it on a free port; another program may take that in between. */
async function listening(
  file: string,
  config: (port: number) => string,
  attempts = 5,
): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort()
  writeFileSync(file, config(port))
  const child = spawn(sshd ?? '', ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said = await new Promise<string>((resolve) => {
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (/Server listening on 127\.0\.0\.1/u.test(text)) resolve('')
    })
    child.once('close', () => resolve(text))
  })
  if (said === '') return { port, child }
  if (attempts > 1 && said.includes('Address already in use')) return listening(file, config, attempts - 1)
  throw new Error(`sshd did not start: ${said}`)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Makes a key pair; `path` holds the private key. */
export function newKey(path: string, passphrase = ''): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', '', '-f', path])
  return path
}

function reason(): string | undefined {
  if (sshd === undefined) return 'no sshd here'
  if (program('ssh') === undefined || program('ssh-keygen') === undefined) return 'no ssh and ssh-keygen here'
  if (!hasShell()) return 'no login shell of the user here'
  if (process.getuid?.() !== 0) return undefined
  try {
    // As root it gives up its rights to this user, in this folder, before anybody has signed in.
    execFileSync('id', ['-u', 'sshd'], { stdio: 'ignore' })
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    return undefined
  } catch {
    return 'an sshd that is not set up for root'
  }
}

/** sshd runs commands by the shell of the account that it lets in. */
function hasShell(): boolean {
  try {
    return !/(?:^|\/)(?:nologin|false)?$/u.test(userInfo().shell ?? '')
  } catch {
    // Whoever runs the tests has no account here.
    return false
  }
}

function program(name: string, more: readonly string[] = []): string | undefined {
  const folders = [process.env['PATH'] ?? '', ...more]
  return findOnPath({ env: { PATH: folders.join(delimiter) }, platform: process.platform }, name)
}
