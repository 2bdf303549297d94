import type { Context } from '../../context.ts'
import { memoryFile, readMemoryFile, textOrNothing, writeMemoryFile, type MemoryFile } from './memory-file.ts'
import type { Place } from './place.ts'

/** What icc remembers of the namespaces of one context. */
export type NamespaceMemory = {
  /** The namespace after the last switch by icc, and the one before it. */
  last: string | undefined
  previous: string | undefined
  /** Namespaces that were switched to, the latest first. */
  used: string[]
}

const MOST_USED = 50

/** What is remembered of a context; nothing, if nothing usable is there. */
export function readMemory(ctx: Pick<Context, 'stateDir'>, place: Place): NamespaceMemory {
  const memory = readMemoryFile(fileFor(ctx, place)) ?? {}
  return {
    last: textOrNothing(memory['last']),
    previous: textOrNothing(memory['previous']),
    used: texts(memory['used']),
  }
}

/** Remembers a switch. */
export function rememberSwitch(
  ctx: Pick<Context, 'stateDir' | 'random' | 'output'>,
  place: Place,
  memory: NamespaceMemory,
  change: { from: string; to: string },
): void {
  const previous = change.from === change.to ? previousNamespace(memory, change.from) : change.from
  const used = [change.to, ...memory.used.filter((name) => name !== change.to)].slice(0, MOST_USED)
  if (memory.last === change.to && memory.previous === previous && memory.used[0] === change.to) return
  writeMemoryFile(ctx, fileFor(ctx, place), { ...memory, last: change.to, previous, used })
}

/**
 * Where `-` leads to. If another tool has moved the context since icc did, that is where icc went last; else where it
 * came from then.
 */
export function previousNamespace(memory: NamespaceMemory, current: string): string | undefined {
  return memory.last === undefined || memory.last === current ? memory.previous : memory.last
}

function fileFor(ctx: Pick<Context, 'stateDir'>, { context, cluster, file }: Place): MemoryFile {
  return memoryFile(ctx, 'namespaces', [context, cluster, file])
}

/** The texts of a list; anything else counts as not there. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
