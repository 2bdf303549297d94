import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../support/run-icc.ts'
import { startLint } from './bad-input-process.ts'

// More than anybody has. How long it takes is the benchmarks' business; that it ends, in bounded memory, is looked at here.

vi.setConfig({ testTimeout: 120_000 })

type Report = {
  findings: { rule: string; file: string; line: number; message: string }[]
  skipped: { file: string; reason: string }[]
  checked: { files: number; objects: number }
}

/** An API server takes no ConfigMap of that size. */
const LARGE = 'apiVersion: lab.example.org/v1\nkind: Dataset\nmetadata: {name: a}\n'

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: b}\n`
}

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}

/** What comes of one file beside a good one: the findings in it, and the memory that it took, in MiB. */
async function lintBeside(name: string, text: string): Promise<Report & { exitCode: number; peak: number }> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'good.yaml'), configMap('good'))
  const { stdout, stderr, exitCode, peak } = await startLint(folder, ['-o', 'json']).done
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as Report), exitCode, peak }
}

describe('what expands without end is refused, and the rest looked at', () => {
  const laughs = numbers(12).map(
    (level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
  )
  const merges = numbers(200).map(
    (level) =>
      `m${level}: &m${level} {<<: [${numbers(level)
        .map((one) => `*m${one}`)
        .join(', ')}], k${level}: 1}`,
  )
  test.each<[what: string, text: string, message: RegExp]>([
    ['aliases of aliases', `${HEAD}a-1: &a-1 [x, x, x]\n${laughs.join('\n')}\n`, /expand beyond all measure/u],
    ['merges of merges', `${merges.join('\n')}\n${HEAD}`, /expand beyond all measure/u],
    [
      'many aliases of a long text',
      `${HEAD}x: &x ${'x'.repeat(10_000)}\ndata:\n${numbers(100_000)
        .map((key) => `  k${key}: *x\n`)
        .join('')}`,
      /expand to more than any API server takes/u,
    ],
    ['lists in lists', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, /more than 300 levels/u],
    ['lists in lists without an end', '['.repeat(100_000), /more than 300 levels/u],
    ['items in items', `${'- '.repeat(50_000)}a\n`, /more than 300 levels/u],
    [
      'mappings in mappings',
      numbers(2000)
        .map((level) => `${' '.repeat(level)}a:\n`)
        .join(''),
      /more than 300 levels/u,
    ],
  ])('%s', async (_, text, message) => {
    const { findings, checked, exitCode, peak } = await lintBeside('broken.yaml', text)
    expect(findings).toMatchObject([
      { file: 'broken.yaml', rule: 'yaml-syntax', message: expect.stringMatching(message) },
    ])
    expect(checked.objects).toBe(1)
    expect(exitCode).toBe(1)
    expect(peak).toBeLessThan(400)
  })

  test('JSON in JSON', async () => {
    const text = `{"apiVersion": "v1", "kind": "A", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    const { findings } = await lintBeside('broken.json', text)
    expect(findings).toMatchObject([{ rule: 'yaml-syntax', message: expect.stringContaining('300 levels') }])
  })
})

test.each<[what: string, name: string, text: () => string, objects: number, most: number]>([
  [
    '100,000 documents',
    'a.yaml',
    () =>
      numbers(100_000)
        .map((number) => configMap(`c-${number}`))
        .join('---\n'),
    100_001,
    600,
  ],
  [
    'a List of 100,000 items',
    'a.yaml',
    () =>
      `apiVersion: v1\nkind: List\nitems:\n${numbers(100_000)
        .map((number) => `  - ${configMap(`c-${number}`).trimEnd().replaceAll('\n', '\n    ')}\n`)
        .join('')}`,
    100_001,
    700,
  ],
  [
    'a mapping of 10 MB',
    'a.yaml',
    () =>
      `${LARGE}data:\n${numbers(110_000)
        .map((number) => `  k${number}: ${'v'.repeat(80)}\n`)
        .join('')}`,
    2,
    500,
  ],
  ['a text of 10 MB', 'a.yaml', () => `${LARGE}data:\n  x: |\n${'    a line of text\n'.repeat(520_000)}`, 2, 400],
  ['one line of 10 MB', 'a.yaml', () => `${LARGE}data: {a: ${'x'.repeat(10_000_000)}}\n`, 2, 400],
])('%s: read, and nothing found', async (_, name, text, objects, most) => {
  const { findings, checked, exitCode, peak } = await lintBeside(name, text())
  expect(findings).toEqual([])
  expect(checked).toEqual({ files: 2, objects })
  expect(exitCode).toBe(0)
  expect(peak).toBeLessThan(most)
})

