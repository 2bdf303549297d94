// The few DER encodings that a certificate is made of. Each returns tag, length and content.
// ITU-T X.690 sections 8 and 10.

function encode(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  const digits: number[] = []
  for (let rest = bytes; rest > 0; rest >>= 8) digits.unshift(rest & 0xff)
  return Buffer.from([0x80 | digits.length, ...digits])
}

/** SEQUENCE of encoded values. */
export function sequence(...parts: Uint8Array[]): Buffer {
  return encode(0x30, ...parts)
}

/** SET of encoded values; the caller sorts them where there is more than one. */
export function set(...parts: Uint8Array[]): Buffer {
  return encode(0x31, ...parts)
}

/** BOOLEAN; DER writes true as 0xff. */
export function boolean(value: boolean): Buffer {
  return encode(0x01, Buffer.from([value ? 0xff : 0x00]))
}

/** INTEGER: a number below 128, or the bytes of a positive number without leading zeros. */
export function integer(value: number | Buffer): Buffer {
  return encode(0x02, typeof value === 'number' ? Buffer.from([value]) : value)
}

/** BIT STRING whose last byte ends with `unusedBits` zero bits. */
export function bitString(bytes: Uint8Array, unusedBits: number): Buffer {
  return encode(0x03, Buffer.from([unusedBits]), bytes)
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Buffer {
  return encode(0x04, bytes)
}

/** UTF8String. */
export function utf8(text: string): Buffer {
  return encode(0x0c, Buffer.from(text))
}

/** OBJECT IDENTIFIER in dotted form: base 128 digits, the first two arcs share one. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f))
    return digits
  })
  return encode(0x06, Buffer.from(bytes))
}

/** UTCTime, which RFC 5280 section 4.1.2.5 prescribes for dates before 2050. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '')
  return encode(0x17, Buffer.from(`${digits.slice(2, 14)}Z`))
}

/** A context-specific tag around other values (`constructed`), or in place of a primitive's own tag. */
export function context(tag: number, content: Uint8Array, constructed: boolean): Buffer {
  return encode((constructed ? 0xa0 : 0x80) | tag, content)
}
