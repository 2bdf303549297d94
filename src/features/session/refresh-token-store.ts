import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { member, text } from '../../unknown-json.ts'
import type { RefreshTokenPlace } from './session-file.ts'
import { removeFile, writePrivately } from './session-write.ts'
import { readJson } from './state-file.ts'

type Store = Pick<Context, 'keyring' | 'stateDir' | 'output'>

/** The path of the 0600 file that holds the refresh token where there is no keyring. */
export function refreshTokenPath(ctx: Pick<Context, 'stateDir'>, site: string): string {
  return join(ctx.stateDir(), 'secrets', `${site}.json`)
}

/**
 * Keeps a refresh token: in the operating system's keyring, or, where there is none that takes it or the settings say
 * so, in a 0600 file. Says once, at the first sign-in, when it has to be the file. It is never in both.
 *
 * @param wanted what the settings say
 * @param known where the token of this site was kept before, so that the remark comes only once
 * @returns where it is now
 */
export async function storeRefreshToken(
  ctx: Store,
  site: string,
  token: string,
  wanted: 'keyring' | 'file',
  known: RefreshTokenPlace | undefined,
): Promise<'keyring' | 'file'> {
  if (wanted === 'keyring' && (await fitsKeyring(ctx, site, token))) {
    await removeFile(refreshTokenPath(ctx, site))
    return 'keyring'
  }
  await writePrivately(refreshTokenPath(ctx, site), { version: 1, token })
  if (wanted === 'keyring' && known !== 'file') {
    ctx.output.status(
      `The session's refresh token is kept in ${refreshTokenPath(ctx, site)}, readable by you alone: ` +
        'this computer offers no keyring that can be used and has room for it.',
    )
  }
  if (known === 'keyring') await emptyKeyring(ctx, site)
  return 'file'
}

/** False where the keyring cannot be used, or takes less: Windows' holds 2,560 bytes, and refresh tokens may be longer. */
async function fitsKeyring(ctx: Store, site: string, token: string): Promise<boolean> {
  try {
    await (await ctx.keyring()).set(account(site), token)
    return true
  } catch (error) {
    if (!isUnusable(error)) throw error
    ctx.output.debug(`keyring: ${error.message}`)
    return false
  }
}

/** The token before the one that now is in the file: worthless, but sign-out will not look for it there. */
async function emptyKeyring(ctx: Store, site: string): Promise<void> {
  try {
    await (await ctx.keyring()).delete(account(site))
  } catch (error) {
    if (!isUnusable(error)) throw error
    ctx.output.debug(`keyring: ${error.message}`)
  }
}

/** The refresh token of a session; undefined where it is gone. Throws `keyring-unusable` (exit 1). */
export async function readRefreshToken(
  ctx: Store,
  site: string,
  place: RefreshTokenPlace,
): Promise<string | undefined> {
  switch (place) {
    case 'none':
      return undefined
    case 'keyring':
      return (await ctx.keyring()).get(account(site))
    case 'file':
      return readTokenFile(refreshTokenPath(ctx, site))
  }
}

/** Forgets the refresh token wherever it is; what is not there is no error. */
export async function deleteRefreshToken(ctx: Store, site: string, place: RefreshTokenPlace): Promise<void> {
  await removeFile(refreshTokenPath(ctx, site))
  if (place === 'keyring') await (await ctx.keyring()).delete(account(site))
}

/** Gone or broken: the caller says that a sign-in is needed. */
function readTokenFile(path: string): string | undefined {
  return text(member(readJson(path), 'token')) || undefined
}

function isUnusable(error: unknown): error is IccError {
  return error instanceof IccError && error.code === 'keyring-unusable'
}

function account(site: string): string {
  return `refresh-token ${site}`
}
