import { cpus, loadavg, release, totalmem } from 'node:os'
import type { Download } from './downloads.ts'
import type { Measured } from './measure.ts'

/** One table of the results: its first row is what the others are multiples of. */
export type Section = { title: string; measured: readonly Measured[]; remarks: readonly string[] }

/** A command of icc, the other that does the same, and what the ratio of the two is to be at most, if anything. */
export type Pair = { own: string; other: string; target?: number }

/** All that a run gives. `circumstances` are lines on what was measured where, and with what. */
export type Results = {
  circumstances: readonly string[]
  rounds: number
  sections: readonly Section[]
  downloads: readonly Download[]
}

/** The machine, and how busy it is now: who reads the figures has to know both. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(', ')
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${memory} GB, ${process.platform} ${release()}; load when it began: ${load}`
}

/** The results as Markdown. */
export function markdown({ circumstances, rounds, sections, downloads }: Results): string {
  const intro = [
    '# Measured by `npm run bench`',
    '',
    ...circumstances.map((line) => `- ${line}.`),
    '',
    `Medians of ${rounds} starts in milliseconds, from start to exit; in each table all commands in turn.`,
    '',
    '![Medians as bars](results.svg)',
  ]
  return `${[...intro, ...sections.flatMap(section), ...downloadTable(downloads)].join('\n')}\n`
}

function downloadTable(downloads: readonly Download[]): string[] {
  if (downloads.length === 0) return []
  const head = [row(['executable', 'MB', 'MB by gzip -9', 'MB by xz -9']), row(['---', '--:', '--:', '--:'])]
  const rows = downloads.map(({ name, size, packed }) =>
    row([name, ...[size, packed.gzip, packed.xz].map(megabytes)]),
  )
  return ['', '## Downloads', '', ...head, ...rows]
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'not packed: not on PATH' : (bytes / 1e6).toFixed(1)
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
    const beside = `${own}: ${ratio.toFixed(2)} of ${other}`
    if (target === undefined) return `${beside}; no target.`
    return `${beside}; at most ${target} is the target: ${ratio <= target ? 'met' : '**not met**'}.`
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
