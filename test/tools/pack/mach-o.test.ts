import { expect, test } from 'vitest'
import { segment, signAdHoc, signatureOffset } from '../../../tools/pack/mach-o.ts'

/** The smallest file of this form: a header, two segments, and `linkEdit` bytes behind the first page. */
function machO(linkEdit: number, firstSection = 4000): Buffer {
  const file = Buffer.alloc(4096 + linkEdit, 7)
  file.fill(0, 0, 4096)
  const words = [0xfeedfacf, 0x01000007, 3, 2, 2, 152 + 72, 0, 0]
  for (const [at, word] of words.entries()) file.writeUInt32LE(word, 4 * at)
  writeSegment(file, 32, '__TEXT', [0, 4096], 1)
  file.writeUInt32LE(firstSection, 32 + 72 + 48)
  writeSegment(file, 32 + 152, '__LINKEDIT', [4096, linkEdit], 0)
  return file
}

function writeSegment(
  file: Buffer,
  at: number,
  name: string,
  [offset, size]: [number, number],
  sections: number,
): void {
  file.writeUInt32LE(0x19, at)
  file.writeUInt32LE(72 + 80 * sections, at + 4)
  file.write(name, at + 8, 'latin1')
  file.writeBigUInt64LE(BigInt(offset), at + 40)
  file.writeBigUInt64LE(BigInt(size), at + 48)
  file.writeUInt32LE(sections, at + 64)
}

test('a signature lies behind all that it signs, inside the last segment', () => {
  const signed = signAdHoc(machO(5000), 'icc')
  const offset = signatureOffset(signed)
  expect(offset).toBe(9104)
  expect(signed.readUInt32BE(offset)).toBe(0xfade0cc0)
  expect(segment(signed, '__LINKEDIT')).toMatchObject({ offset: 4096, size: signed.length - 4096 })
  expect(signed.length - 9104).toBe(signed.readUInt32BE(9104 + 4))
})

test('what cannot be signed so is refused, not broken', () => {
  expect(() => signAdHoc(Buffer.alloc(4096), 'icc')).toThrow('no 64-bit Mach-O file')
  expect(() => signAdHoc(signAdHoc(machO(5000), 'icc'), 'icc')).toThrow('no executable without a signature')
  expect(() => signAdHoc(Buffer.concat([machO(5000), Buffer.alloc(1)]), 'icc')).toThrow('behind the segment')
  expect(() => signAdHoc(machO(5000, 260), 'icc')).toThrow('no room')
})
