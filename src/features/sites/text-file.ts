import { readFileSync, statSync } from 'node:fs'
import { systemCode } from '../../errors.ts'
import type { Fault } from './yaml-file.ts'

/**
 * Reads one file from disk. Only regular files are read: a pipe would wait for ever, and a folder is none.
 *
 * @returns the text; `missing` where there is no such file; else the fault.
 */
export function readTextFile(file: string): { text: string } | 'missing' | { fault: Fault } {
  const fault = (message: string): { fault: Fault } => ({ fault: { file, line: 1, column: 1, field: '', message } })
  try {
    const status = statSync(file)
    if (status.isDirectory()) return fault('this is a folder, not a file')
    if (!status.isFile()) return fault('this is not a regular file')
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)) }
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return fault('this is not UTF-8 text')
    if (code === undefined || !/^E[A-Z]+$/u.test(code)) throw error
    return fault(`the file could not be read (${code})`)
  }
}
