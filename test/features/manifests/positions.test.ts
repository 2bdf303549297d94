import { array, assert, constantFrom, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { ambiguousScalars } from '../../../src/features/manifests/ambiguous-scalars.ts'
import type { Json, ManifestDocument, Path, Range } from '../../../src/features/manifests/document.ts'
import { lineColumn, lineRange } from '../../../src/features/manifests/lines.ts'
import { keyRange, nearestPath, valueRange } from '../../../src/features/manifests/positions.ts'
import { commentsOf, entryRange, sharedBy, writtenScalar } from './looks.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { changedFixtures, fixtures, yamlTexts } from './yaml-samples.ts'

function documentOf(text: string, index = 0): ManifestDocument {
  const document = readManifests({ name: 'a.yaml', text }).documents[index]
  if (document === undefined) throw new Error('The test gives no document.')
  return document
}

const TEXT = `\ufeffa: 0
---
# top
kind: A # one
on: yes
list: # two
  # three
  - a: '#no' # four
    "b": |  # five
      # not
      x
  - &x {c: 012, d: [1, "2"]}
  - *x
  -
m:
  <<: *x
  e: 1:30
empty:
`
const document = documentOf(TEXT, 1)

function shown(range: Range | undefined): string | undefined {
  return range === undefined ? undefined : TEXT.slice(range.start, range.end)
}

test.each<[Path, string, string | undefined, string]>([
  [['kind'], 'A', 'kind', 'kind: A'],
  [['true'], 'yes', 'on', 'on: yes'],
  [['list', 0, 'a'], "'#no'", 'a', "a: '#no'"],
  [['list', 0, 'b'], '|  # five\n      # not\n      x', '"b"', '"b": |  # five\n      # not\n      x'],
  [['list', 1], '{c: 012, d: [1, "2"]}', undefined, '- &x {c: 012, d: [1, "2"]}'],
  [['list', 1, 'd', 1], '"2"', undefined, '"2"'],
  [['list', 2], '*x', undefined, '- *x'],
  [['list', 2, 'c'], '012', 'c', 'c: 012'],
  [['list', 3], '', undefined, '-'],
  [['m', 'd'], '[1, "2"]', 'd', 'd: [1, "2"]'],
  [['empty'], '', 'empty', 'empty:'],
])('the places of %j', (path, value, key, entry) => {
  expect([valueRange, keyRange, entryRange].map((rangeOf) => shown(rangeOf(document, path)))).toEqual([
    value,
    key,
    entry,
  ])
})

test('what is missing is found at its nearest ancestor', () => {
  expect(nearestPath(document, ['list', 0, 'x', 'y'])).toEqual(['list', 0])
  expect(nearestPath(document, ['list', 9])).toEqual(['list'])
  expect(nearestPath(document, ['kind', 'x'])).toEqual(['kind'])
  expect(nearestPath(document, ['x'])).toEqual([])
  expect(valueRange(document, ['x'])).toBeUndefined()
  expect(shown(valueRange(document, []))?.slice(0, 7)).toBe('kind: A')
})

test('scalars are shown as they are written', () => {
  expect(writtenScalar(document, ['list', 0, 'a'])).toMatchObject({ written: "'#no'", style: 'single' })
  expect(writtenScalar(document, ['list', 1, 'd', 1])).toMatchObject({ written: '"2"', style: 'double' })
  expect(writtenScalar(document, ['list', 2, 'c'])).toMatchObject({ written: '012', style: 'plain' })
  expect(writtenScalar(document, ['list', 0, 'b'])).toMatchObject({ style: 'literal' })
  expect(writtenScalar(document, ['list'])).toBeUndefined()
})

test('what stands for other places too is told', () => {
  const paths: Path[] = [
    ['list', 0, 'a'],
    ['list', 1, 'c'],
    ['list', 1],
    ['list', 2],
    ['list', 2, 'c'],
    ['m', 'c'],
    ['m', 'e'],
    ['m'],
  ]
  expect(paths.map((path) => sharedBy(document, path))).toEqual([
    undefined,
    'anchor',
    'anchor',
    'alias',
    'alias',
    'merge',
    undefined,
    undefined,
  ])
})

test('comments are found, and nothing else is taken for one', () => {
  expect(
    commentsOf(document).map(({ text, alone, range }) => [
      text,
      alone,
      lineColumn(document.source, range.start).line,
    ]),
  ).toEqual([
    ['top', true, 3],
    ['one', false, 4],
    ['two', false, 6],
    ['three', true, 7],
    ['four', false, 8],
    ['five', false, 9],
  ])
})

test('scalars that others read otherwise come with their places', () => {
  expect(
    ambiguousScalars(document).map(({ path, key, text, kubectl, elsewhere, range }) => [
      path.join('.'),
      key,
      text,
      kubectl,
      elsewhere.value,
      shown(range),
    ]),
  ).toEqual([
    ['true', true, 'on', 'true', 'on', 'on'],
    ['true', false, 'yes', true, 'yes', 'yes'],
    ['list.1.c', false, '012', 10, 12, '012'],
    ['m.e', false, '1:30', '1:30', 90, '1:30'],
  ])
  expect(ambiguousScalars(documentOf('a: "yes"\n---\nb: yes sir\n'))).toEqual([])
  expect(
    ambiguousScalars(documentOf('a: &b {on: no}\nc:\n  <<: {y: 1}\n')).map(({ path }) => path.join('.')),
  ).toEqual(['a.true', 'a.true', 'c.true'])
})

test('lines and columns count from 1, in characters', () => {
  const source = { name: 'a', text: '\ufeffä: 😀x\r\nb\n\nc' }
  const offsets = [1, 4, 6, 9, 11, 12, 13]
  expect(offsets.map((offset) => Object.values(lineColumn(source, offset)))).toEqual([
    [1, 1],
    [1, 4],
    [1, 5],
    [2, 1],
    [3, 1],
    [4, 1],
    [4, 2],
  ])
  const lines = offsets
    .map((offset) => lineRange(source, offset))
    .map(({ start, end }) => source.text.slice(start, end))
  expect(lines).toEqual(['ä: 😀x\r', 'ä: 😀x\r', 'ä: 😀x\r', 'b', '', 'c', 'c'])
  expect(lineRange({ name: 'a', text: '\na' }, 0)).toEqual({ start: 0, end: 0 })
})

test('columns are right wherever characters of two units stand', () => {
  const anyText = array(constantFrom('a', '😀', '\n', 'ä', '\r', '\ud83d')).map((all) => all.join(''))
  assert(
    property(anyText, nat(40), (text, at) => {
      const offset = Math.min(at, text.length)
      const lines = text.slice(0, offset).split('\n')
      const column = Array.from(lines.at(-1) ?? '').length + 1
      expect(lineColumn({ name: 'a', text }, offset)).toEqual({ line: lines.length, column })
    }),
  )
})

/** Every path of a value, its root's included. */
function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).reduce<Path[]>(
    (paths, [key, item]) => paths.concat(pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key])),
    [path],
  )
}

/** Reads what stands at a value's place on its own, and compares. */
function checkPlaces(text: string): number {
  const { documents, faults } = readManifests({ name: 'a.yaml', text })
  if (faults.length > 0) return 0
  for (const one of documents)
    for (const path of pathsOf(one.value)) {
      const [value, entry] = [valueRange(one, path), entryRange(one, path)]
      expect(nearestPath(one, path)).toEqual(path)
      expect(
        value === undefined ||
          entry === undefined ||
          value.start < one.start ||
          value.end > one.end ||
          value.start < entry.start ||
          value.end > entry.end,
      ).toBe(false)
    }
  return documents.length
}

test('every path of every document has a place within it', () => {
  for (const { text } of [...fixtures('usual'), ...fixtures('unusual')]) checkPlaces(text)
  let checked = 0
  for (const texts of [yamlTexts('usual'), yamlTexts('any'), changedFixtures()])
    assert(
      property(texts, (text) => {
        checked += checkPlaces(text)
      }),
      { numRuns: 500 },
    )
  expect(checked).toBeGreaterThan(500)
})
