import { AsyncEntry } from '@napi-rs/keyring'
import { checkSecretService } from './secret-service.ts'
import type { Context, Keyring } from '../context.ts'
import { IccError } from '../errors.ts'

/** The name under which the keyring's own program lists what icc keeps. */
const SERVICE = 'icc'

/** Milliseconds that a keyring may take for one call. */
const LIMIT = 2000

/**
 * The operating system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
 *
 * Throws `keyring-unusable` (exit 1) when there is none, it is locked, or it does not answer within two seconds.
 */
export function createKeyring(machine: Machine): Keyring {
  const inTime = <T>(account: string, use: Use<T>): Promise<T> => withinLimit(machine, account, use)
  return {
    get: async (account) => (await inTime(account, (entry, signal) => entry.getPassword(signal))) ?? undefined,
    set: (account, secret) => inTime(account, (entry, signal) => entry.setPassword(secret, signal)),
    delete: async (account) => void (await inTime(account, (entry, signal) => entry.deleteCredential(signal))),
  }
}

/** What tells where the keyring is. `uid` is undefined on Windows. */
export type Machine = Pick<Context, 'env' | 'platform'> & { uid: number | undefined }

type Use<T> = (entry: AsyncEntry, signal: AbortSignal) => Promise<T>

async function withinLimit<T>(machine: Machine, account: string, use: Use<T>): Promise<T> {
  const limit = new AbortController()
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const reason = new Error(`no answer within ${LIMIT} ms`)
    limit.abort(reason)
    tooLate.reject(reason)
  }, LIMIT)
  try {
    return await Promise.race([open(machine, account, use, limit.signal), tooLate.promise])
  } catch (error) {
    // Whatever the library reports (its errors carry one code for everything), the keyring cannot be used now.
    throw unusable(error)
  } finally {
    clearTimeout(timer)
  }
}

async function open<T>(machine: Machine, account: string, use: Use<T>, signal: AbortSignal): Promise<T> {
  if (machine.platform === 'linux') await checkSecretService(machine.env, machine.uid ?? 0, signal)
  // Without the choice of a store the library would fall back to the kernel's, which forgets at the next restart.
  return use(new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } }), signal)
}

function unusable(cause: unknown): IccError {
  return new IccError(
    'keyring-unusable',
    'The keyring of this computer cannot be used: there is none, it is locked, or it does not answer.',
    { hint: 'unlock the keyring (on Linux: start a Secret Service such as gnome-keyring) and try again', cause },
  )
}
