import { expect, test } from 'vitest'
import type { Json } from '../../../src/features/manifests/document.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { isShared } from '../../../src/features/manifests/shared-blocks.ts'
import { valueOf } from '../../../src/features/manifests/value.ts'
import { parseYaml } from '../../../src/features/manifests/yaml/parser.ts'

function read(text: string): Json | undefined {
  return readManifests({ name: 'a.yaml', text }).documents[0]?.value
}

function parsed(text: string): Json {
  const { root } = parseYaml(text, 0, text.length)
  if (root === undefined) throw new Error('there is nothing in it')
  return valueOf(root, 0).value
}

test('lines that stand below the same key in two documents are one and the same value', () => {
  const [one, other] = ['web', 'shop'].map((name) => read(`name: ${name}\nlimits:\n  cpu: 1\n  memory: 2\nend: 1\n`))
  expect(other).toEqual({ name: 'shop', limits: { cpu: 1, memory: 2 }, end: 1 })
  const [first, second] = [one, other].map((value) => (value as { limits: object }).limits)
  expect(first).toBe(second)
  expect(isShared(first ?? {})).toBe(true)
  expect(isShared(one as object)).toBe(false)
})

test('nothing is tried again and again below a key with something else each time', () => {
  for (let count = 0; count < 40; count += 1) read(`odd:\n  a: ${count}\n  b: 1\n`)
  const [one, other] = [read('odd:\n  a: 5\n  b: 1\n'), read('odd:\n  a: 5\n  b: 1\n')]
  expect((one as { odd: object }).odd).not.toBe((other as { odd: object }).odd)
})

// What comes behind a block decides where it ends. Each text is read three times, among texts with the same lines.
test.each<[string, string[]]>([
  [
    'deeper lines behind a comment',
    ['a:\n  b: 1\n  c: 2\n# no end\n  d: 3\n', 'a:\n  b: 1\n  c: 2\n# an end\nd: 3\n'],
  ],
  ['an empty line', ['b:\n  b: 1\n  c: 2\n\n  d: 3\n', 'b:\n  b: 1\n  c: 2\n\nd: 3\n', 'b:\n  b: 1\n  c: 2\n']],
  [
    'nothing, not even a line end',
    ['c:\n  b: 1\n  c: 2\n  d: 3', 'c:\n  b: 1\n  c: 2\n  d: 3\n', 'c:\n  b: 1\n  c: 2'],
  ],
  ['a list at the column of its key', ['d:\n- b\n- c\ne: 1\n', 'd:\n- b\n- c\n- e\n', 'd:\n- b\n- c\n']],
  ['a list in a list', ['f:\n- d:\n  - b\n  - c\n- e: 1\n', 'f:\n- d:\n  - b\n  - c\n  e: 1\n- g\n']],
  ['items of several lines', ['h:\n- a: 1\n  b: 2\n- a: 3\n', 'h:\n- a: 1\n  b: 2\n- a: 3\n  b: 4\n']],
  [
    'deeper than the one before',
    ['i:\n  b:\n    c: 1\n    d: 2\n', 'i:\n    c: 1\n    d: 2\n', 'i:\n  b:\n    c: 1\n'],
  ],
  ['only comments below it', ['j:\n  # a\n  # b\nk: 1\n', 'j:\n  # a\n  # b\n  k: 1\n', 'j:\n# a\n# b\n- k\n']],
  [
    'a block of text',
    ['l:\n  b: |\n    c\n    d\n\ne: 1\n', 'l:\n  b: |+\n    c\n    d\n\n\ne: 1\n', 'l:\n  b: |+\n    c\n'],
  ],
  ['carriage returns', ['m:\r\n  b: 1\r\n  c: 2\r\n', 'm:\r\n  b: 1\r\n  c: 2\r\n\r\n  d: 1\r\n']],
])('the value ends where the reader of YAML ends it: %s', (_, texts) => {
  const readings = [...texts, ...texts, ...texts]
  expect(readings.map(read)).toEqual(readings.map(parsed))
})

test('an ambiguous word is noticed in each document that holds it', () => {
  const texts = ['web', 'shop', 'blog'].map((name) => `name: ${name}\nflags:\n  a: on\n  b: 1\n`)
  const all = texts.flatMap((text) => readManifests({ name: 'a.yaml', text }).documents)
  expect(all.map(({ ambiguous }) => ambiguous)).toEqual([true, true, true])
})
