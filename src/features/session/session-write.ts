import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Context, Tokens } from '../../context.ts'
import { systemCode } from '../../errors.ts'
import { makeFolders } from '../../make-folders.ts'
import { removeLeftovers } from '../kubeconfig/leftovers.ts'
import { prepareWrite, writeFileAtomically } from '../kubeconfig/write-file.ts'
import { idleEnd, sessionPath, type Session } from './session-file.ts'
import { notWritable, readStateFile } from './state-file.ts'
import { tokenCachePath, usableUntil, type CachedToken } from './token-cache.ts'

/**
 * When what was issued ends, as a session says it. Of a new refresh token only what was said of it counts; one that
 * stays may have been given more time.
 */
export function tokenTimes(
  { expiresAt, refreshToken, refreshExpiresAt }: Tokens,
  before?: Session,
): Pick<Session, 'tokenExpiresAt' | 'refreshEndsAt'> {
  const told = refreshExpiresAt === undefined ? undefined : new Date(refreshExpiresAt).toISOString()
  return {
    tokenExpiresAt: new Date(expiresAt).toISOString(),
    refreshEndsAt: told ?? (refreshToken === undefined ? before?.refreshEndsAt : undefined),
  }
}

/** Writes the session file, 0600: it holds no secret, but it says who the user is. */
export async function writeSession(ctx: Pick<Context, 'stateDir'>, session: Session): Promise<void> {
  await writePrivately(sessionPath(ctx, session.site), session)
}

/** Keeps the current token for `icc token`, or removes what is there when the kubeconfig itself holds it. */
export async function writeTokenCache(
  ctx: Pick<Context, 'stateDir' | 'clock'>,
  session: Session,
  tokens: Pick<Tokens, 'idToken' | 'expiresAt'>,
): Promise<void> {
  const path = tokenCachePath(ctx, session.site)
  if (session.credential === 'inline') return removeFile(path)
  const cached: CachedToken = {
    version: 1,
    token: tokens.idToken,
    usableUntil: usableUntil(tokens.expiresAt - session.clockDrift, ctx.clock.now()),
    sessionEnds: Date.parse(idleEnd(session) ?? session.endsAt) - session.clockDrift,
  }
  return writePrivately(path, cached)
}

/** Removes the session and its cached token; what is not there is no error. */
export async function deleteSession(ctx: Pick<Context, 'stateDir'>, site: string): Promise<void> {
  await removeFile(tokenCachePath(ctx, site))
  await removeFile(sessionPath(ctx, site))
}

/** Takes down what a file holds now; the returned function puts it back, for when a later step fails. */
export function rememberFile(path: string): () => Promise<void> {
  const before = readStateFile(path)
  return async () => {
    if (before === undefined) await removeFile(path)
    // What is as it was needs no room on a disk that may be full.
    else if (readStateFile(path) !== before) await writeFileAtomically(path, before)
  }
}

/**
 * A file of icc's own as JSON: 0600, in a folder that is 0700 if it has to be made.
 *
 * @throws `file-not-writable`, `disk-full`, `file-is-folder` (exit 1)
 */
export async function writePrivately(path: string, value: unknown): Promise<void> {
  makeFolder(path)
  clearLeftovers(path)
  await writeFileAtomically(path, `${JSON.stringify(value)}\n`)
}

/** Makes the folder of a file of icc's own, 0700. Throws `file-not-writable`, `disk-full` (exit 1). */
export function makeFolder(path: string): void {
  try {
    makeFolders(dirname(path))
  } catch (error) {
    throw notWritable(path, error)
  }
}

/**
 * Finds out whether a new token could be kept, before a refresh token is spent on one.
 *
 * @throws `file-not-writable`, `disk-full` (exit 1)
 */
export function checkRoom(ctx: Pick<Context, 'stateDir'>, site: string, cached: CachedToken): void {
  prepareWrite(tokenCachePath(ctx, site), `${JSON.stringify(cached)}\n`).discard()
}

/** What a process left that was killed at writing: whoever writes or removes these files holds the session's lock. */
function clearLeftovers(path: string): void {
  try {
    removeLeftovers(path)
  } catch (error) {
    throw notWritable(path, error)
  }
}

/** Removes a file of icc's own; one that is not there is no error. Throws `file-not-writable` (exit 1). */
export async function removeFile(path: string): Promise<void> {
  clearLeftovers(path)
  try {
    await rm(path, { force: true })
  } catch (error) {
    // Below a file there is nothing.
    if (systemCode(error) === 'ENOTDIR') return
    throw notWritable(path, error)
  }
}
