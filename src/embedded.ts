import { Buffer } from 'node:buffer'
import { getAssetKeys, getRawAsset } from 'node:sea'

let names: Set<string> | undefined

/** True if the executable has something under this name as it is. */
export function isEmbedded(name: string): boolean {
  names ??= new Set(getAssetKeys())
  return names.has(name)
}

/**
 * A text in the executable. What need not be read within a millisecond lies there compressed, under its name and `.br`.
 *
 * @throws the runtime's error where there is none
 */
export function embeddedText(name: string): string {
  if (!isEmbedded(`${name}.br`)) return bytesOf(name).toString('utf8')
  // Loaded by those who need it: it would cost each command two milliseconds.
  return process
    .getBuiltinModule('node:zlib')
    .brotliDecompressSync(bytesOf(`${name}.br`))
    .toString('utf8')
}

function bytesOf(name: string): Buffer {
  return Buffer.from(getRawAsset(name))
}
