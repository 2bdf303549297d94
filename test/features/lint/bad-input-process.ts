import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Ran } from '../../support/run-icc.ts'

/** What is run. */
export const script = join(import.meta.dirname, '../../../bin/icc.ts')

/** The most memory that a process had at a time, in MiB, after what else it printed to stderr. */
const PEAK = /peak:(\d+)\n$/u

/** A run of `bin/icc.ts` in a process of its own, by somebody else where wanted. */
export function startLint(
  folder: string,
  argv: readonly string[],
  user: { uid?: number; gid?: number } = {},
): { pid: number; done: Promise<Ran & { peak: number }> } {
  const measure = `process.once('exit',()=>process.stderr.write('peak:'+(process.resourceUsage().maxRSS>>10)+'\\n'))`
  const flags = [`--import=data:text/javascript,${measure}`, script, 'lint', ...argv]
  const child = spawn(process.execPath, flags, {
    cwd: folder,
    env: { HOME: folder, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout.on('data', (chunk: Buffer) => printed.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => printed.stderr.push(chunk))
  const { promise, resolve, reject } = Promise.withResolvers<Ran & { peak: number }>()
  child.once('error', reject)
  child.once('close', (code, signal) => {
    const [stdout, all] = [printed.stdout, printed.stderr].map((chunks) => Buffer.concat(chunks).toString())
    const [, peak] = PEAK.exec(all ?? '') ?? []
    if (code === null) reject(new Error(`icc was ended by ${signal}: ${all}`))
    else resolve({ stdout: stdout ?? '', stderr: (all ?? '').replace(PEAK, ''), exitCode: code, peak: Number(peak) })
  })
  return { pid: child.pid ?? -1, done: promise }
}
