/**
 * What pkg put into an executable, read from its file: the same bytes on every system.
 * @see https://github.com/nodejs/node/blob/main/doc/contributing/maintaining/maintaining-single-executable-application-support.md
 */
export function blobOfLinux(file: Buffer): Buffer {
  for (const { name, content } of notes(file)) if (name === 'NODE_SEA_BLOB') return content
  throw new Error('There is no note with a blob.')
}

/** @see <elf.h>: Elf64_Phdr and Elf64_Nhdr */
function* notes(file: Buffer): Generator<{ name: string; content: Buffer }> {
  const PT_NOTE = 4
  const headers = Number(file.readBigUInt64LE(32))
  for (let nth = 0; nth < file.readUInt16LE(56); nth += 1) {
    const header = headers + nth * file.readUInt16LE(54)
    if (file.readUInt32LE(header) !== PT_NOTE) continue
    let at = Number(file.readBigUInt64LE(header + 8))
    const end = at + Number(file.readBigUInt64LE(header + 32))
    while (at + 12 <= end) {
      const nameSize = file.readUInt32LE(at)
      const size = file.readUInt32LE(at + 4)
      const start = at + 12 + aligned(nameSize)
      yield {
        name: file.toString('latin1', at + 12, at + 11 + nameSize),
        content: file.subarray(start, start + size),
      }
      at = start + aligned(size)
    }
  }
}

function aligned(size: number): number {
  return Math.ceil(size / 4) * 4
}

/** Of the first section of the segment `NODE_SEA`. @see <mach-o/loader.h> */
export function blobOfMacos(file: Buffer): Buffer {
  const LC_SEGMENT_64 = 0x19
  for (let at = 32, nth = 0; nth < file.readUInt32LE(16); nth += 1) {
    if (file.readUInt32LE(at) === LC_SEGMENT_64 && file.toString('latin1', at + 8, at + 17) === 'NODE_SEA\0') {
      const offset = file.readUInt32LE(at + 72 + 48)
      return file.subarray(offset, offset + Number(file.readBigUInt64LE(at + 72 + 40)))
    }
    at += file.readUInt32LE(at + 4)
  }
  throw new Error('There is no segment with a blob.')
}

export type WindowsFile = { machine: number; subsystem: number; signatureSize: number; resources: Buffer }

/** @see https://learn.microsoft.com/windows/win32/debug/pe-format */
export function readWindowsFile(file: Buffer): WindowsFile {
  const header = file.readUInt32LE(60)
  if (file.toString('latin1', 0, 2) !== 'MZ' || file.toString('latin1', header, header + 4) !== 'PE\0\0')
    throw new Error('This is no PE file.')
  const optional = header + 24
  const sections = optional + file.readUInt16LE(header + 20)
  for (let nth = 0; nth < file.readUInt16LE(header + 6); nth += 1) {
    const at = sections + 40 * nth
    if (file.toString('latin1', at, at + 6) !== '.rsrc\0') continue
    const offset = file.readUInt32LE(at + 20)
    return {
      machine: file.readUInt16LE(header + 4),
      subsystem: file.readUInt16LE(optional + 68),
      signatureSize: file.readUInt32LE(optional + 112 + 8 * 4 + 4),
      resources: file.subarray(offset, offset + file.readUInt32LE(at + 16)),
    }
  }
  throw new Error('There is no section with resources.')
}
