import { Buffer } from 'node:buffer'
import { getAssetKeys, getRawAsset } from 'node:sea'

let names: Set<string> | undefined

/** True if the executable has something under this name as it is. */
export function isEmbedded(name: string): boolean {
  names ??= new Set(getAssetKeys())
  return names.has(name)
}

/** As `embeddedBytes`, of a text. */
export function embeddedText(name: string): string {
  return embeddedBytes(name).toString('utf8')
}

/**
 * What lies in the executable under a name. What need not be read within a millisecond is compressed there, with `.br`
 * after its name.
 *
 * @throws the runtime's error where there is none
 */
export function embeddedBytes(name: string): Buffer {
  if (!isEmbedded(`${name}.br`)) return Buffer.from(getRawAsset(name))
  // Loaded by those who need it: it would cost each command two milliseconds.
  return process.getBuiltinModule('node:zlib').brotliDecompressSync(Buffer.from(getRawAsset(`${name}.br`)))
}
