import { resolve } from 'node:path'
import type { Context, Tokens } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { writeLogin, type LoginOptions, type LoginResult } from '../kubeconfig/login.ts'
import type { LoginCluster, LoginCredential, LoginEntries } from '../kubeconfig/login-entries.ts'
import type { Site } from '../sites/profile.ts'
import { deleteRefreshToken, refreshTokenPath, storeRefreshToken } from './refresh-token-store.ts'
import { sessionPath, type RefreshTokenPlace, type Session } from './session-file.ts'
import { rememberFile, removeFile, writeSession, writeTokenCache } from './session-write.ts'
import { tokenCachePath } from './token-cache.ts'

export type WriteContext = Pick<
  Context,
  | 'env'
  | 'cwd'
  | 'platform'
  | 'homeDir'
  | 'stateDir'
  | 'kubeconfigFlag'
  | 'clock'
  | 'random'
  | 'signal'
  | 'output'
  | 'keyring'
  | 'launcher'
>

/** A cluster without a name: the profile or the site gives it one. */
export type Place = Omit<LoginCluster, 'name'>

/** What a sign-in of any method comes to. */
export type Prepared = {
  /** Where the cluster is, and what the kubeconfig holds to get in. */
  cluster: Place
  credential: LoginCredential
  session: Session
  before: Session | undefined
  /** What an identity provider issued; an imported credential came without. */
  tokens: Tokens | undefined
  namespace: string | undefined
}

export type Writing = Prepared & {
  site: Site
  context: string | undefined
  /** What `--namespace` said. */
  wantedNamespace: string | undefined
  use: 'auto' | 'yes' | 'no'
  secrets: 'keyring' | 'file'
}

/**
 * Writes the session first and the kubeconfig last. When a step fails, what was there before is put back: either all
 * of a sign-in is on disk, or nothing of it.
 *
 * @param oldToken the refresh token of the session before, to put back into the keyring
 */
export async function writeSignIn(
  ctx: WriteContext,
  writing: Writing,
  oldToken: string | undefined,
): Promise<LoginResult> {
  const { site } = writing
  const putBacks = [sessionPath, tokenCachePath, refreshTokenPath].map((path) => rememberFile(path(ctx, site.id)))
  let place: RefreshTokenPlace = 'none'
  try {
    place = await keepSecrets(ctx, writing)
    await writeSession(ctx, { ...writing.session, refreshToken: place })
    return await writeLogin(ctx, loginEntries(writing), loginOptions(writing))
  } catch (error) {
    await undo(ctx, () => putBackSecret(ctx, writing, place, oldToken))
    for (const putBack of putBacks) await undo(ctx, putBack)
    throw error
  }
}

/** The files are put back on their own; this is for the keyring. */
async function putBackSecret(
  ctx: WriteContext,
  { site, before }: Writing,
  place: RefreshTokenPlace,
  oldToken: string | undefined,
): Promise<void> {
  if (before?.refreshToken === 'keyring' && oldToken !== undefined) {
    await storeRefreshToken(ctx, site.id, oldToken, 'keyring', 'keyring')
  } else if (place === 'keyring') {
    await deleteRefreshToken(ctx, site.id, place)
  }
}

/** What went wrong first is what the user must learn; that it could not be undone is told beside it. */
async function undo(ctx: WriteContext, step: () => Promise<void>): Promise<void> {
  await step().catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.warn(`Not all could be put back as it was: ${error.message}`)
  })
}

async function keepSecrets(
  ctx: WriteContext,
  { site, session, before, tokens, secrets }: Writing,
): Promise<Session['refreshToken']> {
  if (tokens === undefined) await removeFile(tokenCachePath(ctx, site.id))
  else await writeTokenCache(ctx, session, tokens)
  if (tokens?.refreshToken === undefined) {
    await deleteRefreshToken(ctx, site.id, before?.refreshToken ?? 'none')
    return 'none'
  }
  return storeRefreshToken(ctx, site.id, tokens.refreshToken, secrets, before?.refreshToken)
}

/**
 * A namespace that was asked for is set; otherwise the one that the user chose meanwhile stays, unless it is the own one of
 * somebody else, who was signed in before.
 */
export function loginOptions({
  use,
  wantedNamespace,
  before,
  session,
}: Pick<Writing, 'use' | 'wantedNamespace'> & Partial<Pick<Writing, 'before' | 'session'>>): LoginOptions {
  const neverKeep = session && isSomebodyElse(before, session) ? before?.personalNamespace : undefined
  return { use, keepNamespace: wantedNamespace === undefined, neverKeep }
}

/** True if another account was signed in at the site before. */
export function isSomebodyElse(before: Session | undefined, { username }: Session): boolean {
  return before !== undefined && before.username !== username
}

/** The entries that a sign-in writes. Names are the site's id, unless its profile or the user say otherwise. */
export function loginEntries(
  writing: Pick<Writing, 'site' | 'cluster' | 'credential' | 'context' | 'namespace'>,
): LoginEntries {
  const { site, cluster, credential, context, namespace } = writing
  const { kubeconfig } = site.profile
  return {
    site: site.id,
    context: context ?? kubeconfig?.context ?? site.id,
    cluster: { name: kubeconfig?.cluster ?? site.id, ...cluster },
    user: { name: site.id, credential },
    namespace,
  }
}

/** Where the profile says that the cluster is. */
export function placeOf({ profile: { api } }: Site, server: string): Place {
  return { server, ca: api?.ca, tlsServerName: api?.tlsServerName, proxyUrl: api?.proxyUrl }
}

/** kubectl asks `icc token`, wherever it is started from: folders that the environment chose are named with it. */
export function execCredential(ctx: Pick<Context, 'launcher' | 'env' | 'cwd'>, site: string): LoginCredential {
  const { command, args } = ctx.launcher()
  const env = ['ICC_CONFIG_DIR', 'ICC_STATE_DIR'].flatMap((name) => {
    const folder = ctx.env[name]
    return folder ? [{ name, value: resolve(ctx.cwd, folder) }] : []
  })
  const installHint =
    'icc, which made this kubeconfig entry, was not found. Install it again, or sign in again: icc login'
  return { kind: 'exec', command, args: [...args, 'token', '--site', site], env, installHint }
}
