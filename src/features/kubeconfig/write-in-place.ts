import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'

/**
 * Writes over a file, as kubectl always does: who reads it meanwhile may see half of it. Where there is no room for all of
 * it, the content before comes back.
 *
 * @throws the system's error
 */
export function writeInPlace(path: string, bytes: Buffer, mode: number): void {
  const descriptor = openSync(path, 'r+')
  try {
    const before = readFileSync(descriptor)
    // Before there is anything new in it to read; and so that what forbids it forbids all.
    if ((fstatSync(descriptor).mode & 0o777) !== mode) fchmodSync(descriptor, mode)
    try {
      overwrite(descriptor, bytes)
    } catch (error) {
      overwrite(descriptor, before)
      throw error
    }
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function overwrite(descriptor: number, bytes: Buffer): void {
  writeAll(descriptor, bytes)
  ftruncateSync(descriptor, bytes.length)
}

/** Writes all of it at the start of an open file. */
export function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;)
    written += writeSync(descriptor, bytes, written, bytes.length - written, written)
}
