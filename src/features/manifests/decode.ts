/** Why the bytes of a file are no text; `offset` counts bytes. */
export type DecodeFault = { message: string; offset: number }

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** `text` begins with U+FEFF where the file begins with a byte order mark. */
export type Decoded = { text: string; encoding: Encoding } | { fault: DecodeFault }

/**
 * The text of a file as kubectl takes it: UTF-8, or UTF-16 with a byte order mark. Bytes that are no UTF-8, of which
 * kubectl makes U+FFFD in silence, are a fault, and so is a binary file.
 *
 * @see k8s.io/cli-runtime pkg/resource `FileVisitor`
 */
export function decodeManifest(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes)
  const odd = encoding !== 'utf-8' && bytes.length % 2 === 1
  if (odd) return { fault: { message: 'half of a UTF-16 character stands at its end', offset: bytes.length - 1 } }
  const nul = encoding === 'utf-8' ? bytes.indexOf(0) : -1
  if (nul !== -1) return { fault: { message: 'it is a binary file, with a NUL byte', offset: nul } }
  try {
    return { text: decoderOf(encoding).decode(bytes), encoding }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { fault: { message: `it holds bytes that are no ${NAMES[encoding]}`, offset: firstBad(bytes, encoding) } }
  }
}

const decoders = new Map<Encoding, TextDecoder>()

/** To make one takes longer than to decode a small file. */
function decoderOf(encoding: Encoding): TextDecoder {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  decoders.set(encoding, decoder)
  return decoder
}

const NAMES: Readonly<Record<Encoding, string>> = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16' }

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}

/** The offset of the first character that is none: after the longest beginning that is text, found by halving. */
function firstBad(bytes: Uint8Array, encoding: Encoding): number {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isReadable(bytes.subarray(0, middle), encoding, true)) good = middle
    else bad = middle
  }
  // It may end with a part of the wrong character.
  while (!isReadable(bytes.subarray(0, good), encoding, false)) good -= 1
  return good
}

/** A character cut off at the end does not count where more may follow. */
function isReadable(bytes: Uint8Array, encoding: Encoding, stream: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream })
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** The bytes of an edited text, in the encoding that its file had. */
export function encodeManifest(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8')
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}
