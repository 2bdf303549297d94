import type { Context } from '../../context.ts'
import { memoryFile, readMemoryFile, textOrNothing, writeMemoryFile } from './memory-file.ts'

type ContextMemory = { last: string | undefined; previous: string | undefined }

/**
 * The context that `-` leads to: where the last switch by icc came from. If something else (a sign-in, kubectl) has
 * moved the user since, it is where icc had left them.
 *
 * @param files the kubeconfig files: each set has a memory of its own
 */
export function previousContext(
  ctx: Pick<Context, 'stateDir'>,
  files: readonly string[],
  current: string | undefined,
): string | undefined {
  return wayBack(read(ctx, files), current)
}

/** Remembers that icc switched, or left no context current: then the way back leads to where the user was. */
export function rememberContext(
  ctx: Pick<Context, 'stateDir' | 'random' | 'output'>,
  files: readonly string[],
  { from, to }: { from: string | undefined; to: string | undefined },
): void {
  const known = read(ctx, files)
  const last = to ?? from
  const previous = from === undefined || from === last ? wayBack(known, last) : from
  if (known.last === last && known.previous === previous) return
  write(ctx, files, { last, previous })
}

/** A context has a new name: `-` still finds it. */
export function renameInMemory(
  ctx: Pick<Context, 'stateDir' | 'random' | 'output'>,
  files: readonly string[],
  { from, to }: { from: string; to: string },
): void {
  const { last, previous } = read(ctx, files)
  if (last !== from && previous !== from) return
  write(ctx, files, { last: last === from ? to : last, previous: previous === from ? to : previous })
}

function wayBack({ last, previous }: ContextMemory, current: string | undefined): string | undefined {
  return last === undefined || last === current ? previous : last
}

function read(ctx: Pick<Context, 'stateDir'>, files: readonly string[]): ContextMemory {
  const memory = readMemoryFile(memoryFile(ctx, 'contexts', [...files])) ?? {}
  return { last: textOrNothing(memory['last']), previous: textOrNothing(memory['previous']) }
}

function write(
  ctx: Pick<Context, 'stateDir' | 'random' | 'output'>,
  files: readonly string[],
  memory: ContextMemory,
): void {
  writeMemoryFile(ctx, memoryFile(ctx, 'contexts', [...files]), memory)
}
