import { dirname, sep } from 'node:path'
import { IccError, systemCode } from '../../errors.ts'

/**
 * What a failed system call means for somebody who wanted a file changed: `file-not-writable` for the codes that have a
 * reason ("it is read-only"), `disk-full` (also quota and file size limit); other errors as they are.
 */
export function writeError(path: string, error: unknown, reasons: Readonly<Record<string, string>>): unknown {
  const code = systemCode(error) ?? ''
  const reason = reasons[code]
  if (reason !== undefined) return notWritable(path, reason, { cause: error, hint: hintFor(path, code) })
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return error
  return new IccError('disk-full', `${path} cannot be written: there is no space left. Nothing was changed.`, {
    hint: 'make room there, or choose another place: icc help files',
    cause: error,
  })
}

/** The error for a file that may not be changed. */
export function notWritable(
  path: string,
  reason: string,
  options: { hint?: string; cause?: unknown } = {},
): IccError {
  return new IccError('file-not-writable', `${path} cannot be written: ${reason}. Nothing was changed.`, {
    hint: look(path),
    ...options,
  })
}

function hintFor(path: string, code: string): string {
  const elsewhere = ['EROFS', 'EBUSY', 'ENAMETOOLONG'].includes(code)
  return elsewhere ? 'choose another place: icc help files' : look(dirname(path))
}

/** How to see who may change a file. */
function look(path: string): string {
  return sep === '\\' ? `icacls ${path}` : `ls -ld ${path}`
}
