import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  accessSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { IccError, systemCode } from '../../errors.ts'
import { temporaryPath } from './leftovers.ts'
import { notWritable, writeError } from './write-error.ts'
import { writeAll, writeInPlace } from './write-in-place.ts'

/**
 * `mode` is that of a new file; 0600 where it is not given, and what the system gives new files with `usual`. With
 * `keepMode` an existing file keeps its own whole, also what group and others may do: for files that hold no secret.
 */
export type WriteOptions = { mode?: number | 'usual'; keepMode?: boolean }

/** A text that lies, complete and on the disk, beside the file it is going to replace. */
export type PreparedWrite = {
  /** Puts it into place; it is there afterwards, or nothing has changed. */
  commit(): Promise<void>
  /** Takes it away again. Without effect after `commit`. */
  discard(): void
}

/**
 * Replaces a file's content so that every reader sees the old or the new one, whole, and so does a power cut. A file that is
 * mounted by itself alone is written over, as it cannot be replaced.
 *
 * Symbolic links stay, their target is replaced (one that dangles is made). The file is readable by its owner only: an
 * existing mode loses the bits of group and others. The folder must exist.
 *
 * Throws `file-not-writable` (rights, a read-only file or file system, another owner),
 * `disk-full` (also quota and file size limit), `file-is-folder` and `folder-missing`; nothing was changed then.
 */
export async function writeFileAtomically(
  path: string,
  text: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const prepared = prepareWrite(path, text, options)
  try {
    await prepared.commit()
  } finally {
    prepared.discard()
  }
}

/** The first half of `writeFileAtomically`, for several files that are to change together. Throws what that throws. */
export function prepareWrite(path: string, text: string | Uint8Array, options: WriteOptions = {}): PreparedWrite {
  try {
    const target = resolveTarget(path)
    const existing = statSync(target, { throwIfNoEntry: false })
    if (existing !== undefined) refuseUnwritable(path, target, existing)
    const bytes = Buffer.from(text)
    const temporary = writeBeside(path, target, bytes, existing, options)
    return {
      async commit() {
        try {
          await rename(temporary, target).catch((error: unknown) => {
            if (existing === undefined || !isMountPoint(error)) throw error
            writeInPlace(target, bytes, existing.mode & (options.keepMode ? 0o777 : 0o700))
          })
        } catch (error) {
          throw isHeld(error) ? heldOpen(path, error) : translate(path, error)
        } finally {
          rmSync(temporary, { force: true })
        }
        syncFolder(dirname(target))
      },
      discard: () => rmSync(temporary, { force: true }),
    }
  } catch (error) {
    throw translate(path, error)
  }
}

/** Where a path leads when every symbolic link is followed, also if nothing is there yet. */
export function resolveTarget(path: string): string {
  let target = resolveFolder(path)
  // The systems' own limit (40 on Linux) ends circles.
  for (let links = 0; links < 40; links += 1) {
    const link = readLink(target)
    if (link === undefined) return target
    target = resolveFolder(resolve(dirname(target), link))
  }
  throw notWritable(path, 'it is a circle of symbolic links')
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    // No link, or nothing there: either way this is the end of the chain. What is wrong with it shows at the next step.
    return undefined
  }
}

/** A path whose folder's symbolic links are followed, but not its own: one name for one file. */
export function resolveFolder(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    // It is missing or closed to us: opening the file says so.
    return path
  }
}

function refuseUnwritable(path: string, target: string, existing: Stats): void {
  if (existing.isDirectory()) throw isFolder(path)
  if (!existing.isFile()) throw notWritable(path, 'it is no ordinary file')
  // Replacing needs no right on the file itself, but who took the write bit away meant it.
  if ((existing.mode & 0o200) === 0) throw notWritable(path, 'it is read-only', { hint: makeWritable(path) })
  accessSync(target, constants.W_OK)
}

function makeWritable(path: string): string {
  return sep === '\\' ? `attrib -r ${path}` : `chmod u+w ${path}`
}

