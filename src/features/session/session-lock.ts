import { withLock, type HeldLock, type LockContext, type LockOptions } from '../kubeconfig/lock.ts'
import type { Context } from '../../context.ts'
import { makeFolder } from './session-write.ts'
import { tokenCachePath } from './token-cache.ts'

/** Milliseconds that trading a refresh token in may take, keys and signature included. */
export const REFRESH_LIMIT = 15_000

/**
 * Milliseconds after which a holder shows again that it lives. It may have to find the provider (10 s, the limit of a
 * request) before the refresh itself; whoever broke in meanwhile would send the same refresh token a second time.
 */
const LIFE_SIGN = 2000

/**
 * Runs an action while nobody else changes the session of a site. Refresh, sign-in and sign-out exclude each other by
 * this: a refresh that ends after a sign-out would bring the session back, one that ends after the sign-in of another
 * user would hand out the first one's tokens.
 *
 * @throws `file-locked`, `file-not-writable`, `disk-full` (exit 1), and what the action throws
 */
export function withSessionLock<T>(
  ctx: LockContext & Pick<Context, 'stateDir'>,
  site: string,
  action: (lock: HeldLock) => Promise<T>,
  notes: Pick<LockOptions, 'noteOf' | 'heed'> = {},
): Promise<T> {
  const path = tokenCachePath(ctx, site)
  makeFolder(path)
  return withLock(ctx, path, action, { lifeSign: LIFE_SIGN, ...notes })
}
