import { spawn } from 'node:child_process'
import type { Context, Git } from '../context.ts'

/** Milliseconds; git answers in ten, but a folder may lie on a network. */
const TIME_LIMIT = 2000

/** Runs the `git` of the user's PATH. Nothing but objects is read: no hook and no filter runs. */
export function createGit({ env, signal }: Pick<Context, 'env' | 'signal'>): Git {
  return {
    async committed(folder, names) {
      // A name is one line of the question; one with a line feed in it cannot be asked for.
      const asked = names.filter((name) => !name.includes('\n'))
      const answer = await catFile(folder, asked.map((name) => `HEAD:./${name}\n`).join(''), { env, signal })
      return answer === undefined ? undefined : readAnswer(answer, asked)
    },
  }
}

/** What `git cat-file --batch` prints; undefined where there is no git, or no repository. */
async function catFile(
  cwd: string,
  question: string,
  { env, signal }: Pick<Context, 'env' | 'signal'>,
): Promise<Buffer | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)])
  const process = spawn('git', ['cat-file', '--batch'], {
    cwd,
    env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: limit,
  })
  const chunks: Buffer[] = []
  process.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  // It may end before it has read everything; its exit code tells.
  process.stdin.on('error', () => undefined)
  process.stdin.end(question)
  const code = await new Promise<number | null>((resolve) => {
    process.on('error', () => resolve(null))
    process.on('close', resolve)
  })
  return code === 0 ? Buffer.concat(chunks) : undefined
}

/** @see https://git-scm.com/docs/git-cat-file#_batch_output */
function readAnswer(answer: Buffer, names: readonly string[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  let position = 0
  for (const name of names) {
    const end = answer.indexOf('\n', position)
    if (end < 0) return found
    const [, size] = / blob (\d+)$/u.exec(answer.toString('utf8', position, end)) ?? []
    position = end + 1
    if (size === undefined) continue
    found.set(name, answer.subarray(position, position + Number(size)))
    position += Number(size) + 1
  }
  return found
}
