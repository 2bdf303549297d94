import { statSync } from 'node:fs'
import { sep } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { edit } from './edit.ts'
import type { Change } from './edit.ts'
import { kubeconfigFiles } from './files.ts'
import { leftoversOf, removeLeftovers } from './leftovers.ts'
import { loadFiles, parse } from './load.ts'
import type { LoadedFile, ReadContext } from './load.ts'
import { withLock } from './lock.ts'
import type { HeldLock } from './lock.ts'
import { NotEditable } from './splice.ts'
import { prepareWrite, resolveFolder, resolveTarget } from './write-file.ts'
import type { PreparedWrite } from './write-file.ts'

/** What changing kubeconfigs needs. */
export type WriteContext = ReadContext & Pick<Context, 'random'> & { output: Pick<Context['output'], 'warn'> }

/** What is to change, by file, and what the operation says about it. */
export type Plan<T> = { changes: Map<string, Change[]>; result: T }

/** One file's text before and after. `before` is undefined for a new file. */
export type FileEdit = { file: string; before: string | undefined; after: string }

/**
 * Changes kubeconfig files: lock, read, plan, edit, write, release. The plan is made from what stands in the files and
 * may be made again when that has changed; it must have no effects. Where it wants no change nothing is locked and
 * nothing written. All files are written to temporary ones before the first is replaced.
 *
 * Throws what reading, locking and writing throw, and `kubeconfig-locked`, `kubeconfig-not-editable`,
 * `kubeconfig-busy`.
 */
export async function modify<T>(ctx: WriteContext, plan: (files: LoadedFile[]) => Plan<T>): Promise<T> {
  // Somebody else's write between reading and writing starts it all over; five in a row is no chance any more.
  let names = ''
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const files = await loadFiles(ctx)
    const { changes, result } = plan(files)
    if (changes.size === 0) return result
    names = [...changes.keys()].join(' and ')
    const outcome = await locked(ctx, lockNames([...changes.keys()]), async (locks) => {
      const current = await loadFiles(ctx, true, files)
      const planned = plan(current)
      const covered = [...planned.changes.keys()].every((path) => changes.has(path))
      return covered && (await write(ctx, current, planned.changes, locks)) ? planned : undefined
    }).catch(startOverIfLost)
    if (outcome !== undefined) return outcome.result
  }
  throw new IccError('kubeconfig-busy', `Another program keeps changing ${names}. Nothing was changed.`, {
    hint: 'wait for that program or end it, then type the same again',
  })
}

/** This process was held up so long that another one broke its lock. Nothing was written then. */
function startOverIfLost(error: unknown): undefined {
  if (error instanceof IccError && error.code === 'lock-lost') return undefined
  throw error
}

/** What `modify` would write and answer, without writing. */
export async function preview<T>(
  ctx: ReadContext,
  plan: (files: LoadedFile[]) => Plan<T>,
): Promise<{ edits: FileEdit[]; result: T }> {
  const files = await loadFiles(ctx)
  const { changes, result } = plan(files)
  return { edits: await editFiles(files, changes), result }
}

/** Removes the copies of kubeconfigs that writers left who were killed: for a sign-out, since they may hold tokens. */
export async function removeCopies(ctx: WriteContext): Promise<void> {
  const files = kubeconfigFiles(ctx).filter((file) => leftoversOf(resolveTarget(file)).length > 0)
  await locked(ctx, lockNames(files), async (locks) => {
    for (const lock of locks) lock.verify()
    for (const file of files) removeLeftovers(resolveTarget(file))
  })
}

/** Under the name that was given, which kubectl locks, and that of its target, which other names may lead to. */
export function lockNames(paths: string[]): string[] {
  // In one order everywhere, so that two programs never wait for each other. (client-go sorts as well.) And by one name
  // each: in a linked folder, the lock of the other name would be the one that is held already.
  return [...new Set(paths.flatMap((path) => [resolveFolder(path), resolveTarget(path)]))].toSorted()
}

async function locked<T>(
  ctx: WriteContext,
  [path, ...others]: string[],
  action: (locks: HeldLock[]) => Promise<T>,
  held: HeldLock[] = [],
): Promise<T> {
  if (path === undefined) return action(held)
  return withLock(ctx, path, (lock) => locked(ctx, others, action, [...held, lock]), { code: 'kubeconfig-locked' })
}

async function editFiles(files: LoadedFile[], changes: Map<string, Change[]>): Promise<FileEdit[]> {
  const edits: FileEdit[] = []
  for (const [path, wanted] of changes) {
    const file = files.find((loaded) => loaded.path === path)
    if (file === undefined) throw new Error('A change was planned for a file that was not read')
    const before = file.model.tree.text
    const after = await editFile(file, wanted)
    if (after !== before)
      edits.push({ file: file.path, before: file.stats === undefined ? undefined : before, after })
  }
  return edits
}

async function editFile(file: LoadedFile, changes: Change[]): Promise<string> {
  try {
    if (file.utf16) throw new NotEditable('It is UTF-16, and kubectl itself writes UTF-8')
    return await edit(file.model.tree, changes, parse)
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error
    throw new IccError(
      'kubeconfig-not-editable',
      `${file.path} cannot be changed safely: ${error.message}. Nothing was changed.`,
      {
        hint: `kubectl config view --raw --kubeconfig ${file.path}`,
        cause: error,
      },
    )
  }
}

/** False where a file changed since it was read; then nothing was written. */
async function write(
  ctx: WriteContext,
  files: LoadedFile[],
  changes: Map<string, Change[]>,
  locks: HeldLock[],
): Promise<boolean> {
  const edits = await editFiles(files, changes)
  const prepared: PreparedWrite[] = []
  try {
    for (const lock of locks) lock.verify()
    for (const { file } of edits) removeLeftovers(resolveTarget(file))
    for (const { file, after } of edits) prepared.push(prepareWrite(file, after))
    if (edits.some(({ file }) => !isUnchanged(files, file))) return false
    for (const lock of locks) lock.verify()
    for (const one of prepared) await one.commit()
  } finally {
    for (const one of prepared) one.discard()
  }
  for (const { file } of edits) warnIfNarrowed(ctx, files, file)
  return true
}

/** Not every tool takes the lock. What such a one wrote meanwhile must not be lost. */
function isUnchanged(files: LoadedFile[], path: string): boolean {
  const read = files.find((file) => file.path === path)?.stats
  const now = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (read === undefined || now === undefined) return read === now
  return read.ino === now.ino && read.mtimeNs === now.mtimeNs && read.size === now.size && read.dev === now.dev
}

function warnIfNarrowed(ctx: WriteContext, files: LoadedFile[], path: string): void {
  const mode = Number(files.find((file) => file.path === path)?.stats?.mode ?? 0n)
  // On Windows the mode bits are made up.
  if (sep === '\\' || (mode & 0o077) === 0) return
  ctx.output.warn(`Other users of this machine could read ${path}; it is now readable by you only (mode 0600).`)
}
