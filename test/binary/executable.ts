import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Campus } from '../../playground/campus.ts'
import type { Ran } from '../support/run-icc.ts'

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

function start(program: string, argv: readonly string[], { env = {}, cwd = '/' }: Place): ChildProcess {
  return spawn(program, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ran(child: ChildProcess): Promise<Ran> {
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
