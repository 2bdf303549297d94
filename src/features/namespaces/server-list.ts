import type { Context } from '../../context.ts'
import { memoryFile, readMemoryFile, writeMemoryFile, type MemoryFile } from './memory-file.ts'
import { texts } from './memory.ts'
import type { Place } from './place.ts'

/** What the server said when it was asked for its namespaces, and when: milliseconds since the epoch. */
export type ServerList = {
  at: number
  names: string[] | 'forbidden'
  /** Where listing is forbidden: the namespaces of the user's groups, by the site's rule, that the user can work in. */
  ofGroups: string[]
}

/** The last answer about a context's cluster; undefined if nothing usable is there. */
export function readServerList(ctx: Pick<Context, 'stateDir'>, place: Place): ServerList | undefined {
  const { at, names, ofGroups } = readMemoryFile(fileFor(ctx, place)) ?? {}
  if (typeof at !== 'number') return undefined
  return { at, names: names === 'forbidden' ? names : texts(names), ofGroups: texts(ofGroups) }
}

/** Keeps an answer. */
export function rememberServerList(
  ctx: Pick<Context, 'stateDir' | 'random' | 'output'>,
  place: Place,
  answer: ServerList,
): void {
  writeMemoryFile(ctx, fileFor(ctx, place), answer)
}

/** All names in an answer, whichever way they were found. */
export function listedNames(answer: ServerList | undefined): string[] {
  if (answer === undefined) return []
  return answer.names === 'forbidden' ? answer.ofGroups : answer.names
}

/** A file of its own: it may hold 20,000 names, and a switch to one that was used before needs none of them. */
function fileFor(ctx: Pick<Context, 'stateDir'>, { context, cluster, file }: Place): MemoryFile {
  return memoryFile(ctx, 'namespaces', [context, cluster, file, 'list'])
}
