import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sessionAt } from './session.ts'
import { temporaryFolder, type Ran } from './run-icc.ts'

const root = join(import.meta.dirname, '..', '..')

/** The reason for the name of a skipped test where a shell is not installed; empty where it is. */
export function withoutShell(name: string): string {
  // Not to run anything: fish would make its folder in the home of whoever tests.
  const there = spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0
  return there ? '' : ` (skipped: there is no ${name} here)`
}

/** Somebody with a home folder and an `icc` on PATH that runs from source, or is the program given. */
export type ShellUser = {
  home: string
  env: Record<string, string>
  /** Writes a file below the home folder. */
  write(path: string, content: string): void
  /** Runs a program in the home folder, without a terminal. */
  run(program: string, argv: readonly string[]): Promise<Ran>
}

export function shellUser(program?: string): ShellUser {
  const home = temporaryFolder()
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), content, { mode: path.startsWith('bin/') ? 0o755 : 0o600 })
  }
  const words = program === undefined ? [process.execPath, join(root, 'bin', 'icc.ts')] : [program]
  write('bin/icc', `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  const env = {
    HOME: home,
    PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'icc-tests'),
  }
  return { home, env, write, run: (shell, argv) => runIn(shell, argv, home, env) }
}

async function runIn(
  program: string,
  argv: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<Ran> {
  const child = spawn(program, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? -1))
  })
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { stdout, stderr, exitCode }
}

/** A kubeconfig whose contexts belong to the site `haw`; names and namespaces may be anything that YAML can quote. */
export function contextsOfSite(contexts: Readonly<Record<string, string>>, current: string): string {
  const entries = Object.entries(contexts).map(
    ([name, namespace]) => `- context:
    cluster: haw
    user: haw
    namespace: ${JSON.stringify(namespace)}
    extensions:
    - extension: {site: haw}
      name: icc
  name: ${JSON.stringify(name)}
`,
  )
  return `apiVersion: v1\nkind: Config\ncurrent-context: ${JSON.stringify(current)}\ncontexts:\n${entries.join('')}`
}

/** The file of a session at the site `haw`, for `.local/state/icc/sessions/haw.json`. */
export function sessionFile(given: Parameters<typeof sessionAt>[1] = {}): string {
  return JSON.stringify(sessionAt('haw', given))
}

export const SESSION_FILE = '.local/state/icc/sessions/haw.json'
