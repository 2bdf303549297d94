import { createHash } from 'node:crypto'

/** Load commands and magic numbers. @see <mach-o/loader.h> and xnu's osfmk/kern/cs_blobs.h */
const LC_SEGMENT_64 = 0x19
const LC_CODE_SIGNATURE = 0x1d
const EMBEDDED_SIGNATURE = 0xfa_de_0c_c0
const CODE_DIRECTORY = 0xfa_de_0c_02

const HEADER = 32
const PAGE = 4096
/** Bytes of a code directory of version 2.4 before its identifier. */
const DIRECTORY = 88

type Command = { type: number; at: number; size: number }

/** The load commands of a 64-bit Mach-O file of x86_64. @throws Error where it is none */
export function loadCommands(file: Buffer): Command[] {
  if (file.readUInt32LE(0) !== 0xfe_ed_fa_cf) throw new Error('This is no 64-bit Mach-O file.')
  const commands: Command[] = []
  for (let at = HEADER; commands.length < file.readUInt32LE(16);) {
    const size = file.readUInt32LE(at + 4)
    commands.push({ type: file.readUInt32LE(at), at, size })
    at += size
  }
  return commands
}

/** Where a segment begins in the file and how long it is there; undefined where it is not. */
export function segment(file: Buffer, name: string): { command: number; offset: number; size: number } | undefined {
  for (const { type, at } of loadCommands(file)) {
    if (type !== LC_SEGMENT_64 || textAt(file, at + 8, 16) !== name) continue
    return { command: at, offset: Number(file.readBigUInt64LE(at + 40)), size: Number(file.readBigUInt64LE(at + 48)) }
  }
  return undefined
}

/** Where the signature begins; undefined where the file has none. */
export function signatureOffset(file: Buffer): number | undefined {
  const command = loadCommands(file).find(({ type }) => type === LC_CODE_SIGNATURE)
  return command && file.readUInt32LE(command.at + 8)
}

/**
 * Signs an executable ad hoc: with the hashes of its pages and nobody's name. macOS then sees that the file is whole, and
 * the keychain can tell it from others; that nobody vouches for it, it still says.
 *
 * @param file ends with its segment `__LINKEDIT` and has no signature, as it comes from pkg
 */
export function signAdHoc(file: Buffer, identifier: string): Buffer {
  const text = segment(file, '__TEXT')
  const linkEdit = segment(file, '__LINKEDIT')
  if (text === undefined || linkEdit === undefined || signatureOffset(file) !== undefined)
    throw new Error('This is no executable without a signature.')
  if (linkEdit.offset + linkEdit.size !== file.length)
    throw new Error('Something lies behind the segment __LINKEDIT.')
  const limit = Math.ceil(file.length / 16) * 16
  const size = signatureSize(limit, identifier)
  const signed = Buffer.alloc(limit + size)
  file.copy(signed)
  addSignatureCommand(signed, limit, size)
  const linkEditSize = limit + size - linkEdit.offset
  signed.writeBigUInt64LE(BigInt(Math.ceil(linkEditSize / PAGE) * PAGE), linkEdit.command + 32)
  signed.writeBigUInt64LE(BigInt(linkEditSize), linkEdit.command + 48)
  writeSignature(signed, limit, identifier, text.size)
  return signed
}

function signatureSize(limit: number, identifier: string): number {
  return 20 + DIRECTORY + identifier.length + 1 + Math.ceil(limit / PAGE) * 32
}

function addSignatureCommand(file: Buffer, offset: number, size: number): void {
  const commands = loadCommands(file)
  const end = HEADER + file.readUInt32LE(20)
  if (end + 16 > firstSection(file)) throw new Error('There is no room for one more load command.')
  file.writeUInt32LE(commands.length + 1, 16)
  file.writeUInt32LE(end - HEADER + 16, 20)
  for (const [at, value] of [LC_CODE_SIGNATURE, 16, offset, size].entries()) file.writeUInt32LE(value, end + 4 * at)
}

/** Where the first section lies in the file: up to there load commands may grow. */
function firstSection(file: Buffer): number {
  const offsets = loadCommands(file).flatMap(({ type, at }) => {
    if (type !== LC_SEGMENT_64) return []
    return Array.from({ length: file.readUInt32LE(at + 64) }, (_, nth) => file.readUInt32LE(at + 72 + 80 * nth + 48))
  })
  return Math.min(...offsets.filter((offset) => offset > 0))
}

/** Everything in a signature is big-endian. @see CS_CodeDirectory in cs_blobs.h */
function writeSignature(file: Buffer, limit: number, identifier: string, textSize: number): void {
  const pages = Math.ceil(limit / PAGE)
  const directory = limit + 20
  const hashes = DIRECTORY + identifier.length + 1
  const length = hashes + 32 * pages
  const words = [EMBEDDED_SIGNATURE, length + 20, 1, 0, 20]
  // Version 2.4; ad hoc; no special slots; SHA-256 of pages of 2^12 bytes; no scatter, no team.
  words.push(CODE_DIRECTORY, length, 0x2_04_00, 0x2, hashes, DIRECTORY, 0, pages, limit, 0x20_02_00_0c, 0, 0, 0, 0)
  for (const [at, word] of words.entries()) file.writeUInt32BE(word, limit + 4 * at)
  // The code limit of 64 bits is for files that need it; then the segment that runs, which is that of a main program.
  for (const [at, value] of [0, 0, textSize, 1].entries())
    file.writeBigUInt64BE(BigInt(value), directory + 56 + 8 * at)
  file.write(`${identifier}\0`, directory + DIRECTORY, 'latin1')
  for (let page = 0; page < pages; page += 1) {
    const bytes = file.subarray(page * PAGE, Math.min(limit, (page + 1) * PAGE))
    createHash('sha256')
      .update(bytes)
      .digest()
      .copy(file, directory + hashes + 32 * page)
  }
}

function textAt(file: Buffer, at: number, length: number): string {
  return file.toString('latin1', at, at + length).replace(/\0.*$/su, '')
}
