import { closeSync, fstatSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { dirname, sep } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError, systemCode } from '../../errors.ts'
import { writeError } from './write-error.ts'

export type LockContext = Pick<Context, 'clock' | 'random' | 'signal'>

export type LockOptions = {
  /** Milliseconds to wait for one and the same holder; 15,000. Choose more than `staleAfter`. */
  timeout?: number
  /** Milliseconds after which a lock counts as left behind; 10,000. Choose more than its holders may need. */
  staleAfter?: number
  /** The error's code when the waiting was in vain; `file-locked`. */
  code?: string
}

export type HeldLock = {
  /** Throws `lock-lost` unless the lock is still ours. To be called right before a change becomes visible. */
  verify(): void
}

/**
 * Runs an action while `<path>.lock` is held: the lock that kubectl takes, so that both exclude each other. The file's
 * folder is made (0700) where it is missing.
 *
 * A lock that was left behind is broken: when it is older than `staleAfter` by the clock of its own file system, or
 * has been watched unchanged for as long. So none blocks for longer than `staleAfter`. While the lock goes from hand to
 * hand, the wait goes on: many writers are a queue, and none of them fails for its length.
 *
 * Throws `file-locked` (or `code`) after `timeout`, `file-not-writable` where no lock can be made, and what the signal
 * carries when that is aborted during the wait.
 *
 * @see k8s.io/client-go tools/clientcmd `lockFile` (create exclusively, remove afterwards, no content)
 */
export async function withLock<T>(
  ctx: LockContext,
  path: string,
  action: (lock: HeldLock) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = `${path}.lock`
  const identity = await acquire(ctx, path, lock, options)
  try {
    return await action({ verify: () => verify(path, lock, identity) })
  } finally {
    // A lock that is no longer ours is another's to remove.
    if (isSame(lock, identity)) rmSync(lock, { force: true })
  }
}

async function acquire(ctx: LockContext, path: string, lock: string, options: LockOptions): Promise<Identity> {
  const { timeout = 15_000, staleAfter = 10_000 } = options
  let deadline = Infinity
  let watched: Watched | undefined
  for (let attempt = 0; ; attempt += 1) {
    const created = create(path, lock)
    if (created !== undefined) return created
    const now = ctx.clock.now()
    const seen = watch(lock, watched, now)
    if (attempt === 0 || seen !== watched) deadline = now + timeout
    watched = seen
    if (watched !== undefined && now - watched.since >= staleAfter && breakLock(lock, watched.identity)) continue
    const left = deadline - now
    if (left <= 0) throw locked(path, lock, watched === undefined ? 0 : now - watched.since, options.code)
    const staleIn = watched === undefined ? left : watched.since + staleAfter - now
    await ctx.clock.sleep(Math.max(1, Math.min(pause(ctx, attempt), left, staleIn <= 0 ? left : staleIn)), ctx.signal)
  }
}

/** Tells one lock from the next. The inode alone would not do: file systems give it out again at once. */
type Identity = { dev: bigint; ino: bigint; mtimeNs: bigint }

/** A lock of somebody else, and since when (by our clock, milliseconds) we take it to be there. */
type Watched = { identity: Identity; since: number }

function watch(lock: string, watched: Watched | undefined, now: number): Watched | undefined {
  const identity = identify(lock)
  if (identity === undefined) return undefined
  if (watched !== undefined && isSameIdentity(watched.identity, identity)) return watched
  // Only the first one met can be old: one that came while we waited is as old as we have known it.
  return { identity, since: now - (watched === undefined ? ageOf(lock, identity) : 0) }
}

/** Creates the lock; undefined where there is one already. */
function create(path: string, lock: string): Identity | undefined {
  for (const last of [false, true]) {
    try {
      return createExclusively(lock)
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

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
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

function identify(path: string): Identity | undefined {
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

function isSameIdentity(one: Identity, other: Identity): boolean {
  return one.ino === other.ino && one.mtimeNs === other.mtimeNs && one.dev === other.dev
}

function isSame(lock: string, identity: Identity): boolean {
  const found = identify(lock)
  return found !== undefined && isSameIdentity(found, identity)
}

/**
 * A lock's age in milliseconds by the clock that stamped it, which on a network file system is not ours: that of a
 * file made for this right beside it. 0 where none can be made; then only watching tells.
 */
function ageOf(lock: string, identity: Identity): number {
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
 * Removes a lock that was found stale; false where that is not possible now.
 *
 * Between judging and removing, another process may have removed it and a third taken it anew, whose lock must stay. So
 * there is a second lock for removing, under which the first is looked at again.
 */
function breakLock(lock: string, stale: Identity): boolean {
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

function verify(path: string, lock: string, identity: Identity): void {
  if (isSame(lock, identity)) return
  throw new IccError(
    'lock-lost',
    `${lock} was taken over by another program while this one was held up. ${path} was left as it is.`,
  )
}

/** Milliseconds: short at first, since locks are held for milliseconds, and never the same for two waiters. */
function pause(ctx: LockContext, attempt: number): number {
  return Math.min(200, 4 * 1.5 ** Math.min(attempt, 10)) * (0.5 + ctx.random())
}

function locked(path: string, lock: string, age: number, code = 'file-locked'): IccError {
  const seconds = Math.max(1, Math.round(age / 1000))
  return new IccError(
    code,
    `${path} is being changed by another program: its lock file ${lock} is ${seconds} s old. Nothing was changed. ` +
      'Try again; if no other program is at work on it, remove the lock file.',
    { hint: `rm ${lock}` },
  )
}

const REASONS = {
  EACCES: 'you have no right to change its folder',
  EPERM: 'you have no right to change its folder',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  ENAMETOOLONG: 'its name is too long',
}
