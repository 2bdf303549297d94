import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { applyPatch, diffArrays } from 'diff'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from '../../../src/features/manifests/unified-diff.ts'
import { createTaken } from '../../../src/features/manifests/splice.ts'
import { temporaryFolder } from '../../support/run-icc.ts'

/** Few different lines, so that many are equal, and ends without a line break. */
const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', 'd\r'), { maxLength: 40 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''))

/** With their line breaks, which count. */
function linesIn(whole: string): string[] {
  return whole.split(/(?<=\n)/u).filter((line) => line !== '')
}

test('a diff leads from one text to the other, whatever they are', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after)
      expect(applyPatch(before, `${unifiedDiff('a.yaml', before, after)}\n`, { autoConvertLineEndings: false })).toBe(
        after,
      )
    }),
    { numRuns: 1000 },
  )
})

test('no fewer lines could be shown as changed', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after)
      const [, , ...lines] = unifiedDiff('a.yaml', before, after).split('\n')
      const fewest = diffArrays(linesIn(before), linesIn(after)).filter(({ added, removed }) => added || removed)
      const changed = lines.filter((line) => /^[-+]/u.test(line))
      expect(changed).toHaveLength(fewest.reduce((sum, { count }) => sum + count, 0))
    }),
  )
})

test('a line that moved on is shown once out and once in, and those between stay', () => {
  const diff = unifiedDiff('a.yaml', 'a: 1\nold: 1\nb: 1\nc:\n  d: 1\n', 'a: 1\nb: 1\nc:\n  new: 1\n  d: 1\n')
  expect(diff.split('\n').slice(3)).toEqual([' a: 1', '-old: 1', ' b: 1', ' c:', '+  new: 1', '   d: 1'])
})

test('a change far from the others is found without a search through all lines', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line: ${index}\n`)
  const changed = lines.flatMap((line, index) => (index % 2 === 0 ? [line, 'new: 1\n'] : [line]))
  const all = lines.map((line) => `${line.trimEnd()} #\n`)
  for (const after of [changed, all]) {
    const diff = unifiedDiff('a.yaml', lines.join(''), after.join(''))
    expect(diff.split('\n').filter((line) => line.startsWith('+')).length).toBeGreaterThan(10_000)
  }
})

test.each(['a.yaml', 'with blanks/ä b.yaml', 'with "quotes" and \\.yaml', 'with\nline break.yaml', 'tab\t.yaml'])(
  'git applies the diff of %j',
  (name) => {
    const folder = temporaryFolder()
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'one\ntwo\n')
    writeFileSync(join(folder, 'patch'), `${unifiedDiff(name, 'one\ntwo\n', 'one\n2')}\n`)
    execFileSync('git', ['apply', 'patch'], { cwd: folder })
    expect(readFileSync(file, 'utf8')).toBe('one\n2')
  },
)

test('git makes a new file of the diff of one', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'patch'), `${unifiedDiff('a.yaml', undefined, 'one\ntwo\n')}\n`)
  execFileSync('git', ['apply', 'patch'], { cwd: folder })
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('one\ntwo\n')
})

test('a change takes its places, or none', () => {
  const place = fc.record({ start: fc.nat({ max: 60 }), length: fc.nat({ max: 5 }) })
  fc.assert(
    fc.property(fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), (changes) => {
      const taken = createTaken()
      const kept: { start: number; end: number }[] = []
      for (const change of changes) {
        const splices = change.map(({ start, length }) => ({ start, end: start + length, text: '' }))
        const own = splices.toSorted((one, other) => one.start - other.start)
        if (own.some(({ start }, index) => index > 0 && start <= (own[index - 1]?.end ?? -1))) continue
        const isFree = splices.every((one) => kept.every(({ start, end }) => end < one.start || one.end < start))
        expect(taken.add(splices)).toBe(isFree)
        if (isFree) kept.push(...splices)
      }
    }),
  )
})
