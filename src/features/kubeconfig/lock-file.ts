import { closeSync, fstatSync, fsyncSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { dirname, sep } from 'node:path'
import { systemCode } from '../../errors.ts'
import { makeFolders } from '../../make-folders.ts'
import { nameOwner } from './lock-owner.ts'
import { writeError } from './write-error.ts'

/** Tells one lock from the next. The inode alone would not do: file systems give it out again at once. */
export type Identity = { dev: bigint; ino: bigint; mtimeNs: bigint }

/** A lock file that this process has made. */
export type OwnLock = {
  /** False once another process has broken it. */
  isOurs(): boolean
  /** Gives a lock with a name a new time. */
  showLife(): void
  /** Tells one line to those who wait for a lock with a name. To be called right before `release`. */
  leaveNote(note: string): void
  /** Removes the file, unless it is another's by now. */
  release(): void
}

/**
 * Creates `lock`, the lock file of `path`, and its folder where that is missing; undefined where there is one already.
 *
 * @param named whether it names this process, and can show that it lives
 * @throws `file-not-writable`, `disk-full`
 */
export function createLock(path: string, lock: string, named: boolean): OwnLock | undefined {
  for (const last of [false, true]) {
    try {
      return named ? createNamed(lock) : createPlain(lock)
    } catch (error) {
      const code = systemCode(error)
      if (code === 'EEXIST') return undefined
      // Windows refuses a name whose last owner is just deleting it.
      if (sep === '\\' && (code === 'EPERM' || code === 'EACCES') && identify(lock) !== undefined) return undefined
      if (code !== 'ENOENT' || last) throw writeError(path, error, REASONS)
      makeFolder(path)
    }
  }
  return undefined
}

function createPlain(lock: string): OwnLock {
  const identity = createExclusively(lock)
  const isOurs = (): boolean => isSame(lock, identity)
  const release = (): void => void (isOurs() && rmSync(lock, { force: true }))
  return { isOurs, showLife: () => undefined, leaveNote: () => undefined, release }
}

function createNamed(lock: string): OwnLock {
  const descriptor = openSync(lock, 'wx', 0o600)
  const own: OwnLock = {
    isOurs() {
      try {
        return isSame(lock, identityOf(fstatSync(descriptor, { bigint: true })))
      } catch {
        // A network file system no longer knows the file.
        return false
      }
    },
    showLife() {
      write(descriptor, nameOwner())
    },
    leaveNote(note) {
      write(descriptor, `${nameOwner()}${note}\n`)
    },
    release() {
      const isOurs = own.isOurs()
      closeSync(descriptor)
      if (isOurs) rmSync(lock, { force: true })
    },
  }
  write(descriptor, nameOwner())
  return own
}

/** By the descriptor: when this process was held up, the lock of that name may be another's. */
function write(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text, 0)
    // Other computers that share a network file system must see it as well.
    fsyncSync(descriptor)
  } catch {
    // A full disk, or a file system that is gone: the lock only counts as left behind sooner.
  }
}

/** A lock of another process, kept open: what its holder writes last can be read when the file itself is gone. */
export type OpenLock = { note(): string | undefined; close(): void }

/** Undefined where it is gone already, or not for us to read. */
export function openLock(lock: string): OpenLock | undefined {
  try {
    const descriptor = openSync(lock, 'r')
    return { note: () => noteIn(descriptor), close: () => closeSync(descriptor) }
  } catch {
    // Then nothing is heard of its holder.
    return undefined
  }
}

function noteIn(descriptor: number): string | undefined {
  try {
    const bytes = Buffer.alloc(LONGEST_NOTE)
    const text = bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, LONGEST_NOTE, 0))
    return text.split('\n')[1] || undefined
  } catch {
    // A network file system has forgotten the file: nothing is heard of its holder.
    return undefined
  }
}

/** Bytes of a lock file that are read. */
const LONGEST_NOTE = 16 * 1024

function makeFolder(path: string): void {
  try {
    makeFolders(dirname(path))
  } catch (error) {
    throw writeError(path, error, REASONS)
  }
}

function createExclusively(path: string): Identity {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    return identityOf(fstatSync(descriptor, { bigint: true }))
  } finally {
    closeSync(descriptor)
  }
}

/** The lock that is there; undefined where there is none. */
export function identify(path: string): Identity | undefined {
  try {
    return identityOf(lstatSync(path, { bigint: true }))
  } catch {
    // Gone, or not for us to see: there is nothing to compare with.
    return undefined
  }
}

function identityOf({ dev, ino, mtimeNs }: BigIntStats): Identity {
  return { dev, ino, mtimeNs }
}

export function isSameIdentity(one: Identity, other: Identity): boolean {
  return one.ino === other.ino && one.mtimeNs === other.mtimeNs && one.dev === other.dev
}

/** True while a lock is the one that was seen, or made, before. */
function isSame(lock: string, identity: Identity): boolean {
  const found = identify(lock)
  return found !== undefined && isSameIdentity(found, identity)
}

/**
 * A lock's age in milliseconds by the clock that stamped it, which on a network file system is not ours: that of a
 * file made for this right beside it. 0 where none can be made; then only watching tells.
 */
export function ageOf(lock: string, identity: Identity): number {
  const probe = `${lock}.time`
  // Others may be making theirs, or have been killed before they took it away.
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const made = tryToCreate(probe)
    if (!remove(probe)) return 0
    if (made !== undefined) return Math.max(0, Number((made.mtimeNs - identity.mtimeNs) / 1_000_000n))
  }
  return 0
}

function tryToCreate(path: string): Identity | undefined {
  try {
    return createExclusively(path)
  } catch {
    // It is there already, or cannot be: the callers do without.
    return undefined
  }
}

/** False where it is there and not ours to remove. */
function remove(path: string): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    // The callers can do without.
    return false
  }
}

/** Milliseconds after which somebody who breaks a lock was killed at that; it takes far less than one. */
const BREAKING_LIMIT = 1000

/**
 * Removes a lock that was found left behind; false where that is not possible now.
 *
 * Between judging and removing, another process may have removed it and a third taken it anew, whose lock must stay. So
 * there is a second lock for removing, under which the first is looked at again.
 */
export function breakLock(lock: string, stale: Identity): boolean {
  const right = `${lock}.break`
  if (tryToCreate(right) === undefined) {
    const other = identify(right)
    const left = other !== undefined && ageOf(right, other) >= BREAKING_LIMIT && isSame(right, other)
    return left && remove(right)
  }
  const gone = !isSame(lock, stale) || remove(lock)
  remove(right)
  return gone
}

const REASONS = {
  EACCES: 'you have no right to change its folder',
  EPERM: 'you have no right to change its folder',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  ENAMETOOLONG: 'its name is too long',
}