/** A new file in the target's folder, written and synced. The name is free because creating it is exclusive. */
function writeBeside(
  path: string,
  target: string,
  bytes: Buffer,
  existing: Stats | undefined,
  { mode = 0o600, keepMode = false }: WriteOptions,
): string {
  const asNew = existing === undefined ? mode : existing.mode & (keepMode ? 0o777 : 0o700)
  const file = openBeside(target, asNew === 'usual' ? 0o666 : 0o600)
  try {
    keepOwner(file.descriptor, path, existing)
    if (asNew !== 'usual') fchmodSync(file.descriptor, asNew)
    writeAll(file.descriptor, bytes)
    fsyncSync(file.descriptor)
  } catch (error) {
    closeSync(file.descriptor)
    rmSync(file.path, { force: true })
    throw error
  }
  closeSync(file.descriptor)
  return file.path
}

/** @param mode less what the process's umask, or a rule of the folder, takes from new files */
function openBeside(target: string, mode: number): { path: string; descriptor: number } {
  const others: string[] = []
  for (;;) {
    const path = temporaryPath(target, others.length)
    try {
      const descriptor = openSync(path, 'wx', mode)
      removeAbandoned(others, fstatSync(descriptor).mtimeMs)
      return { path, descriptor }
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || others.length === 999) throw error
      others.push(path)
    }
  }
}

/** Milliseconds after which the writer of a temporary file is no longer at it. */
const ABANDONED_AFTER = 60_000

/** What writers left behind who were killed: copies that may hold secrets. `now` is by the clock of that file system. */
function removeAbandoned(paths: string[], now: number): void {
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found !== undefined && now - found.mtimeMs > ABANDONED_AFTER) rmSync(path, { force: true })
  }
}

/** With `sudo`, or in a shared folder: a file that changed hands would lock its owner out. */
function keepOwner(descriptor: number, path: string, existing: Stats | undefined): void {
  if (existing === undefined) return
  const made = fstatSync(descriptor)
  if (made.uid === existing.uid && made.gid === existing.gid) return
  try {
    fchownSync(descriptor, existing.uid, existing.gid)
  } catch (error) {
    // The group has no say in a file that only its owner may read.
    if (made.uid !== existing.uid) throw notWritable(path, 'it belongs to another user', { cause: error })
  }
}

/** Waits, in milliseconds, between tries on Windows, where a virus scanner or an indexer holds new files for a moment. */
const WINDOWS_WAITS = [10, 20, 50, 100, 200, 400]

async function rename(from: string, to: string): Promise<void> {
  for (const wait of sep === '\\' ? WINDOWS_WAITS : []) {
    try {
      renameSync(from, to)
      return
    } catch (error) {
      if (!isHeld(error)) throw error
    }
    const { setTimeout: sleep } = await import('node:timers/promises')
    await sleep(wait)
  }
  renameSync(from, to)
}

/** Windows replaces no file that somebody has open. Its rights were looked at before, and a file was made beside it. */
function isHeld(error: unknown): boolean {
  return sep === '\\' && ['EPERM', 'EBUSY', 'EACCES'].includes(systemCode(error) ?? '')
}

/** Nothing takes the place of a file that is mounted by itself, as containers are given single files. */
function isMountPoint(error: unknown): boolean {
  return sep !== '\\' && systemCode(error) === 'EBUSY'
}

function heldOpen(path: string, cause: unknown): IccError {
  return notWritable(path, 'another program has it open', { hint: 'close it there, and try again', cause })
}

/** So that the new name outlives a power cut. Not every system can, and the content is complete either way. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Windows opens no folders, some network file systems sync none.
  }
}

const REASONS = {
  EACCES: 'you have no right to',
  EPERM: 'you have no right to',
  EROFS: 'its file system is read-only',
  EBUSY: 'it is in use',
  ENAMETOOLONG: 'its name is too long',
}

function translate(path: string, error: unknown): unknown {
  if (error instanceof IccError) return error
  const code = systemCode(error)
  if (code === 'EISDIR') return isFolder(path)
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return writeError(path, error, REASONS)
  return new IccError(
    'folder-missing',
    `${path} cannot be written: ${dirname(path)} is no folder. Nothing was changed.`,
    {
      hint: `mkdir ${dirname(path)}`,
      cause: error,
    },
  )
}

function isFolder(path: string): IccError {
  return new IccError('file-is-folder', `${path} is a folder, not a file. Nothing was changed.`, {
    hint: 'name another file, or take the folder away',
  })
}
