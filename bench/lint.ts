import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findKubeconform, writeJsonSchemas } from './kubeconform.ts'
import { writeDocuments, writeManifests } from './manifests.ts'
import { measure, type Measured, type Subject } from './measure.ts'

const root = join(import.meta.dirname, '..')

/** icc lint beside the bare runtime and kubeconform on the same files, all in turn. */
export async function measureLint(
  folder: string,
  rounds: number,
): Promise<{ measured: Measured[]; remarks: string[] }> {
  mkdirSync(folder, { recursive: true })
  const empty = join(folder, 'nothing.js')
  writeFileSync(empty, '')
  const cache = join(folder, 'compile-cache')
  const env = {
    ...process.env,
    HOME: folder,
    KUBECONFIG: join(folder, 'none'),
    ICC_SITE: '',
    NODE_COMPILE_CACHE: cache,
  }
  writeManifests(join(folder, 'five'), 5)
  writeManifests(join(folder, 'thousand'), 500)
  const icc = (path: string): Subject => ({
    name: `icc lint, ${path}`,
    command: lintCommand(join(folder, path)),
    env,
  })
  const kubeconform = findKubeconform(join(folder, 'bin'))
  const schemas = writeJsonSchemas(join(folder, 'schemas'))
  const peer = (path: string): Subject[] =>
    kubeconform === undefined
      ? []
      : [
          {
            name: `kubeconform -strict, ${path}`,
            command: [kubeconform, '-strict', '-n', '4', '-schema-location', schemas, join(folder, path)],
            env,
          },
        ]
  const subjects = [
    { name: 'bare runtime', command: [process.execPath, empty], env },
    icc('five'),
    ...peer('five'),
    icc('thousand'),
    ...peer('thousand'),
  ]
  const measured = await measure(subjects, rounds)
  const remarks = kubeconform === undefined ? ['kubeconform: not compared, as neither it nor Go is there.'] : []
  return { measured, remarks: [...remarks, ...(await growth(folder, env))] }
}

function lintCommand(path: string): string[] {
  return [process.execPath, join(root, 'bin', 'icc.ts'), 'lint', '--kube-version', '1.35', path]
}

/** Time and peak memory from 1,000 to 100,000 documents in one file; one run each. */
async function growth(folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  mkdirSync(join(folder, 'growth'), { recursive: true })
  const remarks: string[] = []
  for (const documents of [1_000, 10_000, 100_000]) {
    const file = join(folder, 'growth', `${documents}.yaml`)
    writeDocuments(file, documents)
    const { milliseconds, peak } = await runOnce(lintCommand(file), env)
    const memory = peak === undefined ? 'not known here' : `${peak.toFixed(0)} MB`
    remarks.push(
      `icc lint, ${documents} documents in one file: ${(milliseconds / 1000).toFixed(2)} s, peak ${memory}.`,
    )
  }
  const { peak } = await runOnce(lintCommand(join(folder, 'thousand')), env)
  if (peak !== undefined) remarks.push(`icc lint, 1,000 documents in 500 files: peak ${peak.toFixed(0)} MB.`)
  return remarks
}

/** The peak is what Linux counts, in megabytes; elsewhere it is not known. */
async function runOnce(
  [program = '', ...args]: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ milliseconds: number; peak: number | undefined }> {
  const began = performance.now()
  const child = spawn(program, args, { env, stdio: 'ignore' })
  let peak: number | undefined
  const watch = setInterval(() => (peak = peakOf(child.pid) ?? peak), 10)
  const [status] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
  return { milliseconds: performance.now() - began, peak }
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    // It has ended, or this is not Linux.
    return undefined
  }
}
