import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Programs } from './daily.ts'
import { findKubeconform, writeJsonSchemas } from './kubeconform.ts'
import { writeDocuments, writeManifests } from './manifests.ts'
import { measure, type Measured, type Subject } from './measure.ts'

/** What a small project may take beyond the bare runtime, in milliseconds. */
const SMALL_PROJECT = 60

/** What has a profile is linted with one that comes with icc. */
const SITE = 'haw-icc'

type Bench = Pick<Programs, 'icc' | 'bare'> & {
  folder: string
  env: NodeJS.ProcessEnv
  kubeconform: string | undefined
}

/** icc lint beside an executable that does nothing and kubeconform on the same files, all in turn. */
export async function measureLint(
  folder: string,
  programs: Programs,
  rounds: number,
): Promise<{ measured: Measured[]; remarks: string[] }> {
  const bench = prepare(folder, programs)
  const measured = await measure(subjectsOf(bench), rounds)
  return { measured, remarks: [...compared(measured), ...(await growth(bench))] }
}

function prepare(folder: string, { icc, bare }: Programs): Bench {
  mkdirSync(folder, { recursive: true })
  writeManifests(join(folder, 'one'), 1)
  writeManifests(join(folder, 'five'), 5)
  writeManifests(join(folder, 'thousand'), 500)
  const env = {
    ...process.env,
    HOME: folder,
    KUBECONFIG: join(folder, 'none'),
    ICC_CONFIG_DIR: join(folder, 'config'),
    ICC_STATE_DIR: join(folder, 'state'),
    ICC_SITE: '',
  }
  return { folder, icc, bare, env, kubeconform: findKubeconform(join(folder, 'bin')) }
}

const BARE = 'executable that does nothing'

const NAMES = {
  one: 'icc lint, 1 file',
  five: 'icc lint, 5 files',
  site: `icc lint --site ${SITE}, 5 files`,
  thousand: 'icc lint, 1,000 documents in 500 files',
  peerFive: 'kubeconform -strict, 5 files',
  peerThousand: 'kubeconform -strict, 1,000 documents in 500 files',
}

function subjectsOf(bench: Bench): Subject[] {
  const { folder, env, kubeconform } = bench
  const icc = (name: string, path: string, ...flags: string[]): Subject => ({
    name,
    command: lintCommand(bench, join(folder, path), ...flags),
    env,
  })
  const schemas = writeJsonSchemas(join(folder, 'schemas'))
  const peer = (name: string, path: string): Subject[] =>
    kubeconform === undefined
      ? []
      : [{ name, command: [kubeconform, '-strict', '-n', '4', '-schema-location', schemas, join(folder, path)], env }]
  return [
    { name: BARE, command: [bench.bare], env },
    icc(NAMES.one, 'one'),
    icc(NAMES.five, 'five'),
    icc(NAMES.site, 'five', '--site', SITE, '--fail-on', 'never'),
    ...peer(NAMES.peerFive, 'five'),
    icc(NAMES.thousand, 'thousand'),
    ...peer(NAMES.peerThousand, 'thousand'),
  ]
}

/** The medians as the targets say them: differences for small projects, a ratio for a large one. */
function compared(measured: readonly Measured[]): string[] {
  const median = (name: string): number | undefined => measured.find((one) => one.name === name)?.median
  const bare = median(BARE) ?? Number.NaN
  const [ours, theirs] = [median(NAMES.thousand), median(NAMES.peerThousand)]
  return [
    ...[NAMES.one, NAMES.five, NAMES.site].map((name) => {
      const more = (median(name) ?? Number.NaN) - bare
      return `${name}: ${more.toFixed(0)} ms over the bare runtime; ${SMALL_PROJECT} is the target.`
    }),
    ours === undefined || theirs === undefined
      ? 'kubeconform: not compared, as neither it nor Go is there.'
      : `${NAMES.thousand}: ${(ours / theirs).toFixed(2)} times what kubeconform takes; 1 is the target.`,
  ]
}

function lintCommand({ icc }: Bench, path: string, ...flags: string[]): string[] {
  return [icc, 'lint', '--kube-version', '1.35', ...flags, path]
}

/** No file is so large that icc would not read it to its end. */
const MOST_IN_A_FILE = 50_000

/** Time and peak memory from 1,000 to 100,000 documents in as few files as can be; one run each. */
async function growth(bench: Bench): Promise<string[]> {
  const remarks: string[] = []
  for (const documents of [1_000, 10_000, 100_000]) {
    const path = join(bench.folder, 'growth', String(documents))
    mkdirSync(path, { recursive: true })
    const files = Math.ceil(documents / MOST_IN_A_FILE)
    for (let file = 0; file < files; file += 1)
      writeDocuments(join(path, `${file}.yaml`), documents / files, (file * documents) / files)
    remarks.push(`icc lint, ${documents} documents in ${files} files: ${await costOf(bench, path)}.`)
  }
  return [...remarks, `${NAMES.thousand}: ${await costOf(bench, join(bench.folder, 'thousand'))}.`]
}

async function costOf(bench: Bench, path: string): Promise<string> {
  const { milliseconds, peak } = await runOnce(lintCommand(bench, path), bench.env)
  const memory = peak === undefined ? 'not known here' : `${peak.toFixed(0)} MB`
  return `${(milliseconds / 1000).toFixed(2)} s, peak ${memory}`
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
