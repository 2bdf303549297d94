import { expect, test } from 'vitest'
import type { Json, ReadFault } from '../../../src/features/manifests/document.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { judge, readByIcc, readByKubectl } from './kubectl-reading.ts'

function read(text: string): ReturnType<typeof readManifests> {
  return readManifests({ name: 'a.yaml', text })
}

function values(text: string): Json[] {
  return read(text).documents.map(({ value }) => value)
}

/** Faults by what they say and what they point at. */
function faults(text: string): { kind: ReadFault['kind']; index: number; at: string; message: string }[] {
  return read(text).faults.map(({ kind, index, message, range }) => ({
    kind,
    index,
    at: text.slice(range.start, range.end),
    message,
  }))
}

test('documents come with their places, and those without content do not count', () => {
  const text = '# first\n---\na: 1\n---\n\n--- # empty\n# nothing\n---\nnull\n---\nb: 2'
  const { documents } = read(text)
  expect(documents.map(({ index, start, end, value }) => ({ index, value, text: text.slice(start, end) }))).toEqual([
    { index: 0, value: { a: 1 }, text: 'a: 1\n' },
    { index: 1, value: { b: 2 }, text: 'b: 2' },
  ])
})

test.each(['', '\n', '# only a comment', '---\n---\n', '\ufeff', '   \n'])(
  'a file with nothing in it has no document: %j',
  (text) => {
    expect(read(text)).toEqual({ documents: [], faults: [] })
  },
)

test('a document that is broken hides no other', () => {
  const text = 'a: 1\n---\nb: [\n---\nc: "\n---\n\td: 1\n---\ne: 2\n'
  expect(values(text)).toEqual([{ a: 1 }, { e: 2 }])
  expect(faults(text)).toEqual([
    { kind: 'syntax', index: 1, at: '[', message: 'This bracket is never closed.' },
    { kind: 'syntax', index: 2, at: '"', message: 'The " that opens here is never closed.' },
    { kind: 'syntax', index: 3, at: '\t', message: 'A tab stands where YAML wants spaces.' },
  ])
})

test.each<[string, string, string, string]>([
  [
    'a second colon',
    'a: b: c\n',
    ':',
    'A colon and a blank make a key, and none can stand here: put the text in quotes, or check the indentation.',
  ],
  ['a line without a colon', 'a: 1\nb\nc: 2\n', 'b', 'This line holds no key: a colon is missing.'],
  [
    'keys that do not stand below each other',
    'a:\n    b: 1\n  c: 2\n',
    '',
    'Its indentation fits none of the lines above.',
  ],
  [
    'items that do not stand below each other',
    'a:\n  - b\n c\n',
    'c',
    'Its indentation fits none of the lines above.',
  ],
  ['a text that begins with an at sign', 'a: @b\n', '@', 'A text that begins with @ needs quotes.'],
  [
    'a backslash in double quotes',
    'a: "\\d"\n',
    '\\d',
    '"\\d" means nothing between double quotes: write "\\\\" for a backslash.',
  ],
  ['an alias without an anchor', 'a: *b\n', '*b', 'The alias *b stands for nothing before it.'],
  ['an alias within its own anchor', 'a: &b [*b]\n', '*b', 'The alias *b stands for nothing before it.'],
  ['a template of Helm', 'a: {{ .Values.b }}\n', '{ .Values.b }', 'A key must be a text.'],
  ['a number that JSON lacks', 'a: .inf\n', '.inf', 'JSON has no number .inf, so kubectl refuses the document.'],
  ['a list as a key', '? [a]\n: b\n', '[a]', 'A key must be a text.'],
  ['null as a key', '~: b\n', '~', 'A key must be a text.'],
  ['a merge key with a text', '<<: a\nb: 1\n', 'a', 'A merge key (<<) takes a mapping or a list of mappings.'],
  ['a wrong tag', 'a: !!int b\n', 'b', 'This is not what the tag (!) before it says.'],
  ['a directive', '%YAML 1.2\n---\na: 1\n', '%', 'kubectl reads no directives (%): take the line out.'],
  ['a control character', 'a: \u0007\n', '\u0007', 'A control character stands here.'],
  ['text after the sign of a block', 'a: | b\n', 'b', 'Nothing but a comment may follow | on its line.'],
])('%s is a fault with its place', (_, text, at, message) => {
  expect(faults(text)).toContainEqual({ kind: 'syntax', index: 0, at, message })
})

