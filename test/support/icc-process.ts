import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Home } from '../../playground/home.ts'
import { temporaryFolder, type Ran } from './run-icc.ts'
import { refusePrintedSecrets, watchedCommand } from './secret-watch.ts'

/** A running `bin/icc.ts`. */
export type IccProcess = {
  /** What it printed and how it ended; with a terminal everything but stdout is in `stderr`. */
  done: Promise<Ran>
  /** What it has printed to stderr (with a terminal: to that) so far. */
  stderr(): string
  /** Resolves with the first match of a pattern in `stderr`; rejects when the process ends without one. */
  prints(pattern: RegExp): Promise<RegExpExecArray>
  /** Types on the terminal. */
  type(text: string): void
  /** Sends a signal to icc itself, which is only possible without a terminal. */
  kill(signal: NodeJS.Signals): void
}

const root = join(import.meta.dirname, '..', '..')
const script = join(root, 'bin', 'icc.ts')

/** Types are stripped once, not at each of the many starts of a test run. */
const compileCache = join(root, 'node_modules', '.cache', 'icc-tests')

/** Why there is no pseudo-terminal here, for the name of a skipped test; undefined where there is one. */
export const noTerminal: string | undefined =
  spawnSync('script', ['-qec', 'test -t 0', '/dev/null'], { input: '' }).status === 0
    ? undefined
    : 'no script(1) of util-linux here'

/** The environment of a user whose shell has nothing set but what `home` says. */
function environment(home: Home, changes: Record<string, string | undefined>): Record<string, string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home.folder,
    TERM: 'xterm-256color',
    TMPDIR: tmpdir(),
    ...home.env,
    NODE_COMPILE_CACHE: compileCache,
    ...changes,
  }
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** Starts icc without a terminal. An environment variable is taken away by `undefined`. */
export function startIcc(
  home: Home,
  argv: readonly string[],
  changes: Record<string, string | undefined> = {},
): IccProcess {
  const child = spawn(process.execPath, watchedCommand(script, argv), {
    env: environment(home, changes),
    cwd: home.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return watch(argv, child, child.stderr, () => collect(child.stdout))
}

/** Runs icc without a terminal to its end. */
export function iccProcess(
  home: Home,
  argv: readonly string[],
  changes: Record<string, string | undefined> = {},
): Promise<Ran> {
  return startIcc(home, argv, changes).done
}

/**
 * Starts icc on a pseudo-terminal of 80 columns. Its stdout goes elsewhere, as in `icc login > file`, or is the terminal
 * too; what it prints there is then in `stderr`.
 */
export function startIccOnTerminal(
  home: Home,
  argv: readonly string[],
  changes: Record<string, string | undefined> = {},
  stdoutTo: 'file' | 'terminal' = 'file',
): IccProcess {
  const stdout = stdoutTo === 'file' ? join(temporaryFolder(), 'stdout') : undefined
  const words = [process.execPath, ...watchedCommand(script, argv)].map(
    (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  )
  const redirection = stdout === undefined ? '' : ` > '${stdout}'`
  const child = spawn('script', ['-qefc', `exec ${words.join(' ')}${redirection}`, '/dev/null'], {
    env: { ...environment(home, changes), SHELL: '/bin/sh' },
    cwd: home.folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return watch(argv, child, child.stdout, () => () => (stdout === undefined ? '' : readFileSync(stdout, 'utf8')))
}

function watch(
  argv: readonly string[],
  child: ChildProcess,
  spoken: NodeJS.ReadableStream | null,
  listen: () => () => string,
): IccProcess {
  const stdout = listen()
  const stderr = collect(spoken)
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      // As a shell counts: 128 and the signal's number would hide which it was.
      if (code === null) reject(new Error(`icc was ended by ${signal}: ${stderr()}`))
      else resolve({ stdout: stdout(), stderr: stderr(), exitCode: code })
    })
  })
  const done = ended.then((ran) => {
    refusePrintedSecrets(argv, ran)
    return ran
  })
  // A test that fails before it awaits the end must not leave a second failure behind.
  done.catch(() => undefined)
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    done,
    stderr,
    prints: (pattern) => prints(pattern, stderr, spoken, done),
    type: (text) => void child.stdin?.write(text),
    kill: (signal) => void child.kill(signal),
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

function prints(
  pattern: RegExp,
  text: () => string,
  stream: NodeJS.ReadableStream | null,
  done: Promise<Ran>,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(text())
      if (found) resolve(found)
    }
    stream?.on('data', look)
    look()
    done.then((ran) => reject(new Error(`icc ended without ${pattern}: ${JSON.stringify(ran)}`))).catch(reject)
  })
}
