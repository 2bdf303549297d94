import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { array, constantFrom, double, letrec, nat, oneof, record, string, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { ODD_KEYS, ODD_LINES, ODD_SCALARS, PARTS, USUAL_KEYS, USUAL_LINES, USUAL_SCALARS } from './yaml-words.ts'

const folder = join(import.meta.dirname, '../../fixtures/manifests/yaml')

/** The texts of a folder of fixtures: `usual` is in the style of most manifests, `unusual` in every other. */
export function fixtures(kind: 'usual' | 'unusual'): { name: string; text: string }[] {
  return readdirSync(join(folder, kind))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(folder, kind, name), 'utf8') }))
}

/** How a value is written; where it stands is known only when it is put into lines. */
type Sample =
  | { kind: 'inline'; text: string; comment: string }
  | { kind: 'block'; sign: string; lines: string[]; indent: number }
  | { kind: 'mapping'; pairs: { key: string; value: Sample }[]; indent: number; gap: string }
  | { kind: 'list'; items: Sample[]; indent: number; gap: string; compact: boolean }

/** The lines of a value below a key or a dash at a column; the first one is what stands on that one's line. */
function linesOf(sample: Sample, column: number): string[] {
  switch (sample.kind) {
    case 'inline':
      return [` ${sample.text}${sample.comment}`]
    case 'block':
      return [
        ` ${sample.sign}`,
        ...sample.lines.map((line) => (line === '' ? '' : pad(column + sample.indent) + line)),
      ]
    case 'mapping':
      return ['', ...pairLines(sample.pairs, column + sample.indent, sample.gap)]
    case 'list': {
      const inner = column + sample.indent
      return ['', ...sample.items.flatMap((item) => itemLines(item, inner, sample)), sample.gap].filter(
        (line, index) => index === 0 || line !== '-',
      )
    }
  }
}

function pairLines(pairs: readonly { key: string; value: Sample }[], column: number, gap: string): string[] {
  return pairs.flatMap(({ key, value }) => {
    const [first = '', ...others] = linesOf(value, column)
    return [...(gap === '' ? [] : [gap]), `${pad(column)}${key}:${first}`, ...others]
  })
}

function itemLines(item: Sample, column: number, { compact, gap }: { compact: boolean; gap: string }): string[] {
  const before = gap === '' ? [] : [gap]
  if (item.kind === 'mapping' && compact) {
    const [first = '', ...others] = pairLines(item.pairs, column + 2, '')
    return [...before, `${pad(column)}- ${first.trimStart()}`, ...others]
  }
  const [first = '', ...others] = linesOf(item, column)
  return [...before, `${pad(column)}-${first}`, ...others]
}

function pad(column: number): string {
  return ' '.repeat(Math.max(0, column))
}

