import { assert, property, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { decodeManifest, encodeManifest } from '../../../src/features/manifests/decode.ts'
import type { Encoding } from '../../../src/features/manifests/decode.ts'

test('UTF-8 is read as it is, with its byte order mark', () => {
  expect(decodeManifest(Buffer.from('ä: 😀\r\n'))).toEqual({ text: 'ä: 😀\r\n', encoding: 'utf-8' })
  expect(decodeManifest(Buffer.from('\ufeffa: 1'))).toEqual({ text: '\ufeffa: 1', encoding: 'utf-8' })
  expect(decodeManifest(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' })
})

test.each<[string, number[], string, number]>([
  ['Latin-1', [0x61, 0xe4, 0x62], 'it holds bytes that are no UTF-8', 1],
  ['Latin-1 behind text', [0xc3, 0xa4, 0x61, 0x20, 0xfc], 'it holds bytes that are no UTF-8', 4],
  ['a character cut off at the end', [0x61, 0xc3], 'it holds bytes that are no UTF-8', 1],
  ['a surrogate in UTF-8', [0x61, 0xed, 0xa0, 0x80], 'it holds bytes that are no UTF-8', 1],
  ['a binary file', [0x7f, 0x45, 0x4c, 0x46, 0x00, 0x01], 'it is a binary file, with a NUL byte', 4],
  ['UTF-16 without a mark', [0x61, 0x00, 0x62, 0x00], 'it is a binary file, with a NUL byte', 1],
  ['half a character of UTF-16', [0xff, 0xfe, 0x61], 'half of a UTF-16 character stands at its end', 2],
  ['half a surrogate pair', [0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8, 0x62, 0x00], 'it holds bytes that are no UTF-16', 4],
])('%s is a fault with the offset of the first wrong byte', (_, bytes, message, offset) => {
  expect(decodeManifest(Uint8Array.from(bytes))).toEqual({ fault: { message, offset } })
})

test('a text comes back from each encoding, and back to the same bytes', () => {
  const comesBack = property(string({ unit: 'binary' }), (sample) => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] satisfies Encoding[]) {
      const text = `\ufeff${sample.replaceAll('\0', '').toWellFormed()}`
      const bytes = encodeManifest(text, encoding)
      expect(decodeManifest(bytes)).toEqual({ text, encoding })
    }
  })
  expect(() => assert(comesBack)).not.toThrow()
})

test('bytes of any kind are a text or a fault, never a replacement character that was not there', () => {
  const isHonest = property(uint8Array(), (bytes) => {
    const decoded = decodeManifest(bytes)
    const again = 'text' in decoded ? encodeManifest(decoded.text, decoded.encoding) : undefined
    expect(again === undefined || Buffer.compare(again, bytes) === 0).toBe(true)
    const offset = 'fault' in decoded ? decoded.fault.offset : -1
    expect(offset).toBeLessThan(bytes.length)
  })
  expect(() => assert(isHonest, { numRuns: 2000 })).not.toThrow()
})
