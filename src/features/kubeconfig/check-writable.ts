import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FileEdit } from './modify.ts'
import { prepareWrite, resolveTarget } from './write-file.ts'

/**
 * Finds out whether files could be written, by going as far as a temporary file beside each. A folder that has to be
 * made is not tried.
 *
 * @throws `file-not-writable`, `disk-full`, `file-is-folder` (exit 1)
 */
export function checkWritable(edits: readonly FileEdit[]): void {
  for (const { file, after } of edits) {
    if (existsSync(dirname(resolveTarget(file)))) prepareWrite(file, after).discard()
  }
}
