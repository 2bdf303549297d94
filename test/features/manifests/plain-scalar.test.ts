import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/features/manifests/document.ts'
import { readElsewhere, readPlain } from '../../../src/features/manifests/plain-scalar.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { judge, readByKubectl } from './kubectl-reading.ts'

/** Where readers of YAML differ: what kubectl makes of a scalar without quotes. */
const TABLE: [string, unknown][] = [
  ...['yes', 'Yes', 'YES', 'y', 'Y', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word): [string, unknown] => [
    word,
    true,
  ]),
  ...['no', 'No', 'NO', 'n', 'N', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word): [string, unknown] => [
    word,
    false,
  ]),
  ...['null', 'Null', 'NULL', '~'].map((word): [string, unknown] => [word, null]),
  ...['yEs', 'oN', 'nULL', 'nan', 'inf', 'TRue', '.', '+', '=', '1.2.3', '12ab', '0x', '0b', '0o8', '_1'].map(
    (word): [string, unknown] => [word, word],
  ),
  ['012', 10],
  ['0644', 420],
  ['08', 8],
  ['0o14', 12],
  ['1_000', 1000],
  ['0b11', 3],
  ['-0b11', -3],
  ['0b-11', -3],
  ['0x1F', 31],
  ['-0x1f', -31],
  ['+1', 1],
  ['-_1', -1],
  ['-0', 0],
  ['-0.0', 0],
  ['1e3', 1000],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['.5_0', 0.5],
  ['._5', '._5'],
  ['1_0.5', 10.5],
  ['1e400', '1e400'],
  ['12345678901234567890123', 1.2345678901234568e22],
  ['18446744073709551616', 18446744073709552000],
  ['0xfffffffffffffffff', '0xfffffffffffffffff'],
  ['0777777777777777777777777', 7.777777777777778e23],
  ['1:30', '1:30'],
  ['2026-01-02', '2026-01-02'],
  ['2026-01-02T10:00:00Z', '2026-01-02T10:00:00Z'],
]

test.each(TABLE)('a plain %s is read as %j', (text, value) => {
  expect(readPlain(text)).toBe(value)
})

test.skipIf(judge === undefined)('the table is what real kubectl reads', async () => {
  const [reading] = await readByKubectl([TABLE.map(([text], index) => `k${index}: ${text}\n`).join('')])
  expect(reading).toEqual({
    refused: false,
    values: [Object.fromEntries(TABLE.map(([, value], index) => [`k${index}`, value]))],
  })
})

test.skipIf(judge === undefined)('real kubectl and icc agree on words of every kind', async () => {
  const signs = ['0', '1', '7', '8', '9', 'a', 'b', 'e', 'f', 'x', 'o', 'E', '.', '+', '-', '_', 'n', 'y', ':']
  const words = new Set<string>()
  for (const one of signs)
    for (const two of signs)
      for (const three of signs) for (const four of ['', '0', '_', '.']) words.add(one + two + three + four)
  const text = [...words]
    .filter((word) => !/^:|^-{3}|:$/.test(word))
    .map((word, index) => `k${index}: ${word}\n`)
    .join('')
  const [reading] = await readByKubectl([text])
  const ours = readManifests({ name: 'words', text }).documents[0]?.value as JsonObject
  const theirs = (reading?.values[0] ?? {}) as JsonObject
  expect(Object.keys(ours)).toHaveLength(Object.keys(theirs).length)
  expect(Object.entries(ours).filter(([key, value]) => !Object.is(value, theirs[key]))).toEqual([])
})

test.skipIf(judge === undefined)('keys become the texts that real kubectl makes of them', async () => {
  const keys = [
    'on',
    'y',
    '012',
    '1_000',
    '0x1F',
    '1.50',
    '2e3',
    '1e6',
    '0.00001',
    '1:30',
    '-0',
    '12345678901234567',
    '.inf',
    '"on"',
    "'012'",
    '~x',
  ]
  const text = keys.map((key, index) => `${key}: ${index}\n`).join('')
  const [reading] = await readByKubectl([text])
  expect(readManifests({ name: 'keys', text }).documents.map(({ value }) => value)).toEqual(reading?.values)
})

test.each<[string, ReturnType<typeof readElsewhere>]>([
  ['yes', { version: '1.2', type: 'text', value: 'yes' }],
  ['off', { version: '1.2', type: 'text', value: 'off' }],
  ['n', { version: '1.2', type: 'text', value: 'n' }],
  ['012', { version: '1.2', type: 'number', value: 12 }],
  ['1_000', { version: '1.2', type: 'text', value: '1_000' }],
  ['0b11', { version: '1.2', type: 'text', value: '0b11' }],
  ['1:30', { version: '1.1', type: 'number', value: 90 }],
  ['-1:30:10', { version: '1.1', type: 'number', value: -5410 }],
  ['2026-01-02', { version: '1.1', type: 'date', value: '2026-01-02' }],
  ['2026-01-02 10:00:00', { version: '1.1', type: 'date', value: '2026-01-02 10:00:00' }],
])('%s is told to be read otherwise elsewhere', (text, reading) => {
  expect(readElsewhere(text)).toEqual(reading)
})

test.each([
  'true',
  'null',
  '12',
  '2e3',
  '0x1F',
  '0o14',
  '1.2.3',
  'nginx',
  'north',
  '8080:80',
  '',
  'yes sir',
  '10.0.0.1',
  '-c',
  '+',
  '1.5',
  '.5',
])('%s is read alike everywhere', (text) => {
  expect(readElsewhere(text)).toBeUndefined()
})
