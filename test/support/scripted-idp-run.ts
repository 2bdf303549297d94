import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createHome, type Home } from '../../playground/home.ts'
import { createHttp } from '../../src/adapters/http-port.ts'
import { createLoopback } from '../../src/adapters/loopback.ts'
import { connectOidc } from '../../src/adapters/oidc.ts'
import { createKube } from '../../src/adapters/kube.ts'
import { createSsh } from '../../src/adapters/ssh.ts'
import type { Clock, Context } from '../../src/context.ts'
import { configFolder, stateFolder } from '../../src/folders.ts'
import { runIcc, temporaryFolder, type Given, type Ran } from './run-icc.ts'
import type { ScriptedIdp } from './scripted-idp.ts'
import { logVerbose } from './secret-watch.ts'

/** How much faster than the world the clock of a test may run where nothing but waiting for the next poll is left. */
export const SPEED = 40

export type User = {
  home: Home
  /** Runs a command line in this process, with real adapters and real sockets. */
  icc(argv: readonly string[], given?: Given): Promise<Ran>
  /** Every file that a sign-in may touch, with its content. */
  files(): Record<string, string>
}

/** A user in a home folder of its own, at the campus of an identity provider. */
export async function userOf(
  idp: Pick<ScriptedIdp, 'issuer' | 'apiServer' | 'ca'>,
  clientId: 'icc' | 'icc-short' = 'icc',
  clock: Clock = createFastClock(),
): Promise<User> {
  const home = await createHome(temporaryFolder(), idp, clientId)
  const env = { HOME: home.folder, ...home.env }
  return {
    home,
    icc: (argv, given = {}) => runIcc(argv, { ...realAdapters(env, clock), home: home.folder, env, ...given }),
    files: () => snapshot(home.folder, ['kubeconfig', 'state']),
  }
}

/** Adapters take few things of the Context, and what they print must go where the command prints. */
function realAdapters(env: Record<string, string>, clock: Clock): Given {
  const signal = new AbortController().signal
  const silent = { debug: logVerbose } as unknown as Context['output']
  const ctx = { env, clock, signal, output: silent }
  return {
    clock,
    signal,
    configDir: () => configFolder(env, process.platform),
    stateDir: () => stateFolder(env, process.platform),
    oidc: (settings) => connectOidc(settings, ctx),
    loopback: async () => createLoopback(),
    http: async () => createHttp(ctx),
    kube: (target) => createKube(target, ctx),
    ssh: async () => createSsh({ ...ctx, platform: process.platform }),
    browser: async () => ({ unavailable: () => 'no-display', open: async () => false }),
  }
}

/** The real time, but each second takes a fortieth: a poll interval of one second costs a test 25 ms. */
export function createFastClock(): Clock {
  const start = Date.now()
  return {
    now: () => Math.round(start + (Date.now() - start) * SPEED),
    async sleep(milliseconds, signal) {
      const { setTimeout } = await import('node:timers/promises')
      await setTimeout(milliseconds / SPEED, undefined, { signal }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error
      })
    },
  }
}

/** Every file below some paths, with its content, as they are on the disk (a lock or a temporary file among them). */
export function snapshot(root: string, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (name: string): void => {
    const path = join(root, name)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (!stats) return
    if (stats.isSymbolicLink()) found[name] = `-> ${readlinkSync(path)}`
    else if (!stats.isDirectory()) found[name] = readFileSync(path, 'latin1')
    else for (const child of readdirSync(path).toSorted()) visit(join(name, child))
  }
  for (const name of names) visit(name)
  return found
}