test('nothing but a comment may follow --- on its line, and the document before it is still read', () => {
  const text = 'a: 1\n---b: 2\n---\nc: 3\n'
  expect(values(text)).toEqual([{ a: 1 }, { c: 3 }])
  expect(faults(text)).toMatchObject([{ kind: 'syntax', index: 1, at: 'b' }])
})

test('keys that stand twice are told with both places, and the last one counts', () => {
  const text = 'a:\n  x: 1\n  z: {b: 1}\n  "x": 2\n  z: {b: 1}\n  on: 1\n  "true": 1\n  x: 3\n'
  expect(values(text)).toEqual([{ a: { x: 3, z: { b: 1 }, true: 1 } }])
  const { faults: found } = read(text)
  expect(found.map(({ message, duplicate }) => ({ message, ...duplicate }))).toEqual([
    {
      message: 'The key "x" stands here 3 times.',
      mapping: ['a'],
      key: 'x',
      occurrence: 1,
      first: { start: 5, end: 6 },
      sameValue: false,
    },
    {
      message: 'The key "x" stands here 3 times.',
      mapping: ['a'],
      key: 'x',
      occurrence: 2,
      first: { start: 5, end: 6 },
      sameValue: false,
    },
    {
      message: 'The key "z" stands here twice.',
      mapping: ['a'],
      key: 'z',
      occurrence: 1,
      first: { start: 12, end: 13 },
      sameValue: true,
    },
    {
      message: 'The key "true" stands here twice.',
      mapping: ['a'],
      key: 'true',
      occurrence: 1,
      first: { start: 45, end: 47 },
      sameValue: true,
    },
  ])
  expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(['"x"', 'x', 'z', '"true"'])
})

test('what kubectl never looks at is told', () => {
  expect(faults('a: 1\n...\nb: 2\n---\n  c: 3\nd: 4\n')).toMatchObject([
    { kind: 'ignored-content', index: 0, at: 'b: 2' },
    { kind: 'ignored-content', index: 1, at: 'd: 4' },
  ])
  expect(faults('a: 1\n...\n# a comment\n...\n')).toEqual([])
})

test('merge keys count at their place, and aliases stand for equal values', () => {
  const text =
    'base: &base {a: 1, b: 2}\none:\n  a: 0\n  <<: *base\n  b: 3\ntwo:\n  <<: [{a: 5}, *base]\nthree: *base\n'
  expect(values(text)).toEqual([
    { base: { a: 1, b: 2 }, one: { a: 1, b: 3 }, two: { a: 5, b: 2 }, three: { a: 1, b: 2 } },
  ])
})

test('a key named __proto__ is a key like any other', () => {
  const [value] = values('a:\n  __proto__: {b: 1}\n  constructor: 2\n')
  expect(JSON.stringify(value)).toBe('{"a":{"__proto__":{"b":1},"constructor":2}}')
})

