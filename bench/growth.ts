import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rememberServerList } from '../src/features/namespaces/server-list.ts'
import { createOutput } from '../src/output.ts'
import type { Programs } from './daily.ts'
import { measure, type Measured, type Subject } from './measure.ts'

/** Bytes of one cluster, user and context in the kubeconfigs here: 2,000 of them are 350 kB, as campuses have them. */
const ENTRY = 175

/** How many contexts a kubeconfig has: 10 kB, 100 kB, what the design speaks of, 1 MB, 10 MB. */
export const CONTEXTS: readonly number[] = [10_000, 100_000, 2_000 * ENTRY, 1_000_000, 10_000_000].map((bytes) =>
  Math.round(bytes / ENTRY),
)
const NAMESPACES = [10, 1_000, 20_000]

/** How switching grows with contexts, and with namespaces that are known of a cluster. */
export async function measureGrowth(folder: string, programs: Programs, rounds: number): Promise<Measured[]> {
  const bare: Subject = { name: 'executable that does nothing', command: [programs.bare], env: process.env }
  const contexts = CONTEXTS.flatMap((count) => contextSwitch(join(folder, `contexts-${count}`), count, programs))
  const namespaces = NAMESPACES.map((count) => namespaceSwitch(join(folder, `namespaces-${count}`), count, programs))
  return measure([bare, ...contexts, ...namespaces], rounds)
}

/** How the results call a switch among so many contexts. */
export function switchName(tool: string, contexts: number): string {
  const kilobytes = Math.round((contexts * ENTRY) / 1000)
  return `${tool} NAME, ${contexts.toLocaleString('en')} contexts (${kilobytes.toLocaleString('en')} kB)`
}

function contextSwitch(folder: string, count: number, { icc, kubectl, kubectx }: Programs): Subject[] {
  const subject = (tool: string, program: string | undefined, ...argv: string[]): Subject[] => {
    if (program === undefined) return []
    const place = placeWith(join(folder, tool), count)
    const command = (round: number): string[] => [program, ...argv, `context-${round % 2 === 0 ? count - 1 : 0}`]
    // Other tools take a quarter of a minute for the largest.
    const slow = tool !== 'icc ctx' && count > 20_000
    return [{ name: switchName(tool, count), command, env: place.env, slow }]
  }
  return [
    ...subject('icc ctx', icc, 'ctx'),
    ...subject('kubectl config use-context', kubectl, 'config', 'use-context'),
    ...subject('kubectx', kubectx),
  ]
}

/** Each round to a namespace that was not used before: only the list that the server once gave has it. */
function namespaceSwitch(folder: string, count: number, { icc }: Programs): Subject {
  const { env, kubeconfig } = placeWith(folder, 1)
  const names = Array.from({ length: count }, (_, number) => `project-${number}`)
  const output = createOutput({
    format: 'json',
    verbose: false,
    colour: { stdout: false, stderr: false },
    stderrIsTerminal: false,
    columns: undefined,
    stdout: () => undefined,
    stderr: (text) => process.stderr.write(text),
  })
  const ctx = { stateDir: () => join(folder, 'state'), random: Math.random, output }
  const place = {
    context: 'context-0',
    cluster: 'cluster-0',
    file: kubeconfig,
    namespace: undefined,
    site: undefined,
  }
  rememberServerList(ctx, place, { at: Date.now(), names, ofGroups: [] })
  const name = `icc ns KNOWN, ${count.toLocaleString('en')} namespaces`
  return { name, command: (round) => [icc, 'ns', `project-${round % count}`], env }
}

function placeWith(folder: string, contexts: number): { env: NodeJS.ProcessEnv; kubeconfig: string } {
  mkdirSync(folder, { recursive: true })
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigWith(contexts), { mode: 0o600 })
  const folders = { ICC_CONFIG_DIR: join(folder, 'config'), ICC_STATE_DIR: join(folder, 'state') }
  return { kubeconfig, env: { ...process.env, HOME: folder, KUBECONFIG: kubeconfig, ...folders } }
}

function kubeconfigWith(count: number): string {
  const numbers = Array.from({ length: count }, (_, number) => number)
  const clusters = numbers.map((n) => `- cluster:\n    server: https://c${n}.example.org\n  name: cluster-${n}\n`)
  const contexts = numbers.map(
    (n) => `- context:\n    cluster: cluster-${n}\n    user: u${n}\n  name: context-${n}\n`,
  )
  const users = numbers.map((n) => `- name: u${n}\n  user:\n    token: abcdefghijkl\n`)
  const lists = `clusters:\n${clusters.join('')}contexts:\n${contexts.join('')}`
  return `apiVersion: v1\n${lists}current-context: context-0\nkind: Config\npreferences: {}\nusers:\n${users.join('')}`
}