test('100,000 documents, each with a finding: all are told', async () => {
  const text = numbers(100_000).map((number) => configMap(`c-${number}`).replace('\ndata: {', '\ndate: {'))
  const { findings, exitCode } = await lintBeside('a.yaml', text.join('---\n'))
  expect(findings).toHaveLength(100_000)
  expect(findings.at(-1)).toMatchObject({ rule: 'schema-unknown-field', line: 100_000 * 5 - 1 })
  expect(exitCode).toBe(1)
})

test('30,000 findings in one line of 10 MB', async () => {
  const items = numbers(30_000).map((number) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c-${number}` },
    date: { key: 'x'.repeat(220) },
  }))
  const { findings } = await lintBeside('a.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  expect(findings).toHaveLength(30_000)
  expect(new Set(findings.map(({ line }) => line))).toEqual(new Set([1]))
})

test('a large JSON that is no manifest is skipped', async () => {
  const features = numbers(200_000).map((number) => ({ type: 'Feature', geometry: { coordinates: [number / 7, 3] } }))
  const { findings, skipped, checked, peak } = await lintBeside(
    'map.json',
    JSON.stringify({ type: 'FeatureCollection', features }),
  )
  expect(findings).toEqual([])
  expect(skipped).toMatchObject([{ file: 'map.json', reason: expect.stringContaining('no Kubernetes object') }])
  expect(checked.objects).toBe(1)
  expect(peak).toBeLessThan(400)
})

test('what is larger than any manifest is a finding, and is not read', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'good.yaml'), configMap('good'))
  writeFileSync(join(folder, 'file.yaml'), HEAD)
  truncateSync(join(folder, 'file.yaml'), 300 * 1024 * 1024)
  writeFileSync(join(folder, 'document.yaml'), `${HEAD}x: [${'a, '.repeat(6 * 1024 * 1024)}a]\n`)
  const json = `{"apiVersion": "v1", "kind": "ConfigMap", "data": {${'"a": "b", '.repeat(2 * 1024 * 1024)}"c": "d"}}`
  writeFileSync(join(folder, 'document.json'), json)
  const { stdout, exitCode, peak } = await startLint(folder, ['-o', 'json']).done
  expect((JSON.parse(stdout) as Report).findings).toMatchObject([
    { file: 'document.json', rule: 'yaml-syntax', message: expect.stringContaining('larger than 16 MiB') },
    { file: 'document.yaml', rule: 'yaml-syntax', message: expect.stringContaining('larger than 16 MiB') },
    { file: 'file.yaml', rule: 'file-unreadable', message: expect.stringContaining('larger than 256 MiB') },
  ])
  expect(exitCode).toBe(1)
  expect(peak).toBeLessThan(600)
})

test.each([
  ['a.yaml', '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-', '}', 63],
  ['a.json', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c-', '"}}', 64],
])('of documents without end in %s, those of the first 64 MiB are looked at', async (name, head, end, most) => {
  // A megabyte of blanks ends each of them: what is kept of documents is not the question here.
  const text = numbers(70).map((number) => `${head}${number}${end}${' '.repeat(1024 * 1024)}\n`)
  const { findings, checked, exitCode } = await lintBeside(name, text.join(''))
  const message: unknown = expect.stringContaining('beyond 64 MiB')
  expect(findings).toMatchObject([{ file: name, rule: 'yaml-syntax', message }])
  expect(checked.objects).toBe(most + 1)
  expect(exitCode).toBe(1)
})

test('5,000 files in 50 folders', async () => {
  const folder = temporaryFolder()
  for (const number of numbers(5000)) {
    const below = join(folder, `part-${number % 50}`)
    mkdirSync(below, { recursive: true })
    writeFileSync(join(below, `file-${number}.yaml`), configMap(`c-${number}`))
  }
  const { stdout, exitCode, peak } = await startLint(folder, ['-o', 'json']).done
  expect(JSON.parse(stdout)).toMatchObject({ findings: [], skipped: [], checked: { files: 5000, objects: 5000 } })
  expect(exitCode).toBe(0)
  expect(peak).toBeLessThan(400)
})
