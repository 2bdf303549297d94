/**
 * Values as a D-Bus message holds them, little-endian. Alignment counts from the start of the message; bodies and arrays
 * of structures begin at multiples of eight, so that one's own start serves as well.
 *
 * @see https://dbus.freedesktop.org/doc/dbus-specification.html section "Marshaling"
 */
export class ValueWriter {
  private bytes: Buffer = Buffer.alloc(0)

  byte(...values: number[]): this {
    return this.raw(Buffer.from(values))
  }

  uint32(value: number): this {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return this.align(4).raw(bytes)
  }

  boolean(value: boolean): this {
    return this.uint32(value ? 1 : 0)
  }

  /** A string or an object path. */
  text(value: string): this {
    const bytes = Buffer.from(value)
    return this.uint32(bytes.length).raw(bytes).byte(0)
  }

  signature(value: string): this {
    return this.byte(value.length).raw(Buffer.from(`${value}\0`))
  }

  /** An array of bytes. */
  blob(value: Uint8Array): this {
    return this.uint32(value.length).raw(value)
  }

  /** An array of structures or of dictionary entries. */
  structures<T>(values: readonly T[], write: (element: ValueWriter, value: T) => void): this {
    const elements = new ValueWriter()
    for (const value of values) write(elements.align(8), value)
    return this.uint32(elements.bytes.length).align(8).raw(elements.bytes)
  }

  align(size: number): this {
    return this.raw(Buffer.alloc(align(this.bytes.length, size) - this.bytes.length))
  }

  raw(bytes: Uint8Array): this {
    this.bytes = Buffer.concat([this.bytes, bytes])
    return this
  }

  finish(): Buffer {
    return this.bytes
  }
}

/** Reads what a `ValueWriter` of another program wrote; throws a `RangeError` where the bytes end too early. */
export class ValueReader {
  private readonly bytes: Buffer
  private at: number

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  byte(): number {
    return this.take(1).readUInt8()
  }

  uint32(): number {
    return this.align(4).take(4).readUInt32LE()
  }

  boolean(): boolean {
    return this.uint32() !== 0
  }

  text(): string {
    return this.take(this.uint32() + 1)
      .toString('utf8')
      .slice(0, -1)
  }

  signature(): string {
    return this.take(this.byte() + 1)
      .toString('utf8')
      .slice(0, -1)
  }

  blob(): Buffer {
    return this.take(this.uint32())
  }

  /** An array whose elements are aligned to as many bytes. */
  array<T>(alignment: 4 | 8, read: (reader: this) => T): T[] {
    const length = this.uint32()
    const end = this.align(alignment).at + length
    const values: T[] = []
    while (this.at < end) values.push(read(this.align(alignment)))
    return values
  }

  /** A variant that must hold one type. */
  variant<T>(signature: string, read: (reader: this) => T): T {
    const found = this.signature()
    if (found !== signature) throw new TypeError(`a value of type ${found} came where ${signature} was expected`)
    return read(this)
  }

  align(size: number): this {
    this.at = align(this.at, size)
    return this
  }

  private take(length: number): Buffer {
    const end = this.at + length
    if (end > this.bytes.length) throw new RangeError('a message of the session bus ends too early')
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }
}

/** The next multiple of `size`. */
export function align(length: number, size: number): number {
  return Math.ceil(length / size) * size
}
