import { closeSync, fchmodSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

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
    try {
      overwrite(descriptor, bytes)
    } catch (error) {
      overwrite(descriptor, before)
      throw error
    }
    fchmodSync(descriptor, mode)
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
