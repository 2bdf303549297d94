import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { IccError } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The user's home folder as kubectl finds it: `$HOME`; on Windows the first of `%HOME%`, `%HOMEDRIVE%%HOMEPATH%` and
 * `%USERPROFILE%` that has a kubeconfig, else the first that is set.
 *
 * @throws `no-home` (exit 1)
 * @see https://pkg.go.dev/k8s.io/client-go/util/homedir
 */
export function homeFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = platform === 'win32' ? windowsHome(env) : env['HOME']
  if (home) return home
  throw new IccError('no-home', 'The system names no home folder (HOME is not set). Nothing was read or written.', {
    hint: 'export HOME=/path/to/your/home, or set KUBECONFIG, ICC_CONFIG_DIR and ICC_STATE_DIR',
  })
}

function windowsHome(env: Environment): string | undefined {
  const drive = env['HOMEDRIVE'] && env['HOMEPATH'] ? env['HOMEDRIVE'] + env['HOMEPATH'] : undefined
  const withConfig = [env['HOME'], drive, env['USERPROFILE']].find(
    (home) => home && existsSync(join(home, '.kube/config')),
  )
  return withConfig ?? env['HOME'] ?? env['USERPROFILE'] ?? drive
}

/** Settings and the user's own profiles. @see XDG Base Directory Specification: a relative path is to be ignored */
export function configFolder(env: Environment, platform: NodeJS.Platform): string {
  if (env['ICC_CONFIG_DIR']) return env['ICC_CONFIG_DIR']
  if (platform === 'win32' && env['APPDATA']) return join(env['APPDATA'], 'icc')
  if (env['XDG_CONFIG_HOME']?.startsWith('/')) return join(env['XDG_CONFIG_HOME'], 'icc')
  return join(homeFolder(env, platform), '.config', 'icc')
}

/** What whoever runs this machine has put there for all its users: a campus that rolls out icc can write to `/etc`. */
export function systemFolder(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return '/etc/icc'
  return env['ProgramData'] ? join(env['ProgramData'], 'icc') : undefined
}

/** Sessions, caches and memory. */
export function stateFolder(env: Environment, platform: NodeJS.Platform): string {
  if (env['ICC_STATE_DIR']) return env['ICC_STATE_DIR']
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'icc')
  if (env['XDG_STATE_HOME']?.startsWith('/')) return join(env['XDG_STATE_HOME'], 'icc')
  return join(homeFolder(env, platform), '.local', 'state', 'icc')
}
