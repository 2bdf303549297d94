import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A shell on a terminal that nobody looks at. */
export type Terminal = {
  /** Types a line and Enter. */
  type(line: string): Promise<void>
  /** Resolves when the shell waits for the next line; throws after a minute. */
  ready(): Promise<void>
  /** Resolves when the pattern is to be seen; throws after a minute. */
  shows(pattern: RegExp): Promise<void>
  /** What is to be seen, with SGR sequences; without the prompt that waits. */
  screen(): Promise<string>
  close(): Promise<void>
}

const PROMPT = '$ '

/**
 * Starts a shell in tmux, on a server of its own.
 *
 * @param options `env` is what differs from this process's environment
 */
export async function openTerminal(options: {
  columns: number
  rows: number
  folder: string
  env: Record<string, string>
}): Promise<Terminal> {
  const server = `icc-picture-${process.pid}`
  const env = { ...process.env, ...options.env }
  const tmux = (...words: string[]) => run('tmux', ['-L', server, '-f', '/dev/null', ...words], { env })
  const size = ['-x', String(options.columns), '-y', String(options.rows)]
  // No start-up files: their prompts and aliases are somebody's own.
  const shell = `PS1='${PROMPT}' exec bash --norc --noprofile`
  await tmux('new-session', '-d', ...size, '-c', options.folder, shell)
  const capture = async (): Promise<string> => (await tmux('capture-pane', '-p', '-e')).stdout.trimEnd()
  const until = async (isThere: (screen: string) => boolean): Promise<void> => {
    for (let waited = 0; waited < 60_000; waited += 200) {
      await sleep(200)
      if (isThere(await capture())) return
    }
    throw new Error(`not to be seen within a minute:\n${await capture()}`)
  }
  const ready = (): Promise<void> => until((screen) => screen.split('\n').at(-1)?.trimEnd() === PROMPT.trimEnd())
  await ready()
  return {
    ready,
    shows: (pattern) => until((screen) => pattern.test(screen)),
    async type(line) {
      await tmux('send-keys', '-l', line)
      await tmux('send-keys', 'Enter')
    },
    screen: async () => (await capture()).split('\n').slice(0, -1).join('\n'),
    close: async () => void (await tmux('kill-server')),
  }
}
