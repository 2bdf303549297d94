import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startCampus } from '../playground/campus.ts'
import { createHome } from '../playground/home.ts'
import { kubectl } from '../tools/kubectl.ts'
import { measureLint } from './lint.ts'
import { measure, type Measured, type Subject } from './measure.ts'
import { measureScaffold } from './scaffold.ts'

const ROUNDS = 15
const root = dirname(import.meta.dirname)

/** `npm run bench`: icc from source beside the bare runtime and kubectl, in one run, as a table. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-bench-'))
  const campus = await startCampus()
  try {
    const home = await createHome(folder, campus, 'icc-short')
    const env = { ...process.env, ...home.env }
    await signIn(campus, env)
    const peer = await kubectl()
    const subjects = subjectsIn(folder, env, peer)
    console.log(table(await measure(subjects, ROUNDS)))
    for (const { measured, remarks } of [
      await measureLint(join(folder, 'lint'), ROUNDS),
      await measureScaffold(join(folder, 'scaffold'), peer, ROUNDS),
    ])
      console.log(`\n${table(measured)}\n\n${remarks.join('\n')}`)
  } finally {
    await campus.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function subjectsIn(folder: string, env: NodeJS.ProcessEnv, kubectlPath: string | undefined): Subject[] {
  const empty = join(folder, 'empty.js')
  writeFileSync(empty, '')
  const icc = (...args: string[]): Subject => ({
    name: `icc ${args.join(' ')}`,
    command: [process.execPath, join(root, 'bin', 'icc.ts'), ...args],
    env,
  })
  const peer = (...args: string[]): Subject[] =>
    kubectlPath === undefined ? [] : [{ name: `kubectl ${args.join(' ')}`, command: [kubectlPath, ...args], env }]
  return [
    { name: 'bare runtime', command: [process.execPath, empty], env },
    icc('--version'),
    ...peer('version', '--client'),
    icc('token', '--site', 'playground'),
    icc('ctx', '-c'),
    ...peer('config', 'current-context'),
    icc('ns', 'w001-default'),
    ...peer('config', 'set-context', '--current', '--namespace', 'w001-default'),
    icc('whoami'),
    ...peer('auth', 'whoami'),
  ]
}

async function signIn(campus: Awaited<ReturnType<typeof startCampus>>, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin', 'icc.ts'), 'login'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  while (campus.waitingCodes().length === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const [code] = campus.waitingCodes()
  if (code !== undefined) await campus.approve(code, 'infw001')
  if ((await ended) !== 0) throw new Error(`icc login failed: ${said}`)
}

function table(measured: readonly Measured[]): string {
  const bare = measured[0]?.median ?? Number.NaN
  const rows = measured.map(({ name, median, fastest, slowest }) => {
    const range = `${fastest.toFixed(0)} to ${slowest.toFixed(0)}`
    return `| ${name} | ${median.toFixed(1)} | ${(median / bare).toFixed(2)} | ${range} |`
  })
  return [
    `${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}.`,
    `icc from source with a warm compile cache. Medians of ${ROUNDS}, in milliseconds; all commands in turn.`,
    '',
    '| command | median | x bare runtime | range |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')
}

await main()
