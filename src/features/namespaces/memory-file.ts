import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Context } from '../../context.ts'
import { systemCode } from '../../errors.ts'
import { makeFolders } from '../../make-folders.ts'

/** A small JSON file of what was done before. `identity` is what it is about, in full. */
export type MemoryFile = { path: string; identity: string[] }

/** The file about something: a folder of the state, and a name made of what identifies the thing. */
export function memoryFile(ctx: Pick<Context, 'stateDir'>, folder: string, identity: string[]): MemoryFile {
  return { path: join(ctx.stateDir(), folder, `${shortName(JSON.stringify(identity))}.json`), identity }
}

/**
 * What a memory file holds, undefined where it is missing. Content that is broken, or about something else, counts as
 * missing too: it is a cache, made again by the next switch, and nothing that anybody would have to repair.
 */
export function readMemoryFile({ path, identity }: MemoryFile): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof content !== 'object' || content === null) return undefined
    const memory = content as Record<string, unknown>
    return JSON.stringify(memory['about']) === JSON.stringify(identity) ? memory : undefined
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) !== undefined) return undefined
    throw error
  }
}

/**
 * Replaces a memory file, readable by its owner only; readers see the old or the new content. It is not synced to the
 * disk, which would cost more than the whole switch. That it cannot be written is a warning: what the user asked for
 * was done.
 */
export function writeMemoryFile(
  ctx: Pick<Context, 'random' | 'output'>,
  { path, identity }: MemoryFile,
  memory: Record<string, unknown>,
): void {
  const temporary = `${path}.${ctx.random().toString(36).slice(2)}.tmp`
  try {
    makeFolders(dirname(path))
    try {
      writeFileSync(temporary, `${JSON.stringify({ about: identity, ...memory })}\n`, { mode: 0o600, flag: 'wx' })
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    ctx.output.warn(`${path} could not be written (${code}), so icc will not remember this.`)
  }
}

/** A member of a memory file that is a text; anything else counts as not there. */
export function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/**
 * A short name for a text: FNV-1a over its bytes from two starting values, 64 bits in all. Two texts of one name do no
 * harm, since the file says what it is about; a cryptographic hash would cost a fifth of the runtime's own start.
 */
function shortName(text: string): string {
  return [0x811c9dc5, 0x01000193].map((start) => fnv1a(text, start).toString(16).padStart(8, '0')).join('')
}

function fnv1a(text: string, start: number): number {
  return Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, start)
}
