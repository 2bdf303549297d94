import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { ageOf, breakLock, createLock, identify, isSameIdentity, openLock } from './lock-file.ts'
import type { Identity, OpenLock, OwnLock } from './lock-file.ts'
import { fateOfOwner } from './lock-owner.ts'
import type { Fate } from './lock-owner.ts'

export type LockContext = Pick<Context, 'clock' | 'random' | 'signal'>

export type LockOptions = {
  /** Milliseconds to wait for one and the same holder; 15,000. Choose more than `staleAfter`. */
  timeout?: number
  /**
   * Milliseconds after which a lock counts as left behind; 10,000. Choose more than its holders may need, or than they
   * may be silent when they show that they live.
   */
  staleAfter?: number
  /**
   * Milliseconds after which the holder shows again that it lives. Such a lock names its process: where the system tells
   * what became of that, a killed one is known at once, and one that lives is never taken for gone. Not for files that
   * others lock too: kubectl's lock is empty.
   */
  lifeSign?: number
  /** The error's code when the waiting was in vain; `file-locked`. */
  code?: string
  /** With `lifeSign`: one line about what the action threw, for those who wait; undefined for none. */
  noteOf?: (error: unknown) => string | undefined
  /** With `lifeSign`: is told the note of a holder that was waited for, and may throw to end the waiting. */
  heed?: (note: string) => void
}

export type HeldLock = {
  /** Throws `lock-lost` unless the lock is still ours. To be called right before a change becomes visible. */
  verify(): void
}

/**
 * Runs an action while `<path>.lock` is held: the lock that kubectl takes, so that both exclude each other. The file's
 * folder is made (0700) where it is missing.
 *
 * A lock that was left behind is broken: when it is older than `staleAfter` by the clock of its own file system, has
 * been watched unchanged for as long, or names a process that is no more. So none blocks for longer than `staleAfter`.
 * While the lock goes from hand to hand, or its holder shows that it lives, the wait goes on: many writers are a queue,
 * and none of them fails for its length.
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
  const own = await acquire(ctx, path, lock, options)
  const ended = new AbortController()
  if (options.lifeSign !== undefined) void showLife(ctx, own, options.lifeSign, ended.signal)
  try {
    return await action({ verify: () => verify(path, lock, own) })
  } catch (error) {
    const note = options.noteOf?.(error)
    if (note !== undefined) own.leaveNote(note)
    throw error
  } finally {
    ended.abort()
    own.release()
  }
}

async function showLife(ctx: LockContext, own: OwnLock, every: number, ended: AbortSignal): Promise<void> {
  const wait = (): Promise<boolean> =>
    ctx.clock.sleep(every, ended).then(
      () => !ended.aborted,
      () => false,
    )
  while (await wait()) own.showLife()
}

async function acquire(ctx: LockContext, path: string, lock: string, options: LockOptions): Promise<OwnLock> {
  const { timeout = 15_000, staleAfter = 10_000 } = options
  const named = options.lifeSign !== undefined
  let watched: Watched | undefined
  let waited = 0
  try {
    for (let attempt = 0; ; attempt += 1) {
      const created = createLock(path, lock, named)
      const found = created === undefined ? identify(lock) : undefined
      heed(watched, options, created)
      if (created !== undefined) return created
      const seen = watch(lock, found, watched, options)
      if (seen !== watched) waited = 0
      watched = seen
      const owner = named ? fateOfOwner(lock) : undefined
      if (watched !== undefined && isLeft(watched, owner, staleAfter) && breakLock(lock, watched.identity)) continue
      if (waited >= timeout) throw locked(path, lock, watched?.age ?? 0, options.code, owner)
      const staleIn = watched === undefined || watched.age >= staleAfter ? Infinity : staleAfter - watched.age
      const slept = await sleep(ctx, Math.max(1, Math.min(pause(ctx, attempt), timeout - waited, staleIn)))
      waited += slept
      if (watched !== undefined) watched.age += slept
    }
  } finally {
    watched?.open?.close()
  }
}

/** A lock of somebody else, and for how long (in milliseconds) we take it to be there unchanged. */
type Watched = { identity: Identity; age: number; open: OpenLock | undefined }

function watch(
  lock: string,
  found: Identity | undefined,
  watched: Watched | undefined,
  options: LockOptions,
): Watched | undefined {
  if (found !== undefined && watched !== undefined && isSameIdentity(watched.identity, found)) return watched
  watched?.open?.close()
  if (found === undefined) return undefined
  const open = options.heed === undefined ? undefined : openLock(lock)
  // Only the first one met can be old: one that came while we waited is as old as we have known it.
  return { identity: found, age: watched === undefined ? ageOf(lock, found) : 0, open }
}

/** To be called after the look at what is there: a holder that is gone by then has written its note. */
function heed(watched: Watched | undefined, options: LockOptions, created: OwnLock | undefined): void {
  const note = watched?.open?.note()
  if (note === undefined) return
  try {
    options.heed?.(note)
  } catch (error) {
    created?.release()
    throw error
  }
}

/** A process that lives may be stopped, or have slept with the computer: what it began may still come to its end. */
function isLeft({ age }: Watched, owner: Fate | undefined, staleAfter: number): boolean {
  return owner?.state === 'dead' || (owner?.state !== 'alive' && age >= staleAfter)
}

/** Milliseconds beyond those asked for that a busy computer may take to wake a process. */
const LATEST_WAKING = 1000

/**
 * Sleeps, and answers for how many milliseconds that counts: not for those of a computer that was asleep itself, in
 * which nobody could have shown any life.
 */
async function sleep(ctx: LockContext, milliseconds: number): Promise<number> {
  const before = ctx.clock.now()
  await ctx.clock.sleep(milliseconds, ctx.signal)
  return Math.min(Math.max(ctx.clock.now() - before, milliseconds), milliseconds + LATEST_WAKING)
}

function verify(path: string, lock: string, own: OwnLock): void {
  if (own.isOurs()) return
  throw new IccError(
    'lock-lost',
    `${lock} was taken over by another program while this one was held up. ${path} was left as it is.`,
    { hint: 'type the same again' },
  )
}

/** Milliseconds: short at first, since locks are held for milliseconds, and never the same for two waiters. */
function pause(ctx: LockContext, attempt: number): number {
  return Math.min(200, 4 * 1.5 ** Math.min(attempt, 10)) * (0.5 + ctx.random())
}

function locked(path: string, lock: string, age: number, code = 'file-locked', owner?: Fate): IccError {
  const seconds = Math.max(1, Math.round(age / 1000))
  if (owner?.state === 'alive') {
    return new IccError(
      code,
      `${path} is being changed by process ${owner.pid}, which does not go on: its lock file ${lock} is ${seconds} s old. ` +
        'Nothing was changed. Let it go on (fg), or end it.',
      { hint: `kill ${owner.pid}` },
    )
  }
  return new IccError(
    code,
    `${path} is being changed by another program: its lock file ${lock} is ${seconds} s old. Nothing was changed. ` +
      'Try again; if no other program is at work on it, remove the lock file.',
    { hint: `rm ${lock}` },
  )
}
