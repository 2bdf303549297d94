import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeUpdate } from '../../../../src/features/scaffold/update/merge.ts'
import { temporaryFolder } from '../../kubeconfig/support.ts'

const base = `kind: Deployment
spec:
  replicas: 1
  strategy:
    type: Recreate
  template:
    containers:
      - name: web
        image: web:1
        resources:
          limits:
            memory: 1Gi
`

/** The text with pieces replaced; each must be there. */
function edited(text: string, ...edits: [string, string][]): string {
  return edits.reduce((result, [from, to]) => {
    expect(result).toContain(from)
    return result.replace(from, to)
  }, text)
}

test('what was changed by hand stays, and the template’s change comes in', () => {
  const mine = edited(base, ['web:1', 'web:7 # ours'], ['memory: 1Gi', 'memory: 4Gi\n            cpu: 2'])
  const now = edited(base, ['Recreate', 'RollingUpdate'], ['  template:', '  revisionHistoryLimit: 2\n  template:'])
  const both = edited(mine, ['Recreate', 'RollingUpdate'], ['  template:', '  revisionHistoryLimit: 2\n  template:'])
  expect(mergeUpdate({ mine, base, now })).toEqual({ text: both })
})

test('what both changed in the same way is no conflict', () => {
  const mine = edited(base, ['replicas: 1', 'replicas: 2'], ['web:1', 'web:2'])
  const now = edited(base, ['replicas: 1', 'replicas: 2'])
  expect(mergeUpdate({ mine, base, now })).toEqual({ text: mine })
})

test('of a value that both changed and lines that are new beside it, only the value may be a conflict', () => {
  const now = edited(base, ['memory: 1Gi\n', 'memory: 2Gi\n            cpu: 1\n'])
  const same = edited(base, ['memory: 1Gi', 'memory: 2Gi'])
  expect(mergeUpdate({ mine: same, base, now })).toEqual({ text: now })
  expect(mergeUpdate({ mine: now, base, now: same })).toEqual({ text: now })
  const other = edited(base, ['memory: 1Gi', 'memory: 4Gi'])
  expect(mergeUpdate({ mine: other, base, now })).toEqual({
    conflicts: [
      { line: 12, mine: '            memory: 4Gi', base: '            memory: 1Gi', now: '            memory: 2Gi' },
    ],
  })
})

test('an empty line in place of another is not the same as none', () => {
  expect(mergeUpdate({ mine: '\nz\n', base: 'a\nz\n', now: 'z\n' })).toMatchObject({ conflicts: [{ line: 1 }] })
})

test('what both changed in two ways is shown with its line, and so are all such places', () => {
  const mine = edited(base, ['replicas: 1', 'replicas: 3'], ['web:1', 'web:7'], ['memory: 1Gi\n', ''])
  const now = edited(
    base,
    ['replicas: 1', 'replicas: 2'],
    ['Recreate', 'RollingUpdate'],
    ['memory: 1Gi', 'memory: 2Gi'],
  )
  expect(mergeUpdate({ mine, base, now })).toEqual({
    conflicts: [
      { line: 3, mine: '  replicas: 3', base: '  replicas: 1', now: '  replicas: 2' },
      { line: 12, mine: '            ', base: '            memory: 1Gi', now: '            memory: 2Gi' },
    ],
  })
})

