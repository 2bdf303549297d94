import { readFileSync } from 'node:fs'
import { IccError, systemCode } from '../../errors.ts'

/**
 * The text of a file of icc's own; undefined where there is none.
 *
 * @throws `file-not-readable` (exit 1)
 */
export function readStateFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new IccError('file-not-readable', `${path} cannot be read (${code}). Nothing was changed.`, {
      hint: `ls -ld ${path}, or remove it and sign in again: icc login`,
      cause: error,
    })
  }
}

/**
 * A JSON file of icc's own. What is missing or broken counts as not there: it can be made again by signing in.
 *
 * @throws `file-not-readable` (exit 1)
 */
export function readJson(path: string): unknown {
  const text = readStateFile(path)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Half-written by a full disk, or by hand.
    return undefined
  }
}

/** The error for a file of icc's own that cannot be written or removed: `file-not-writable`, `disk-full` (exit 1). */
export function notWritable(path: string, error: unknown): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new IccError('disk-full', `${path} cannot be written: there is no space left. Nothing was written.`, {
      hint: 'make room, or set ICC_STATE_DIR to a folder elsewhere',
      cause: error,
    })
  }
  return new IccError('file-not-writable', `${path} cannot be changed (${code}). Nothing was written.`, {
    hint: 'make its folder writable, or set ICC_STATE_DIR to one that is',
    cause: error,
  })
}
