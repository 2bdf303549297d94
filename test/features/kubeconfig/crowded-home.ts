import { linkSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parse } from 'yaml'
import { nameOwner } from '../../../src/features/kubeconfig/lock-owner.ts'
import { put } from './support.ts'

/** What many writers at once came to. */
export type Figures = {
  writers: number
  kills: number
  /** Changes that were reported as done and are not there. */
  lost: number
  /** Readings that were empty, could not be parsed, or lacked contexts. */
  torn: number
  /** Readings that differed from the one before. */
  versions: number
  /** The longest run of one writer in milliseconds. */
  longestWait: number
}

/** A home folder with a kubeconfig of as many contexts as asked for, and a link to it. */
export function crowdedHome(folder: string, contexts: number): { home: Home; file: string; link: string } {
  const items = Array.from(
    { length: contexts },
    (_, index) =>
      `- context:\n    cluster: c\n    namespace: before\n    user: u\n  name: ${contextName(index)} # mine\n`,
  )
  const text = `apiVersion: v1\nclusters:\n- cluster:\n    server: https://c.example\n  name: c\ncontexts:\n${items.join('')}`
  const file = put({ folder }, '.kube/config', `${text}current-context: ${contextName(0)}\nkind: Config\nusers: []\n`)
  const link = join(folder, 'link')
  symlinkSync('.kube/config', link)
  return { home: { folder, kubeconfig: file, env: {} }, file, link }
}

/** As `startIcc` wants it. */
export type Home = { folder: string; kubeconfig: string; env: Record<string, string> }

/** The name of a context, such that kubectl, which sorts them, leaves them in order. */
export function contextName(index: number): string {
  return `context-${String(index).padStart(3, '0')}`
}

/** The namespaces of the contexts, in order; undefined where a text is no whole kubeconfig of so many contexts. */
export function namespacesIn(text: string, contexts: number): string[] | undefined {
  try {
    const content = parse(text) as { contexts: { context: { namespace: string } }[]; users: [] } | null
    const found = content?.contexts.map(({ context }) => context.namespace)
    return found?.length === contexts && content?.users !== undefined ? found : undefined
  } catch {
    // Half of a file need not be YAML.
    return undefined
  }
}

/** Reads a file all the time until it is stopped. */
export function watchFile(file: string, contexts: number): { stop(): Promise<{ versions: number; torn: number }> } {
  const ended = new AbortController()
  const seen = { versions: 0, torn: 0 }
  const reading = (async () => {
    for (let last = ''; !ended.signal.aborted; await turn()) {
      const text = readFileSync(file, 'utf8')
      if (text === last && last !== '') continue
      last = text
      seen.versions += 1
      if (namespacesIn(text, contexts) === undefined) seen.torn += 1
    }
    return seen
  })()
  return {
    stop() {
      ended.abort()
      return reading
    },
  }
}

/** A lock whose holder was killed long ago. */
export function leaveStaleLock(file: string, second = 1): void {
  // Complete from the start, so that nobody meets it young.
  const aged = put({ folder: join(file, '..') }, 'aged', '')
  utimesSync(aged, second, second)
  linkSync(aged, `${file}.lock`)
  rmSync(aged)
}

/** A lock of this moment whose holder was killed. */
export function leaveDeadLock(file: string): void {
  const owner = { ...(JSON.parse(nameOwner()) as object), started: '1' }
  const named = put({ folder: join(file, '..') }, 'named', JSON.stringify(owner))
  linkSync(named, `${file}.lock`)
  rmSync(named)
}