test.each<[string, [string, string], [string, string]]>([
  [
    'a value and a new line below it',
    ['replicas: 1', 'replicas: 3'],
    ['replicas: 1\n', 'replicas: 1\n  paused: true\n'],
  ],
  ['a value and a new line above it', ['replicas: 1', 'replicas: 3'], ['spec:\n', 'spec:\n  paused: true\n']],
  ['a value and the next one', ['name: web', 'name: shop'], ['image: web:1', 'image: "web:2" # digest']],
  [
    'a value and the next lines taken away',
    ['replicas: 1', 'replicas: 3'],
    ['  strategy:\n    type: Recreate\n', ''],
  ],
])('changes may touch where one is of values alone: %s', (_, ours, theirs) => {
  for (const [one, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    const merged = mergeUpdate({ mine: edited(base, one), base, now: edited(base, other) })
    expect(merged).toEqual({ text: edited(base, theirs, ours) })
  }
})

test.each<[string, [string, string], [string, string]]>([
  [
    'a block taken away, and a line at its end',
    ['        resources:\n          limits:\n            memory: 1Gi\n', ''],
    ['memory: 1Gi\n', 'memory: 1Gi\n            cpu: 1\n'],
  ],
  [
    'a block written otherwise, and a line below',
    ['  strategy:\n    type: Recreate\n', '  strategy: {}\n'],
    ['  template:\n', '    rollingUpdate: {}\n  template:\n'],
  ],
  [
    'two new lines at one place',
    ['spec:\n', 'spec:\n  paused: true\n'],
    ['spec:\n', 'spec:\n  minReadySeconds: 5\n'],
  ],
  [
    'a value that became a block',
    ['replicas: 1', 'replicas: {}'],
    ['  strategy:\n', '  paused: true\n  strategy:\n'],
  ],
])('changes that touch are a conflict otherwise: %s', (_, ours, theirs) => {
  for (const [one, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    const merged = mergeUpdate({ mine: edited(base, one), base, now: edited(base, other) })
    expect(merged).toMatchObject({ conflicts: [{ line: expect.any(Number) }] })
  }
})

test('lines that stay keep their line ends, new ones get those of the file', () => {
  const mine = 'a\r\nb: 1\r\nc\nd'
  expect(mergeUpdate({ mine, base: 'a\nb: 1\nc\nd\n', now: 'a\nb: 2\nc\nd\ne\nf\n' })).toEqual({
    text: 'a\r\nb: 2\r\nc\nd\r\ne\r\nf\r\n',
  })
  expect(mergeUpdate({ mine, base: 'a\nb: 1\nc\nd\n', now: 'a\nb: 2\nc\nd\n' })).toEqual({
    text: 'a\r\nb: 2\r\nc\nd',
  })
})

const anyText = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', '', '  d: 1', '  d: 2', '# e'), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, newline, ended]) => lines.map((line) => line + newline).join('') + (ended ? '' : 'z'))

const normal = (text: string): string => text.replaceAll('\r\n', '\n')

test('where one side changed nothing, the other is the result', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      expect(mergeUpdate({ mine: one, base: normal(one), now: normal(one) })).toEqual({ text: one })
      expect(mergeUpdate({ mine: one, base: other, now: other })).toEqual({ text: one })
      expect(mergeUpdate({ mine: one, base: other, now: one })).toEqual({ text: one })
      const taken = mergeUpdate({ mine: one, base: one, now: other })
      expect(taken).toEqual({ text: expect.any(String) })
      const ended = (text: string): string => normal(text).replace(/\n$/u, '')
      expect('text' in taken ? ended(taken.text) : '').toBe(ended(other))
    }),
    { numRuns: 1000 },
  )
})

test('it is the same whoever changed what', () => {
  let merges = 0
  fc.assert(
    fc.property(anyText.map(normal), anyText.map(normal), anyText.map(normal), (old, one, other) => {
      const [merged, turned] = [
        mergeUpdate({ mine: one, base: old, now: other }),
        mergeUpdate({ mine: other, base: old, now: one }),
      ]
      if ('text' in merged) merges += 1
      const shape = (result: typeof merged): unknown =>
        'text' in result ? result.text.replace(/\n$/u, '') : result.conflicts.length
      expect(shape(turned)).toEqual(shape(merged))
    }),
    { numRuns: 2000 },
  )
  expect(merges).toBeGreaterThan(10)
})

/** Random changes of lines that are all different, so that there are no two opinions on what was changed. */
const threeTexts = fc
  .record({
    lines: fc.integer({ min: 1, max: 14 }),
    mine: fc.array(fc.tuple(fc.nat(14), fc.constantFrom('change', 'remove', 'insert')), { maxLength: 4 }),
    now: fc.array(fc.tuple(fc.nat(14), fc.constantFrom('change', 'remove', 'insert')), { maxLength: 4 }),
  })
  .map(({ lines, mine, now }) => {
    const old = Array.from({ length: lines }, (_, index) => `line ${index}\n`)
    const changed = (edits: readonly (readonly [number, string])[], mark: string): string => {
      const text = [...old, '']
      for (const [at, edit] of edits) {
        const line = text[at]
        if (line === undefined) continue
        text[at] =
          edit === 'remove'
            ? ''
            : edit === 'change'
              ? old[at] === undefined
                ? ''
                : `${mark} ${at}\n`
              : `${mark} new ${at}\n${line}`
      }
      return text.join('')
    }
    return { base: old.join(''), mine: changed(mine, 'mine'), now: changed(now, 'now') }
  })

test('git comes to the same', () => {
  const folder = temporaryFolder()
  let conflicts = 0
  for (const texts of fc.sample(threeTexts, { numRuns: 150, seed: 11 })) {
    for (const name of ['mine', 'base', 'now'] as const) writeFileSync(join(folder, name), texts[name])
    const git = spawnSync('git', ['merge-file', '-p', 'mine', 'base', 'now'], { cwd: folder, encoding: 'utf8' })
    const merged = mergeUpdate(texts)
    const isConflict = 'conflicts' in merged
    if (isConflict) conflicts += 1
    expect({ texts, merged: isConflict ? undefined : merged.text }).toEqual({
      texts,
      merged: git.status === 0 ? git.stdout : undefined,
    })
  }
  expect(conflicts).toBeGreaterThan(20)
  expect(conflicts).toBeLessThan(130)
})