test('JSON is read as JSON: one value or several, equal keys told, YAML after the first', () => {
  expect(values('{"a": "\\/\\ud83d\\ude00"}\n')).toEqual([{ a: '/😀' }])
  expect(values('\n\t{"a": 1}\n{"b": 2}')).toEqual([{ a: 1 }, { b: 2 }])
  expect(values('{"a": 1}\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
  expect(values('{"a": 1,}\n')).toEqual([{ a: 1 }])
  expect(faults('{"a": 1, "a": 2}')).toMatchObject([{ kind: 'duplicate-key', at: '"a"' }])
  expect(faults('{"a": 1} {"b": 2} c: 3')).toMatchObject([{ kind: 'syntax', index: 2, at: 'c' }])
})

test.skipIf(judge === undefined)('real kubectl reads these in the same way', async () => {
  const texts = [
    '\ufeffa: 1\n---\nb: 2\n',
    'a: 1\r\nb: |\r\n  x\r\n  y\r\n',
    'a: |\n  no line break at the end',
    'a: 1\n...\nb: 2\n',
    '  c: 3\nd: 4\n',
    'base: &base {a: 1, b: 2}\none:\n  a: 0\n  <<: *base\n  b: 3\ntwo:\n  <<: [{a: 5}, *base]\n',
    'a:\n  __proto__: {b: 1}\n',
    '{"a": "\\/\\ud83d\\ude00"}\n',
    '\n\t{"a": 1}\n{"b": 2}',
    '{"a": 1}\n---\nb: 2\n',
    '{"a": 1,}\n',
    'a: 1\na: 2\n',
    '%YAML 1.2\n---\na: 1\n',
    'a: .inf\n',
    '~: b\n',
    '<<: a\nb: 1\n',
    'a: !!int b\n',
    'a: \u0007\n',
    'a: "\\d"\n',
    'a: *b\n',
    'a: &b [*b]\n',
    'a: 1\n---\n# nothing\n---#\nb: 1\n',
    '{"a": 1}  # x\n---\nb: 2\n',
    '{"a": 1} b\n',
    'a: |+\n  x\n\n   ',
    'a: "x\\\n  y"\n',
    'a: {{ .Values.b }}\n',
  ]
  const readings = await readByKubectl(texts)
  for (const [index, text] of texts.entries())
    expect({ text, ...readByIcc(text) }).toEqual({ text, ...readings[index] })
})

test.skipIf(judge === undefined)('real kubectl takes UTF-16 with a byte order mark as we do', async () => {
  const text = '\ufeffa: ä\n---\nb: 2\n'
  const little = Buffer.from(text, 'utf16le')
  const readings = await readByKubectl([little, Buffer.from(little).swap16()])
  expect(readings).toEqual([
    { refused: false, values: values(text) },
    { refused: false, values: values(text) },
  ])
})

/** A text whose aliases stand for 10 to the power of `levels`. */
function bomb(levels: number): string {
  const lines = Array.from(
    { length: levels },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(10)}]`,
  )
  return ['a0: &a0 x', ...lines, ''].join('\n')
}

test('a bomb of aliases is refused, where kubectl refuses it, without being expanded', async () => {
  expect(faults(bomb(40))).toMatchObject([
    { kind: 'too-large', at: '*a3', message: 'Its aliases expand beyond all measure, so kubectl refuses it.' },
  ])
  expect(faults(bomb(2))).toEqual([])
  const merges = Array.from(
    { length: 60 },
    (_, level) => `b${level + 1}: &b${level + 1} {<<: [*b${level}, *b${level}]}`,
  )
  expect(faults(['b0: &b0 {k: v}', ...merges, ''].join('\n'))).toMatchObject([{ kind: 'too-large' }])
  if (judge === undefined) return
  const readings = await readByKubectl([bomb(2), bomb(3), bomb(4)])
  expect(readings.map(({ refused }) => refused)).toEqual(
    [2, 3, 4].map((levels) => read(bomb(levels)).faults.length > 0),
  )
})

test.each(['[', '- ', '{"a":', '? '])('nesting beyond all measure is a fault: %j', (sign) => {
  expect(faults(sign.repeat(100_000))).toMatchObject([
    { kind: 'too-deep', message: 'It is nested more than 300 levels deep.' },
  ])
})

test('nesting as deep as a person might need is read', () => {
  const text = Array.from({ length: 250 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')
  expect(read(`${text} 1\n`).faults).toEqual([])
})

test('100,000 documents and 10 MB are read in one go', () => {
  expect(read('a: 1\n---\n'.repeat(100_000)).documents).toHaveLength(100_000)
  expect(read('a: &b 1\n---\n'.repeat(100_000)).documents).toHaveLength(100_000)
  const item = '- name: item\n  value: "a\\nb"\n  list: [1, 2]\n  text: |\n    some lines\n    of text\n'
  const count = Math.ceil(10e6 / item.length)
  const [list] = values(`items:\n${item.repeat(count)}`)
  expect(list).toMatchObject({ items: { length: count } })
  expect(values(`items: &x\n${item.repeat(count)}`)).toEqual([list])
  expect(values(JSON.stringify(list))).toEqual([list])
  const lines = 'some lines of text\n'.repeat(500_000)
  expect(values(`a: |\n${lines.replaceAll(/^(?=.)/gm, '  ')}`)[0] === undefined).toBe(false)
  expect(values(`${'# some comment\n'.repeat(700_000)}a: 1\n`)).toEqual([{ a: 1 }])
})

test('10 MB that are broken everywhere are read to their first fault', () => {
  for (const text of [
    '[',
    '{',
    '"',
    "'",
    ': ',
    '- ',
    '? ',
    '&a ',
    '*a ',
    '!t ',
    '|\n',
    '>',
    '#',
    ',',
    'a',
    '\t',
    '\n',
    '...\n',
    '%',
    '---',
    'a: b: ',
    '[a, ',
    '{a: ',
    '<<: ',
  ])
    expect(read(text.repeat(Math.ceil(10e6 / text.length))).documents.length).toBeLessThanOrEqual(1)
})
