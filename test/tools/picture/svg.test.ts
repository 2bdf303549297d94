import { expect, test } from 'vitest'
import { readScreen } from '../../../tools/picture/screen.ts'
import { drawTerminal } from '../../../tools/picture/svg.ts'

test('the look of a text lasts until it is taken back, over the ends of lines too', () => {
  const screen = readScreen('a \u001B[1;32mbold\nand\u001B[0m plain\u001B[7m!\u001B[27m\n\n')
  const plain = { bold: false, faint: false, inverse: false, colour: undefined }
  const green = { ...plain, bold: true, colour: 'green' }
  expect(screen).toEqual([
    [
      { text: 'a ', ...plain },
      { text: 'bold', ...green },
    ],
    [
      { text: 'and', ...green },
      { text: ' plain', ...plain },
      { text: '!', ...plain, inverse: true },
    ],
  ])
})

test('each text stands in its column, and nothing in it is taken for markup', () => {
  const svg = drawTerminal(readScreen('ab\u001B[1m<c> & d\u001B[0m'), 80, 'A "title" & more')
  expect(svg).toContain('<title>A "title" &amp; more</title>')
  expect(svg).toMatch(/<text x="16\.0" [^>]*>ab<\/text>/u)
  expect(svg).toMatch(/<text x="32\.8" [^>]*font-weight="bold">&lt;c&gt; &amp; d<\/text>/u)
})
