import { join } from 'node:path'
import { isSea } from 'node:sea'
import type * as Keyrings from '@napi-rs/keyring'
import type { Context, Keyring } from '../context.ts'
import { IccError } from '../errors.ts'
import { stateFolder } from '../folders.ts'

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
  const inTime = <T>(use: (keyring: Keyring) => Promise<T>): Promise<T> =>
    withinLimit(async (signal) => use(await open(machine, signal)))
  return {
    get: (account) => inTime((keyring) => keyring.get(account)),
    set: (account, secret) => inTime((keyring) => keyring.set(account, secret)),
    delete: (account) => inTime((keyring) => keyring.delete(account)),
  }
}

/** What tells where the keyring is. `uid` is undefined on Windows. */
export type Machine = Pick<Context, 'env' | 'platform'> & { uid: number | undefined }

async function withinLimit<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const reason = new Error(`no answer within ${LIMIT} ms`)
    limit.abort(reason)
    tooLate.reject(reason)
  }, LIMIT)
  try {
    return await Promise.race([use(limit.signal), tooLate.promise])
  } catch (error) {
    // Whatever came (the library's errors carry one code for everything), the keyring cannot be used now.
    throw unusable(error)
  } finally {
    clearTimeout(timer)
  }
}

async function open({ env, platform, uid }: Machine, signal: AbortSignal): Promise<Keyring> {
  if (platform !== 'linux') return nativeKeyring({ env, platform, uid }, signal)
  // Not by the library: it connects in the foreground, so that a message bus that stops answering would freeze the whole
  // process for good, and it waits without a limit for somebody to answer the prompt of a locked keyring.
  const { secretServiceKeyring } = await import('./secret-service.ts')
  return secretServiceKeyring(SERVICE, env, uid ?? 0, signal)
}

async function nativeKeyring(machine: Machine, signal: AbortSignal): Promise<Keyring> {
  const { AsyncEntry } = await keyringLibrary(machine)
  const entry = (account: string): InstanceType<typeof AsyncEntry> => new AsyncEntry(SERVICE, account)
  return {
    get: async (account) => (await entry(account).getPassword(signal)) ?? undefined,
    set: (account, secret) => entry(account).setPassword(secret, signal),
    delete: async (account) => void (await entry(account).deleteCredential(signal)),
  }
}

type Library = Pick<typeof Keyrings, 'AsyncEntry'>

/** From source the package finds its library beside itself; in the executable it is among what that carries. */
async function keyringLibrary({ env, platform, uid }: Machine): Promise<Library> {
  if (!isSea()) return import('@napi-rs/keyring')
  const { nativeLibrary } = await import('./native-library.ts')
  const file = platform === 'win32' ? 'keyring.win32-x64-msvc.node' : 'keyring.darwin-x64.node'
  return nativeLibrary(file, { folder: join(stateFolder(env, platform), 'native'), uid }) as Library
}

function unusable(cause: unknown): IccError {
  return new IccError(
    'keyring-unusable',
    'The keyring of this computer cannot be used: there is none, it is locked, or it does not answer.',
    { hint: 'unlock the keyring (on Linux: start a Secret Service such as gnome-keyring) and try again', cause },
  )
}