/** YAML of the usual kind, or of every kind there is, and some that there is not. Each a mapping, if it is anything. */
export function yamlTexts(kind: 'usual' | 'any'): Arbitrary<string> {
  const usual = kind === 'usual'
  const scalars = usual ? USUAL_SCALARS : [...USUAL_SCALARS, ...ODD_SCALARS]
  const keys = usual ? USUAL_KEYS : [...USUAL_KEYS, ...USUAL_KEYS, ...ODD_KEYS]
  const comment = constantFrom('', '', '', ' # note', '   # a: b')
  const inline = record({
    kind: constantFrom('inline' as const),
    text: usual ? constantFrom(...scalars) : oneof({ arbitrary: constantFrom(...scalars), weight: 4 }, randomScalar),
    comment,
  })
  const block = record({
    kind: constantFrom('block' as const),
    sign: constantFrom(
      ...(usual ? ['|', '|-', '|+', '>', '>-'] : ['|', '|-', '|+', '>', '>-', '>+', '|2', '>1-', '| # note']),
    ),
    lines: array(constantFrom(...(usual ? USUAL_LINES : [...USUAL_LINES, ...ODD_LINES])), { maxLength: 4 }).map(
      (lines) => (usual ? ['text'].concat(lines) : lines),
    ),
    indent: constantFrom(2, 2, 4, 1),
  })
  const filled = inline.filter(({ text }) => text !== '')
  const gap = constantFrom('', '', '', '', '# between', ...(usual ? [] : ['      # deeper', '  ']))
  const { sample } = letrec<{ sample: Sample; mapping: Sample & { kind: 'mapping' } }>((tie) => ({
    sample: oneof(
      { maxDepth: 3 },
      { arbitrary: inline, weight: 5 },
      { arbitrary: block, weight: 1 },
      { arbitrary: tie('mapping'), weight: 3 },
      {
        arbitrary: record({
          kind: constantFrom('list' as const),
          items: array(usual ? oneof(filled, block, tie('mapping')) : tie('sample'), { minLength: 1, maxLength: 3 }),
          indent: constantFrom(0, 2, 0, 2, usual ? 2 : 1),
          gap,
          compact: constantFrom(true, usual),
        }),
        weight: 2,
      },
    ),
    mapping: mappings(usual, keys, tie('sample'), gap),
  }))
  const newline = constantFrom('\n', '\n', '\n', '\r\n')
  const end = usual ? constantFrom('', '# end\n') : constantFrom('', '', ' ', '# end')
  return tuple(mappings(usual, keys, sample, gap), newline, end).map(([{ pairs, gap: between }, lineBreak, last]) =>
    [...pairLines(pairs, 0, between), last].join(lineBreak),
  )
}

function mappings(
  usual: boolean,
  keys: string[],
  value: Arbitrary<Sample>,
  gap: Arbitrary<string>,
): Arbitrary<Sample & { kind: 'mapping' }> {
  const pairs = array(record({ key: constantFrom(...keys), value }), { minLength: 1, maxLength: 4 })
  return record({
    kind: constantFrom('mapping' as const),
    pairs: usual
      ? pairs.map((list) =>
          list.filter(({ key }, index) => list.findIndex((other) => bare(other.key) === bare(key)) === index),
        )
      : pairs,
    indent: constantFrom(2, 2, 4, usual ? 2 : 1),
    gap,
  })
}

function bare(key: string): string {
  return key.replaceAll(/["']/g, '')
}

const randomScalar: Arbitrary<string> = tuple(
  string({ maxLength: 6 }),
  string({ unit: 'binary', maxLength: 4 }),
  constantFrom('plain', 'single', 'double'),
).map(([one, other, style]) => {
  const text = (one + other).toWellFormed()
  if (style === 'double') return JSON.stringify(text)
  const printable = text.replaceAll(/\p{Cc}/gu, '')
  return style === 'single' ? `'${printable.replaceAll("'", "''")}'` : printable
})

/** Parts of the fixtures with a few characters changed. */
export function changedFixtures(): Arbitrary<string> {
  const texts = [...fixtures('usual'), ...fixtures('unusual')].flatMap(({ text }) => text.split(/^---.*\n/m))
  const change = record({ at: double({ min: 0, max: 1, noNaN: true }), remove: nat(3), part: constantFrom(...PARTS) })
  const line = double({ min: 0, max: 1, noNaN: true })
  return tuple(constantFrom(...texts), line, nat({ max: 30 }), array(change, { maxLength: 3 })).map(
    ([text, from, count, changes]) => {
      let changed = outdented(
        text
          .split('\n')
          .slice(Math.floor(from * text.split('\n').length))
          .slice(0, count + 2),
      )
      for (const { at, remove, part } of changes) {
        const place = Math.floor(at * changed.length)
        changed = changed.slice(0, place) + part + changed.slice(place + remove)
      }
      return changed.toWellFormed()
    },
  )
}

/** Lines without the indentation of the first. */
function outdented([first = '', ...others]: string[]): string {
  const indent = /^[ -]*/.exec(first)?.[0].length ?? 0
  const lines = others.map((line) => (line.startsWith(pad(indent)) ? line.slice(indent) : line))
  return [first.slice(indent), ...lines].join('\n')
}
