import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, parse } from 'node:path'
import { embeddedBytes } from '../embedded.ts'
import { makeFolders } from '../make-folders.ts'

/** Where a library is kept for whom: systems load libraries only from files. `uid` is undefined on Windows. */
export type LibraryFolder = { folder: string; uid: number | undefined }

/** Loads a native library that lies in the executable, by the name of its file (`keyring.darwin-x64.node`). */
export function nativeLibrary(file: string, where: LibraryFolder): unknown {
  const path = keepLibrary(file, embeddedBytes(`native/${file}`), where)
  return createRequire(path)(path)
}

/**
 * Keeps a library in a folder that is for the user alone, under a name with its hash, so that versions of icc do not
 * disturb each other. It is written once; what is there is taken only if its bytes are those of the executable.
 *
 * @returns the path of the file
 * @throws Error when the folder belongs to somebody else or cannot be written
 */
export function keepLibrary(file: string, bytes: Uint8Array, { folder, uid }: LibraryFolder): string {
  const { name, ext } = parse(file)
  const hash = sha256(bytes)
  const path = join(folder, `${name}-${hash.slice(0, 16)}${ext}`)
  makeFolders(folder)
  if (uid !== undefined) refuseForeign(folder, uid)
  if (isFileWith(path, hash)) return path
  const temporary = join(folder, `.${randomUUID()}`)
  try {
    writeFileSync(temporary, bytes, { mode: 0o700, flag: 'wx' })
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  return path
}

/** Whoever else can write to the folder could change the library after it was looked at. */
function refuseForeign(folder: string, uid: number): void {
  const found = lstatSync(folder)
  if (found.uid === uid && (found.mode & 0o077) === 0 && found.isDirectory()) return
  throw new Error(`${folder} is not for you alone (chmod 700 corrects that)`)
}

function isFileWith(path: string, hash: string): boolean {
  try {
    return lstatSync(path).isFile() && sha256(readFileSync(path)) === hash
  } catch {
    // Not there, or not readable: it is written again.
    return false
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
