import type { Run } from './screen.ts'

/** Readable on the dark ground (WCAG AA). */
const COLOURS: Readonly<Record<string, string>> = {
  black: '#8b949e',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#76e3ea',
  white: '#f0f6fc',
}
const GROUND = '#0d1117'
const TEXT = '#e6edf3'

/** Pixels of one character cell, and around the text. */
const CELL = { width: 8.4, height: 18 }
const MARGIN = 16

/**
 * A terminal as a picture: text stays text, so that it can be searched, copied and read aloud.
 *
 * @param columns of the terminal
 */
export function drawTerminal(lines: readonly Run[][], columns: number, title: string): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN)
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    ...lines.flatMap((runs, line) => drawLine(runs, MARGIN + line * CELL.height)),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function drawLine(runs: readonly Run[], top: number): string[] {
  let column = 0
  return runs.flatMap((run) => {
    const [from, cells] = [column, Array.from(run.text).length]
    column += cells
    return drawRun(run, { left: MARGIN + from * CELL.width, top, width: cells * CELL.width })
  })
}

type Place = { left: number; top: number; width: number }

function drawRun({ text, bold, faint, inverse, colour }: Run, { left, top, width }: Place): string[] {
  const [x, length] = [left.toFixed(1), width.toFixed(1)]
  const own = colour === undefined ? TEXT : (COLOURS[colour] ?? colour)
  const ground = inverse ? `<rect x="${x}" y="${top}" width="${length}" height="${CELL.height}" fill="${own}"/>` : ''
  if (text.trim() === '') return ground === '' ? [] : [ground]
  const look = `${bold ? ' font-weight="bold"' : ''}${faint ? ' opacity="0.7"' : ''}`
  // Fonts differ in width: what stands under each other is to do so in all of them.
  const fit = `textLength="${length}" lengthAdjust="spacingAndGlyphs"`
  const words = `<text x="${x}" y="${top + 13}" ${fit} fill="${inverse ? GROUND : own}"${look}>${escaped(text)}</text>`
  return ground === '' ? [words] : [ground, words]
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
