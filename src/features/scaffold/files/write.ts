import { existsSync, mkdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Context } from '../../../context.ts'
import { cancelled, IccError, systemCode } from '../../../errors.ts'
import { writeError } from '../../kubeconfig/write-error.ts'
import { prepareWrite, resolveTarget, type PreparedWrite, type WriteOptions } from '../../kubeconfig/write-file.ts'
import { readExisting, type FilePlan, type PlannedFile } from './plan.ts'

type WriteContext = Pick<Context, 'cwd' | 'signal'>

/**
 * Writes what is planned, all of it or nothing: everything is laid beside its place before the first file takes its
 * own, and where one cannot, those before it are taken back. Folders that are missing are made. New files get the mode
 * that the system gives new files, others keep theirs; `private` ones are for their owner alone. Symbolic links stay, and their targets are written.
 *
 * @throws `file-changed`, `file-not-writable`, `disk-full`, `file-is-folder`, `folder-missing` (exit 1), `cancelled`
 *   (exit 130): nothing was written; `files-half-written` (exit 1) where one could not be taken back
 */
export async function writeFiles(
  ctx: WriteContext,
  plan: FilePlan,
  options: { private?: boolean } = {},
): Promise<void> {
  const folders: string[] = []
  const steps: Step[] = []
  let isDone = false
  try {
    refuseChanged(ctx, plan)
    const changed = plan.files.filter(({ action }) => action !== 'equal')
    for (const file of changed)
      prepare(ctx, file, {
        folders,
        steps,
        undo: changed.length > 1,
        mode: options.private === true ? PRIVATE : USUAL,
      })
    refuseChanged(ctx, plan)
    if (ctx.signal.aborted) throw ctx.signal.reason instanceof IccError ? ctx.signal.reason : cancelled()
    await takePlaces(steps)
    isDone = true
  } catch (error) {
    throw withHint(error)
  } finally {
    for (const { write, undo } of steps) {
      write.discard()
      undo?.discard()
    }
    if (!isDone) removeFolders(folders)
  }
}

/** One file on its way: `undo` puts back what was there; a new file without one is removed. */
type Step = { path: string; target: string; write: PreparedWrite; undo: PreparedWrite | undefined }

type Progress = { folders: string[]; steps: Step[]; undo: boolean; mode: WriteOptions }

const USUAL: WriteOptions = { mode: 'usual', keepMode: true }

/** For its owner alone, whatever it was before. */
const PRIVATE: WriteOptions = {}

function prepare({ cwd }: WriteContext, file: PlannedFile, { folders, steps, undo, mode }: Progress): void {
  const place = resolve(cwd, file.path)
  const target = resolveTarget(place)
  makeFolders(file.path, dirname(target), folders)
  const write = prepareWrite(place, file.after, mode)
  const step: Step = { path: file.path, target, write, undo: undefined }
  steps.push(step)
  if (undo && file.before !== undefined) step.undo = prepareWrite(place, file.before, { keepMode: true })
}

/** One after the other, so that those that were made are known if one cannot be. */
function makeFolders(path: string, folder: string, made: string[]): void {
  if (existsSync(folder)) return
  makeFolders(path, dirname(folder), made)
  try {
    mkdirSync(folder)
    made.push(folder)
  } catch (error) {
    const code = systemCode(error) ?? ''
    if (code === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    if (!['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP'].includes(code)) throw writeError(path, error, REASONS)
    throw new IccError('folder-missing', `${path} cannot be written: ${folder} cannot be a folder.`, { cause: error })
  }
}

const REASONS = {
  EACCES: 'you have no right to make its folder',
  EPERM: 'you have no right to make its folder',
  EROFS: 'its file system is read-only',
  ENAMETOOLONG: 'its name is too long',
}

function removeFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder)
    } catch (error) {
      // Somebody else has put something there meanwhile, and needs it.
      if (systemCode(error) === undefined) throw error
    }
  }
}

function refuseChanged(ctx: WriteContext, { files }: FilePlan): void {
  const changed = files.find(({ path, before }) => !isStill(ctx, path, before))
  if (changed === undefined) return
  throw new IccError('file-changed', `${changed.path} changed while icc looked at it. Nothing was written.`, {
    hint: 'type the same again',
  })
}

function isStill(ctx: WriteContext, path: string, before: Uint8Array | undefined): boolean {
  try {
    const now = readExisting(ctx, path)
    return before === undefined || now === undefined ? now === before : Buffer.compare(now, before) === 0
  } catch (error) {
    if (!(error instanceof IccError)) throw error
    return false
  }
}

async function takePlaces(steps: readonly Step[]): Promise<void> {
  const done: Step[] = []
  try {
    for (const step of steps) {
      await step.write.commit()
      done.push(step)
    }
  } catch (error) {
    for (const step of done.toReversed()) await takeBack(step, error)
    throw error
  }
}

async function takeBack({ path, target, undo }: Step, cause: unknown): Promise<void> {
  try {
    if (undo === undefined) rmSync(target, { force: true })
    else await undo.commit()
  } catch (error) {
    const why = cause instanceof Error ? cause.message.replace(/ Nothing was changed\.$/u, '') : ''
    throw new IccError('files-half-written', `${path} was written and could not be taken back. ${why}`, {
      hint: `git checkout ${path}, or take it away`,
      cause: error,
    })
  }
}

/** What writes files in general knows no `--out`. */
function withHint(error: unknown): unknown {
  if (!(error instanceof IccError)) return error
  const hint = HINTS[error.code]
  if (hint === undefined) return error
  const message = `${error.message.replace(/ Nothing was changed\.$/u, '')} Nothing was written.`
  return new IccError(error.code, message, { hint, cause: error })
}

const HINTS: Readonly<Record<string, string>> = {
  'disk-full': 'make room there, or choose another place: --out FILE',
  'folder-missing': 'choose another place: --out FILE',
  'file-is-folder': 'choose another name: --out FILE',
}
