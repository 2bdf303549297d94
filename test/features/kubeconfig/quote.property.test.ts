import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { assert, array, constantFrom, oneof, property, sample, string } from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readPlain } from '../../../src/features/manifests/plain-scalar.ts'
import { quote } from '../../../src/features/manifests/quote.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { put, testContext } from './support.ts'

const judge = await kubectl()
const PIECES = [
  'on',
  'y',
  'N',
  'null',
  'true',
  'nan',
  'a',
  '1',
  '0x1F',
  '1e3',
  '0o7',
  '1_000',
  '2026-01-01',
  '12:30:45',
  '.5',
  '.inf',
  '-',
  '- ',
  ': ',
  ':',
  ' #',
  '#',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '~',
  '=',
  '<<',
  '"',
  "'",
  '\\',
  '[',
  '{',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  ',',
  '?',
  'é',
  '😀',
  '\u0000',
  '\u0007',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '---',
  '...',
]
/** The characters that mean something in YAML, close together. */
const dense = array(constantFrom('a', 'b', '1', ':', ' ', '#', '-', '.', '"', "'", ',', '[', '=', '/'), {
  maxLength: 6,
})
const text = oneof(
  dense.map((characters) => characters.join('')),
  string({ unit: 'binary' }),
  array(constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => pieces.join('')),
).map((value) => value.toWellFormed())

test('every text comes back as itself from readers of YAML 1.1 and 1.2, in block and in flow style', () => {
  const reads = property(text, (value) => {
    const block = `key: ${quote(value)}\nnext: x\n`
    const flow = `{"key": ${quote(value, true)}, "next": "x"}`
    for (const version of ['1.1', '1.2'] as const)
      for (const source of [block, flow]) expect(parse(source, { version })).toEqual({ key: value, next: 'x' })
    expect(JSON.parse(flow)).toEqual({ key: value, next: 'x' })
  })
  expect(() => assert(reads, { numRuns: 3000 })).not.toThrow()
})

test('what needs no quotes has none', () => {
  for (const value of [
    'daily',
    'alice@campus',
    'https://api.example.org:6443',
    'arn:aws:eks:eu:1:cluster/a',
    'with space',
  ])
    expect(quote(value)).toBe(value)
})

test.skipIf(judge === undefined)('real kubectl reads every text as itself', async () => {
  const ctx = testContext()
  const values = [...new Set([...PIECES, ...sample(text, 2000)])]
  const items = values.map((value) => `- name: ${quote(value)}\n  context:\n    namespace: ${quote(value)}\n`)
  const file = put(ctx, 'config', `contexts:\n${items.join('')}`)
  const args = ['--kubeconfig', file, 'config', 'view', '-o', 'json']
  const { stdout } = await promisify(execFile)(judge ?? '', args, { maxBuffer: 1e9 })
  const { contexts } = JSON.parse(stdout) as { contexts: { name: string; context: { namespace?: string } }[] }
  expect(new Set(contexts.map(({ name }) => name))).toEqual(new Set(values))
  for (const { name, context } of contexts) expect(context.namespace ?? '').toBe(name)
})

test.skipIf(judge === undefined)('what has no quotes is a text for us where it is one for real kubectl', async () => {
  const ctx = testContext()
  const words = PIECES.filter((piece) => /^[\w.~<=+-]+$/.test(piece) && !['-', '---', '...'].includes(piece))
  const numbers = [
    '0',
    '08',
    '1.',
    '1.5',
    '-1',
    '+1',
    '1e400',
    '0b1',
    '0o9',
    '0x',
    '1__0',
    '_1',
    '-.5',
    '1.2.3',
    '12ab',
    '190:20:30',
    '.5_',
    '.',
    '+',
  ]
  const all = [
    ...words,
    ...numbers,
    'Yes',
    'yEs',
    'NULL',
    'nUll',
    'Off',
    'NaN',
    '.NaN',
    '-.inf',
    'inf',
    '2026-1-1 10:00:00',
  ]
  const judged = all.map(async (word, index) => {
    const file = put(ctx, `config-${index}`, `contexts:\n- name: x\n  context:\n    namespace: ${word}\n`)
    const args = ['--kubeconfig', file, 'config', 'view', '-o', 'jsonpath={.contexts[0].context.namespace}']
    const seen = await promisify(execFile)(judge ?? '', args).then(
      ({ stdout }) => (stdout === '' ? 'null' : 'string'),
      () => 'refused',
    )
    return { word, meaning: seen }
  })
  const ours = all.map((word) => {
    const value = readPlain(word)
    return { word, meaning: value === null ? 'null' : typeof value === 'string' ? 'string' : 'refused' }
  })
  expect(ours).toEqual(await Promise.all(judged))
})
