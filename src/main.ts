import { fstatSync, statSync } from 'node:fs'
import { runCli } from './cli.ts'
import type { GlobalValues } from './command.ts'
import type { Clock, Context, Prompt } from './context.ts'
import { descriptorWriter } from './descriptor-writer.ts'
import { cancelled, IccError, systemCode } from './errors.ts'
import { configFolder, homeFolder, stateFolder, systemFolder } from './folders.ts'
import { createOutput, type Output, type OutputSettings } from './output.ts'
import { assets, launcher } from './program-files.ts'

/** The composition root: makes the real Context, runs the command line, sets the exit code. */
export async function main(): Promise<void> {
  searchPathAlone()
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => controller.abort(cancelled('Cancelled. Nothing was written.')))
  const writers = {
    stdout: descriptorWriter(1, () => process.stdout),
    stderr: descriptorWriter(2, () => process.stderr),
  }
  process.exitCode = await runCli(process.argv.slice(2), (globals) =>
    createContext(globals, controller.signal, standardOutput(globals, writers)),
  )
}

/**
 * Windows looks for a program (git, ssh, kubectl, one of a kubeconfig) in the working folder before PATH, and a project
 * that somebody cloned may hold anything.
 *
 * @see https://learn.microsoft.com/windows/win32/api/processenv/nf-processenv-needcurrentdirectoryforexepathw
 */
function searchPathAlone(): void {
  if (process.platform === 'win32') process.env['NoDefaultCurrentDirectoryInExePath'] = '1'
}

function createContext(globals: GlobalValues, signal: AbortSignal, output: Output): Context {
  const { env, platform } = process
  const ctx: Context = {
    env,
    get cwd() {
      return currentFolder()
    },
    platform,
    homeDir: () => homeFolder(env, platform),
    configDir: () => configFolder(env, platform),
    systemDir: () => systemFolder(env, platform),
    stateDir: () => stateFolder(env, platform),
    kubeconfigFlag: globals.kubeconfig,
    siteFlag: globals.site,
    terminal: {
      get interactive() {
        return !globals['no-input'] && isatty(0) && isatty(2) && !isSet(env['CI'])
      },
      get stdout() {
        return isatty(1)
      },
      get columns() {
        return isatty(2) ? process.stderr.columns : undefined
      },
    },
    clock: systemClock,
    random: Math.random,
    signal,
    output,
    assets,
    launcher: () => launcher(ctx, process.execPath),
    readInput: async () => (await import('./adapters/standard-input.ts')).readStandardInput(process.stdin, signal),
    oidc: async (settings) => (await import('./adapters/oidc.ts')).connectOidc(settings, ctx),
    http: async () => (await import('./adapters/http-port.ts')).createHttp(ctx),
    loopback: async () => (await import('./adapters/loopback.ts')).createLoopback(),
    kube: async (target, ending) => (await import('./adapters/kube.ts')).createKube(target, withSignal(ctx, ending)),
    keyring: async () =>
      (await import('./adapters/keyring.ts')).createKeyring({ env, platform, uid: process.getuid?.() }),
    prompt: () => loadPrompt(ctx, globals),
    browser: async () => (await import('./adapters/browser.ts')).createBrowser(env, platform),
    git: async () => (await import('./adapters/git.ts')).createGit(ctx),
    ssh: async () => (await import('./adapters/ssh.ts')).createSsh(ctx),
    shell: async () => (await import('./adapters/shell.ts')).createShell(ctx, process),
    probe: async () => (await import('./adapters/probe.ts')).createProbe(ctx),
  }
  return ctx
}

async function loadPrompt(ctx: Context, globals: GlobalValues): Promise<Prompt> {
  // The prompts take their colours from the environment alone.
  if (globals['no-color']) process.env['NO_COLOR'] = '1'
  const { createPrompt } = await import('./adapters/prompt.ts')
  return createPrompt(ctx.signal, { input: process.stdin, output: process.stderr })
}

/** On top of the Context, not a copy of it: that would ask for everything that it asks the system for when used. */
function withSignal(ctx: Context, signal: AbortSignal | undefined): Context {
  if (signal === undefined) return ctx
  return Object.create(ctx, { signal: { value: AbortSignal.any([ctx.signal, signal]) } }) as Context
}

const systemClock: Clock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    const { setTimeout } = await import('node:timers/promises')
    await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error
    })
  },
}

function standardOutput(globals: GlobalValues, writers: Pick<OutputSettings, 'stdout' | 'stderr'>): Output {
  return createOutput({
    format: globals.output ?? 'human',
    verbose: globals.verbose ?? false,
    colour: {
      get stdout() {
        return wantsColour(1, globals)
      },
      get stderr() {
        return wantsColour(2, globals)
      },
    },
    get stderrIsTerminal() {
      return isatty(2)
    },
    get columns() {
      return isatty(2) ? process.stderr.columns : undefined
    },
    ...writers,
  })
}

/** @see https://no-color.org and https://force-color.org */
function wantsColour(descriptor: number, globals: GlobalValues): boolean {
  if (globals['no-color'] || process.env['NO_COLOR']) return false
  if (isSet(process.env['FORCE_COLOR'])) return true
  return isatty(descriptor) && process.env['TERM'] !== 'dumb'
}

/** Loaded where it may be a terminal: `node:tty` brings the network's streams, milliseconds of them. */
function isatty(descriptor: number): boolean {
  return mayBeTerminal(descriptor) && process.getBuiltinModule('node:tty').isatty(descriptor)
}

/** On Windows, which numbers no devices, it may always be one. Elsewhere pipes, files and the null device are none. */
function mayBeTerminal(descriptor: number): boolean {
  if (process.platform === 'win32') return true
  try {
    const status = fstatSync(descriptor)
    return status.isCharacterDevice() && status.rdev !== statSync('/dev/null').rdev
  } catch (error) {
    // It is closed, or there is no /dev here: then that is no reason.
    if (systemCode(error) !== undefined) return true
    throw error
  }
}

/** @throws `no-folder` (exit 1) where the folder that icc was started in has been deleted */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new IccError('no-folder', 'The folder that you are in is gone. Nothing was read or written.', {
      hint: 'cd to a folder that is there, and try again',
      cause,
    })
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}
