import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells, totalWidth } from '../../../../src/features/lint/formats/display-width.ts'
import { excerpt } from '../../../../src/features/lint/formats/excerpt.ts'
import { anyFinding, finding } from './reports.ts'

/** The line, and under it the carets; columns count code points from 1. */
function shown(text: string, column: number, endColumn: number, columns = 80): string[] {
  const { line, indent, carets } = excerpt(finding({ text, column, endColumn }), columns)
  return [line, ' '.repeat(indent) + '^'.repeat(carets)]
}

test.each([
  ['plain text', 'image: nginx', 8, 13, ['image: nginx', '       ^^^^^']],
  ['nothing marked: one caret', 'image:', 7, 7, ['image:', '      ^']],
  ['a tab takes four columns', '\timage: x', 9, 10, ['    image: x', '           ^']],
  ['wide characters take two', 'name: 日本語 x', 7, 10, ['name: 日本語 x', '      ^^^^^^']],
  ['wide characters before it', '日本: x', 5, 6, ['日本: x', '      ^']],
  ['fullwidth and halfwidth forms', 'Ａｱ: x', 5, 6, ['Ａｱ: x', '     ^']],
  ['an emoji is one code point', '"🚀": x', 6, 7, ['"🚀": x', '      ^']],
  ['a flag is two code points', '🇩🇪: x', 5, 6, ['🇩🇪: x', '    ^']],
  ['a heart in colour', '❤️: x', 5, 6, ['❤️: x', '    ^']],
  ['combining marks take none', 'e\u0301: x', 5, 6, ['e\u0301: x', '   ^']],
  ['escape sequences are left out', '\u001B[31ma: \u001B[0mx', 13, 14, ['a: x', '   ^']],
  ['other control characters too', 'a\0\u202E: x\r', 6, 7, ['a: x', '   ^']],
  ['a place behind the line', 'a:', 9, 9, ['a:', '  ^']],
])('%s', (_, text, column, endColumn, expected) => {
  expect(shown(text, column, endColumn)).toEqual(expected)
})

test('what goes on in the next line is marked to the end of this one', () => {
  const { carets } = excerpt(finding({ text: 'a: |', column: 4, line: 3, endLine: 4, endColumn: 2 }), 80)
  expect(carets).toBe(1)
})

describe('a line that is too long', () => {
  test('is cut behind what is marked', () => {
    expect(shown(`a: b ${'x'.repeat(100)}`, 4, 5, 20)).toEqual([`a: b ${'x'.repeat(14)}…`, '   ^'])
  })

  test('is cut before what is marked', () => {
    expect(shown(`${'x'.repeat(100)}: b`, 103, 104, 20)).toEqual([`…${'x'.repeat(16)}: b`, `${' '.repeat(19)}^`])
  })

  test('is cut on both sides', () => {
    expect(shown(`${'x'.repeat(50)}b${'y'.repeat(50)}`, 51, 52, 11)).toEqual(['…xxxxbyyyy…', '     ^'])
  })

  test('is cut in what is marked where that is too long itself', () => {
    expect(shown(`a: ${'b'.repeat(100)}`, 4, 104, 11)).toEqual(['… bbbbbbbb…', '  ^^^^^^^^^'])
  })

  test('may be megabytes long', () => {
    const text = `${'ü日'.repeat(2_000_000)}!${'日'.repeat(2_000_000)}`
    const [line = '', carets = ''] = shown(text, 4_000_001, 4_000_002, 20)
    expect(line).toBe('…日ü日ü日!日日日日…')
    expect(carets).toBe(`${' '.repeat(9)}^`)
  })
})

test('any line fits, holds no control character, and has a caret within it or right behind', () => {
  fc.assert(
    fc.property(anyFinding, fc.integer({ min: 8, max: 120 }), (given, columns) => {
      const { line, indent, carets } = excerpt(given, columns)
      expect(line).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u)
      expect(line.isWellFormed()).toBe(true)
      expect(totalWidth(cells(line))).toBeLessThanOrEqual(columns)
      expect(carets).toBeGreaterThanOrEqual(1)
      expect(indent + carets).toBeLessThanOrEqual(columns + 1)
    }),
  )
})

test('the carets are under what is marked', () => {
  const ascii = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(ascii, fc.nat(), fc.nat(), fc.integer({ min: 20, max: 90 }), (text, from, length, columns) => {
      const column = 1 + (from % text.length)
      const endColumn = Math.min(column + 1 + (length % 10), text.length + 1)
      const marked = text.slice(column - 1, endColumn - 1)
      const { line, indent, carets } = excerpt(finding({ text, column, endColumn }), columns)
      expect(line.slice(indent, indent + carets).padEnd(carets)).toBe(marked)
    }),
  )
})
