import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { rm } from 'node:fs/promises'
import { runCli } from '../../src/cli.ts'
import type { GlobalValues } from '../../src/command.ts'
import type { Context } from '../../src/context.ts'
import { configFolder, homeFolder, stateFolder } from '../../src/folders.ts'
import { createOutput } from '../../src/output.ts'
import { logVerbose, refusePrintedSecrets } from './secret-watch.ts'

/** What a test gives of a Context; the rest is made from a temp folder, and what costs something throws when used. */
export type Given = Partial<Context> & { home?: string; input?: string }

export type Ran = { stdout: string; stderr: string; exitCode: number }

const root = join(import.meta.dirname, '..', '..')

/** Runs a command line in this process: argv in, what it printed and its exit code out. */
export async function runIcc(argv: readonly string[], given: Given = {}): Promise<Ran> {
  const printed = { stdout: '', stderr: '' }
  const exitCode = await runCli(argv, (globals) => createTestContext(globals, given, printed))
  refusePrintedSecrets(argv, printed)
  return { ...printed, exitCode }
}

/** A Context on real files in `given.home` (else a new temp folder). `printed` collects what is written. */
export function createTestContext(
  globals: GlobalValues = {},
  given: Given = {},
  printed = { stdout: '', stderr: '' },
): Context {
  const { home = temporaryFolder(), input, ...overrides } = given
  const env = overrides.env ?? { HOME: home }
  return {
    env,
    cwd: home,
    platform: process.platform,
    homeDir: () => homeFolder(env, process.platform),
    configDir: () => configFolder(env, process.platform),
    systemDir: () => join(home, 'system'),
    stateDir: () => stateFolder(env, process.platform),
    kubeconfigFlag: globals.kubeconfig,
    siteFlag: globals.site,
    terminal: { interactive: false, stdout: false, columns: undefined },
    clock: {
      now: Date.now,
      sleep: (milliseconds, signal) =>
        import('node:timers/promises').then(({ setTimeout }) => setTimeout(milliseconds, undefined, { signal })),
    },
    random: Math.random,
    signal: new AbortController().signal,
    output: testOutput(globals, printed, overrides.terminal?.columns),
    assets: {
      list: (folder) => readdirSync(join(root, folder)).toSorted(),
      read: (path) => readFileSync(join(root, path), 'utf8'),
      compiled: () => undefined,
    },
    launcher: () => ({ command: '/opt/icc/icc', args: [] }),
    readInput: () => (input === undefined ? notGiven('input')() : Promise.resolve(input)),
    oidc: notGiven('oidc'),
    http: notGiven('http'),
    loopback: notGiven('loopback'),
    kube: notGiven('kube'),
    keyring: notGiven('keyring'),
    prompt: notGiven('prompt'),
    browser: notGiven('browser'),
    git: notGiven('git'),
    ssh: notGiven('ssh'),
    shell: notGiven('shell'),
    probe: notGiven('probe'),
    ...overrides,
  }
}

/** What only `--verbose` prints is watched also where a test does not ask for it. */
function testOutput(
  globals: GlobalValues,
  printed: { stdout: string; stderr: string },
  columns: number | undefined,
): Context['output'] {
  const output = createOutput({
    format: globals.output ?? 'human',
    verbose: globals.verbose ?? false,
    colour: { stdout: false, stderr: false },
    stderrIsTerminal: false,
    columns,
    stdout: (text) => (printed.stdout += text),
    stderr: (text) => (printed.stderr += text),
  })
  return globals.verbose ? output : { ...output, debug: logVerbose }
}

function notGiven(name: string): () => Promise<never> {
  return () => Promise.reject(new Error(`this test gave no ${name}`))
}

/** A new folder that is removed with everything in it when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icc-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
