import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ShellUser } from './shells.ts'

/** How a shell is started for a person, with completion of icc. `ready` is printed once it is set up. */
export type Interactive = { command: string; setUp: string }

const READY = 'shell-is-ready'

const SHELLS: Readonly<Record<'bash' | 'zsh' | 'fish', Interactive>> = {
  bash: { command: 'bash --norc --noprofile -i', setUp: `eval "$(icc completion bash)"; PS1='> '` },
  zsh: {
    command: 'zsh -f -i',
    setUp: `autoload -Uz compinit; compinit -u -D; eval "$(icc completion zsh)"; PS1='> '`,
  },
  fish: {
    command: 'fish --no-config -i',
    setUp: `icc completion fish | source; function fish_prompt; echo '> '; end`,
  },
}

/** A shell on a pseudo-terminal. */
export type ShellTerminal = {
  /** Types a line and Enter. @returns the words that the program `icc` was then called with */
  calls(line: string): Promise<string[]>
  /** Types. */
  type(text: string): void
  /** Resolves once everything shown since the last `calls` matches. */
  shows(pattern: RegExp): Promise<void>
  /** All of that. */
  shown(): string
}

/**
 * Starts a shell in which `icc` completes, and any other call of it only leaves its words in a file.
 *
 * @param user whose `icc` on PATH is replaced
 */
export async function startShell(
  user: ShellUser,
  shell: 'bash' | 'zsh' | 'fish',
  { command, setUp }: Interactive = SHELLS[shell],
): Promise<ShellTerminal> {
  user.write('bin/icc-itself', readFileSync(join(user.home, 'bin', 'icc'), 'utf8'))
  user.write('bin/icc', RECORDING)
  const env = { ...user.env, SHELL: '/bin/sh', HISTFILE: '/dev/null', COLUMNS: '120', LINES: '40' }
  const child = spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], {
    cwd: user.home,
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text))
  const type = (text: string): void => void child.stdin.write(text)
  const shows = (pattern: RegExp): Promise<void> =>
    until(
      () => pattern.test(shown),
      () => `${shell} did not show ${pattern}: ${JSON.stringify(shown)}`,
    )
  type(`${setUp}; echo ${READY.replace('-', "'-'")}\n`)
  await shows(new RegExp(READY, 'u'))
  const record = join(user.home, 'called')
  return {
    type,
    shows,
    shown: () => shown,
    async calls(line) {
      shown = ''
      rmSync(record, { force: true })
      type(line)
      await until(
        () => existsSync(record),
        () => `${shell} called no icc: ${JSON.stringify(shown)}`,
      )
      return readFileSync(record, 'utf8').split('\0').slice(0, -1)
    },
  }
}

/** Completion is icc's own; every other call leaves its words, each with a NUL behind it, in a file that appears whole. */
const RECORDING = `#!/bin/sh
case "$1" in
  __complete | completion) exec "$HOME/bin/icc-itself" "$@" ;;
esac
: > "$HOME/calling"
[ $# -eq 0 ] || printf '%s\\0' "$@" > "$HOME/calling"
mv "$HOME/calling" "$HOME/called"
`

async function until(isSo: () => boolean, failure: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(failure())
}
