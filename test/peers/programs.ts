import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { findPeers, type Peers } from '../../bench/peers.ts'
import type { Ran } from '../support/run-icc.ts'

/** The other tools that are here, by name; of kubectx and kubens not the shell scripts of old, which need more of a cluster. */
export const peers = modern(await findPeers())

function modern(found: Peers): Peers {
  return { ...found, kubectx: knowsVersion(found.kubectx), kubens: knowsVersion(found.kubens) }
}

function knowsVersion(path: string | undefined): string | undefined {
  return path !== undefined && spawnSync(path, ['--version']).status === 0 ? path : undefined
}

type Peer = keyof Peers

/** What the name of a test says where one of its tools is missing; nothing where all are there. */
export function without(...names: Peer[]): string {
  const missing = names.filter((name) => peers[name] === undefined)
  return missing.length === 0 ? '' : ` (skipped: no ${missing.join(', no ')} of today here)`
}

/** Runs another tool as a user with this environment and no terminal, in the user's home. */
export async function runPeer(
  name: Peer,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const program = peers[name]
  if (program === undefined) throw new Error(`there is no ${name} here: skip the test by without()`)
  const PATH = process.env['PATH'] ?? ''
  const child = spawn(program, argv, { env: { PATH, ...env }, cwd: env['HOME'], stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { stdout, stderr, exitCode: status ?? -1 }
}
