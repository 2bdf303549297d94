import { readFileSync, statSync } from 'node:fs'
import { systemCode } from '../../../errors.ts'

/** The bytes of an ordinary file, at most so many; or what is wrong with it. A pipe could keep one waiting for ever. */
export function readFile(path: string, most: number): Buffer | { fault: string } {
  try {
    const status = statSync(path)
    if (status.isDirectory()) return { fault: 'this is a folder, not a file' }
    if (!status.isFile()) return { fault: 'this is no ordinary file' }
    if (status.size > most) return { fault: tooLarge(status.size) }
    return readFileSync(path)
  } catch (error) {
    const code = systemCode(error)
    const isTextual = error instanceof Error && code === 'ERR_INVALID_ARG_VALUE'
    if (isTextual) return { fault: 'no file can have such a name' }
    if (code === undefined || !/^E[A-Z]+$/u.test(code)) throw error
    return { fault: WHY[code] ?? `the file cannot be read (${code})` }
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'there is no such file',
  EACCES: 'the file cannot be read: you have no right to',
  EPERM: 'the file cannot be read: you have no right to',
  ELOOP: 'this is a circle of symbolic links',
}

/** Bytes that a ConfigMap or Secret can hold in all, and more than any other file here needs. */
export const MOST_BYTES = 1024 * 1024

/** What is wrong with so many bytes. */
export function tooLarge(bytes: number): string {
  return `${bytes} bytes are more than 1 MiB, the most that there can be`
}

/** The text of a file; undefined for what is no UTF-8, or holds a NUL, which no text does. */
export function textIn(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
