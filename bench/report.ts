import { cpus, release, totalmem } from 'node:os'
import type { Measured } from './measure.ts'

/** One table of the results: its first row is what the others are multiples of. */
export type Section = { title: string; measured: readonly Measured[]; remarks: readonly string[] }

/** A command of icc, the other that does the same, and what the ratio of the two is to be at most. */
export type Pair = { own: string; other: string; target: number }

/** The results as Markdown. */
export function markdown(sections: readonly Section[], rounds: number, build: string): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${memory} GB, ${process.platform} ${release()}`
  const intro = [
    '# Measured by `npm run bench`',
    '',
    `${build}. ${machine}.`,
    '',
    `Medians of ${rounds} starts in milliseconds, from start to exit; in each table all commands in turn.`,
    '',
    '![Medians as bars](results.svg)',
  ]
  return `${[...intro, ...sections.flatMap(section)].join('\n')}\n`
}

function section({ title, measured, remarks }: Section): string[] {
  const first = measured[0]?.median ?? Number.NaN
  const rows = measured.map(({ name, median, fastest, slowest }) =>
    row([name, median.toFixed(1), (median / first).toFixed(2), `${fastest.toFixed(0)} to ${slowest.toFixed(0)}`]),
  )
  const head = [row(['command', 'median', 'x first row', 'range']), row(['---', '--:', '--:', '--:'])]
  return ['', `## ${title}`, '', ...head, ...rows, '', ...remarks.map((remark) => `- ${remark}`)]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A remark for each pair of which both were measured. */
export function compared(measured: readonly Measured[], pairs: readonly Pair[]): string[] {
  const median = new Map(measured.map((one) => [one.name, one.median]))
  return pairs.flatMap(({ own, other, target }) => {
    const [ours, theirs] = [median.get(own), median.get(other)]
    if (ours === undefined || theirs === undefined) return []
    const ratio = ours / theirs
    const met = ratio <= target ? 'met' : '**not met**'
    return `${own}: ${ratio.toFixed(2)} of ${other}; at most ${target} is the target: ${met}.`
  })
}

const WIDTH = 900
const BAR = 18

/** The medians as horizontal bars, icc's darker than the others'. */
export function plot(sections: readonly Section[]): string {
  const parts: string[] = []
  let y = 10
  for (const { title, measured } of sections) {
    const longest = Math.max(...measured.map(({ median }) => median))
    parts.push(text(10, (y += 24), title, 'font-weight="bold"'))
    for (const { name, median } of measured) {
      y += BAR + 4
      const width = Math.max(1, (median / longest) * (WIDTH - 480))
      const fill = name.startsWith('icc') ? '#2563eb' : '#9ca3af'
      parts.push(
        text(10, y, name),
        `<rect x="390" y="${y - 13}" width="${width.toFixed(1)}" height="${BAR - 2}" fill="${fill}"/>`,
      )
      parts.push(text(396 + width, y, `${median.toFixed(1)} ms`))
    }
  }
  const style = 'font-family="sans-serif" font-size="13"'
  const size = `width="${WIDTH}" height="${y + 20}" viewBox="0 0 ${WIDTH} ${y + 20}"`
  const background = '<rect width="100%" height="100%" fill="#ffffff"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style}>\n${background}\n${parts.join('\n')}\n</svg>\n`
}

function text(x: number, y: number, words: string, more = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x.toFixed(1)}" y="${y}" ${more}>${escaped}</text>`
}
