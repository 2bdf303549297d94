import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Browser, Context } from '../context.ts'
import { findOnPath } from '../program-path.ts'

/** How long an opener may take to report that it found no browser, in milliseconds. Those that succeed may stay. */
const EARLY_FAILURE = 500

/**
 * The user's browser, through what the system offers for opening an address. `open` takes https addresses only, is true
 * once the opener runs, and false where there is none or it fails at once.
 *
 * `root` is the folder whose `.dockerenv` and `run/.containerenv` tell a container.
 */
export function createBrowser(env: Context['env'], platform: NodeJS.Platform, root = '/'): Browser {
  return {
    unavailable() {
      if (env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT']) return 'ssh'
      if (isContainer(env, root)) return 'container'
      if (platform === 'linux' && !hasDisplay(env)) return 'no-display'
      return undefined
    },
    async open(url) {
      const address = URL.parse(url)
      if (address?.protocol !== 'https:') return false
      const [command, ...args] = opener(env, platform)
      return run(command, [...args, address.href], env)
    },
  }
}

/** Docker and Podman leave a file, systemd-nspawn, LXC and Podman a variable, Kubernetes the address of its API. */
function isContainer(env: Context['env'], root: string): boolean {
  if (env['KUBERNETES_SERVICE_HOST'] || env['container']) return true
  return ['.dockerenv', 'run/.containerenv'].some((file) => existsSync(join(root, file)))
}

/** Inside WSL a display, if any, is Linux's own: the user's browser is on the Windows side, which `wslview` reaches. */
function hasDisplay(env: Context['env']): boolean {
  if (isWsl(env)) return findOnPath({ env, platform: 'linux' }, 'wslview') !== undefined
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

function isWsl(env: Context['env']): boolean {
  return Boolean(env['WSL_DISTRO_NAME'] || env['WSL_INTEROP'])
}

/** Never a shell: `cmd /c start` would take the `&` of an address for the end of the command. */
function opener(env: Context['env'], platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32')
    return [join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'rundll32.exe'), 'url.dll,FileProtocolHandler']
  return [isWsl(env) ? 'wslview' : 'xdg-open']
}

async function run(command: string, args: string[], env: Context['env']): Promise<boolean> {
  const child = spawn(command, args, { env, detached: true, stdio: 'ignore', windowsHide: true })
  // The browser outlives icc, and icc does not wait for it.
  child.unref()
  const failed = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true)).once('exit', (code) => resolve(code !== 0))
  })
  const timer = new AbortController()
  const started = setTimeout(EARLY_FAILURE, false, { signal: timer.signal }).catch(() => false)
  const failure = await Promise.race([failed, started])
  timer.abort()
  return !failure
}
