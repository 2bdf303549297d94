import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Campus, ClientId } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'

const dist = join(import.meta.dirname, '..', '..', 'dist')

/** Whether there is anything but the Linux executable: `npm run package -- --linux` makes no more. */
export const complete: boolean = existsSync(join(dist, 'SHA256SUMS'))

/** What `npm run package` made, by its name. @throws Error where it is not there: run that first */
export function distributed(name: string): string {
  const path = join(dist, name)
  if (!existsSync(path)) throw new Error(`There is no ${path}: npm run package makes it.`)
  return path
}

export const executable: string = distributed('icc-linux-x64')

/** Where a process runs. The environment is this alone: no Node.js on PATH, no HOME, nothing. */
export type Place = { env?: Record<string, string>; cwd?: string; program?: string }

/** Somebody whose environment is a home folder and nothing else, signed in by the executable. */
export async function signedIn(
  client: ClientId = 'icc',
  change: (env: Record<string, string>) => Place = (env) => ({ env }),
): Promise<{ campus: Campus; place: Place; kubeconfig: string; login: Ran }> {
  const campus = await campusForTest({ pollInterval: 1 })
  const { kubeconfig, env } = await memberOf(campus, client)
  const place = change(env)
  const login = await signIn(campus, [], place)
  return { campus, place, kubeconfig, login }
}

/** The same before the sign-in. */
export async function memberOf(
  campus: Campus,
  client: ClientId = 'icc',
): Promise<{ folder: string; kubeconfig: string; env: Record<string, string> }> {
  const folder = temporaryFolder()
  const { kubeconfig } = await createHome(join(folder, 'setup'), campus, client)
  mkdirSync(join(folder, '.config'))
  symlinkSync(join(folder, 'setup', 'config'), join(folder, '.config', 'icc'))
  return { folder, kubeconfig, env: { HOME: folder, KUBECONFIG: kubeconfig } }
}

/** Runs the Linux executable to its end, without a terminal. */
export async function run(argv: readonly string[], place: Place = {}): Promise<Ran> {
  return ran(start(place.program ?? executable, argv, place))
}

/** Runs another program in such an environment. */
export async function runProgram(program: string, argv: readonly string[], place: Place): Promise<Ran> {
  return ran(start(program, argv, place))
}

/** Signs in at a campus of the playground: the code is approved for `infw001` as soon as it is asked for. */
export async function signIn(campus: Campus, argv: readonly string[], place: Place): Promise<Ran> {
  const child = start(place.program ?? executable, ['login', ...argv], place)
  const ended = ran(child)
  while (campus.waitingCodes().length === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20))
  const [code] = campus.waitingCodes()
  if (code !== undefined) await campus.approve(code, 'infw001')
  return ended
}

/** Starts a program in such an environment. */
export function start(program: string, argv: readonly string[], { env = {}, cwd = '/' }: Place): ChildProcess {
  return spawn(program, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What a child of `start` printed, and how it ended. */
export async function ran(child: ChildProcess): Promise<Ran> {
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === null) reject(new Error(`It was ended by ${signal}.`))
      else resolve(code)
    })
  })
  const [stdout, stderr, exitCode] = await Promise.all([read(child.stdout), read(child.stderr), ended])
  return { stdout, stderr, exitCode }
}

async function read(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? '' : text(stream)
}
