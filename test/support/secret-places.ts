import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseDocument } from 'yaml'
import { systemCode } from '../../src/errors.ts'
import { isIn, shortForm, type SecretKind } from './secrets.ts'

/** Every secret in the files of a folder where none may be: `refresh token in state/log (644)`. */
export function secretsOutOfPlace(folder: string, secrets: ReadonlyMap<string, SecretKind>): string[] {
  return filesIn(folder).flatMap(({ path, mode }) => {
    const text = readText(path)
    const strange = new Set<SecretKind>()
    for (const [secret, kind] of secrets)
      if (isIn(secret, text) && !isAtHome(kind, secret, { path, mode, text })) strange.add(kind)
    return Array.from(strange, (kind) => `${kind} in ${relative(folder, path)} (${mode.toString(8)})`)
  })
}

type Found = { path: string; mode: number; text: string }

/** The places that the design names: the user of a kubeconfig, the token's cache, the file instead of the keyring. */
function isAtHome(kind: SecretKind, secret: string, { path, mode, text }: Found): boolean {
  const file = /(?:^|[\\/])(tokens|secrets)[\\/][\w-]+\.json$/u.exec(path)?.[1]
  if (file !== undefined) {
    const own = process.platform === 'win32' || (mode & 0o077) === 0
    return own && kind === (file === 'tokens' ? 'id token' : 'refresh token')
  }
  return kind === 'id token' && !basename(path).endsWith('.tmp') && isUsersToken(secret, text)
}

/** As often as it is in the text, it is the token of one of the users, and of nothing else. */
function isUsersToken(secret: string, text: string): boolean {
  const kubeconfig = parseDocument(text)
  if (kubeconfig.errors.length > 0) return false
  const users = member(kubeconfig.toJS({ maxAliasCount: -1 }), 'users')
  const tokens = Array.isArray(users) ? users.map((entry) => member(member(entry, 'user'), 'token')) : []
  return tokens.filter((token) => token === secret).length === text.split(shortForm(secret)).length - 1
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** What Wine puts into a Windows of its own: a gigabyte of programs, which nobody writes to. */
const SYSTEM_OF_WINE = join('drive_c', 'windows')

/** Every regular file below a folder: reading a pipe would wait for somebody to write to it. */
function filesIn(folder: string): { path: string; mode: number }[] {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return path.endsWith(SYSTEM_OF_WINE) ? [] : filesIn(path)
    const stats = entry.isFile() ? lstatSync(path, { throwIfNoEntry: false }) : undefined
    return stats ? [{ path, mode: stats.mode & 0o777 }] : []
  })
}

function readText(path: string): string {
  return unlessGone(() => readFileSync(path, 'utf8')) ?? ''
}

/** A process that a test left running may remove its files, and a test may have taken its own rights away. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes(systemCode(error) ?? '')) return undefined
    throw error
  }
}
