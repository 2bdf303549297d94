import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/**
 * A whole command as a shell would start it, in this folder unless it says otherwise. One that switches something has
 * another command from round to round: nothing is to be done where it is already so.
 */
export type Subject = {
  name: string
  command: string[] | ((round: number) => string[])
  env: NodeJS.ProcessEnv
  cwd?: string
  /** True where a start takes many seconds: it is done `FEW` times. */
  slow?: boolean
}

/** How often what is slow is started, whatever the others are. */
export const FEW = 2

export type Measured = { name: string; median: number; fastest: number; slowest: number }

/**
 * Runs every subject in turn, `rounds` times, so that a machine whose speed drifts treats all alike. Times are
 * milliseconds of wall clock from start to exit. The first round warms caches and is not counted.
 *
 * @throws Error when a subject exits with anything but 0: a fast failure is no result
 */
export async function measure(subjects: readonly Subject[], rounds: number): Promise<Measured[]> {
  const times = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [subject, taken] of times) {
      if (subject.slow && round > FEW) continue
      const time = await runOnce(subject, round)
      if (round > 0) taken.push(time)
    }
  }
  return [...times].map(([{ name }, taken]) => summarize(name, taken))
}

/** Not synchronously: the campus that some of them ask lives in this process. */
async function runOnce({ name, command, env, cwd }: Subject, round: number): Promise<number> {
  const [program = '', ...args] = typeof command === 'function' ? command(round) : command
  const began = process.hrtime.bigint()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  const taken = Number(process.hrtime.bigint() - began) / 1e6
  if (status !== 0) throw new Error(`${name} failed: ${said}`)
  return taken
}

function summarize(name: string, taken: readonly number[]): Measured {
  const sorted = taken.toSorted((a, b) => a - b)
  return {
    name,
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    fastest: sorted[0] ?? Number.NaN,
    slowest: sorted.at(-1) ?? Number.NaN,
  }
}
