import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../../support/run-icc.ts'

// What no editor meant to write. The file is named with what is wrong with it, the others are looked at all the same,
// and the exit code says that not all is well.

type Report = {
  findings: { rule: string; file: string; line: number; column: number; message: string }[]
  skipped: { file: string; reason: string }[]
  checked: { files: number; objects: number }
}

const GOOD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\ndata: {a: b}\n'

/** A broken file beside a good one, and one with a finding of its own. */
async function lintBeside(
  content: string | Uint8Array,
  name = 'broken.yaml',
): Promise<Report & { exitCode: number }> {
  const home = temporaryFolder()
  const files = {
    [name]: content,
    'good.yaml': GOOD,
    'other.yaml': GOOD.replace('good', 'other').replace('data: {a', 'date: {a'),
  }
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true })
    writeFileSync(join(home, file), bytes)
  }
  const { stdout, stderr, exitCode } = await runIcc(['lint', '-o', 'json'], { home })
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as Report
  const others = report.findings.filter(({ file }) => file !== name)
  expect(others).toMatchObject([{ file: 'other.yaml', rule: 'schema-unknown-field', line: 4 }])
  return { ...report, exitCode }
}

const inUtf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')

describe('a file that cannot be read is a finding of its own', () => {
  test.each<[what: string, content: string | Uint8Array, rule: string, place: string, message: RegExp]>([
    [
      'all bytes there are',
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      'file-unreadable',
      '1:1',
      /NUL byte/u,
    ],
    ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR', 'latin1'), 'file-unreadable', '1:1', /NUL byte/u],
    ['Latin-1', Buffer.from('kind: caf\u00e9\n', 'latin1'), 'file-unreadable', '1:1', /no UTF-8/u],
    ['half of a surrogate pair', Uint8Array.of(0x61, 0xed, 0xa0, 0x80), 'file-unreadable', '1:1', /no UTF-8/u],
    ['UTF-16 without a mark', Buffer.from(GOOD, 'utf16le'), 'file-unreadable', '1:1', /NUL byte/u],
    ['UTF-16 of odd length', Buffer.concat([inUtf16(GOOD), Buffer.of(10)]), 'file-unreadable', '1:1', /half of/u],
    ['a control character', 'kind: \u0007\n', 'yaml-syntax', '1:7', /control character/u],
    ['a tab as indentation', 'kind: Pod\nmetadata:\n\tname: a\n', 'yaml-syntax', '3:1', /tab/u],
    ['a merge conflict', `${GOOD}<<<<<<< HEAD\na: 1\n=======\n`, 'yaml-syntax', '5:1', /./u],
    ['a list as a key', '? [a, b]\n: c\n', 'yaml-syntax', '1:3', /key/u],
    ['an alias of itself', 'a: &a [*a]\nkind: Pod\n', 'yaml-syntax', '1:8', /stands for nothing/u],
    ['what is no number in JSON', `${GOOD}x: .nan\n`, 'yaml-syntax', '5:4', /JSON has no number/u],
  ])('%s', async (_, content, rule, place, message) => {
    const { findings, exitCode } = await lintBeside(content)
    const [found, ...more] = findings.filter(({ file }) => file === 'broken.yaml')
    expect(more).toEqual([])
    expect(`${found?.rule} ${found?.line}:${found?.column}`).toBe(`${rule} ${place}`)
    expect(found?.message).toMatch(message)
    expect(exitCode).toBe(1)
  })

  test('JSON that ends too early', async () => {
    const { findings, exitCode } = await lintBeside('{"apiVersion": "v1", "kind": "Pod",', 'broken.json')
    expect(findings[0]).toMatchObject({ file: 'broken.json', rule: 'yaml-syntax', line: 1 })
    expect(exitCode).toBe(1)
  })
})

test.each(['', '\n\n', '# nothing\n', '---\n---\n', '\ufeff', 'null\n', '---\n# a\n---\n~\n'])(
  'an empty file is skipped, and said to be: %j',
  async (content) => {
    const { skipped, checked } = await lintBeside(content)
    expect(skipped).toEqual([{ file: 'broken.yaml', reason: 'it is empty' }])
    expect(checked).toEqual({ files: 2, objects: 2 })
  },
)

test.each<[string, string | Uint8Array]>([
  ['CRLF', GOOD.replaceAll('\n', '\r\n')],
  ['CR alone', GOOD.replaceAll('\n', '\r')],
  ['a byte order mark', `\ufeff${GOOD}`],
  ['UTF-16 with its mark', inUtf16(GOOD)],
  ['big-endian UTF-16', inUtf16(GOOD).swap16()],
  ['no line break at its end', GOOD.trimEnd()],
  ['tabs between and after things', GOOD.replace('kind: ', 'kind:\t').replaceAll('\n', '\t\n')],
])('%s is read as it was meant', async (_, content) => {
  const changed = typeof content === 'string' ? content.replace('good', 'also-good') : content
  const { findings, checked } = await lintBeside(changed, 'folder/also.yaml')
  expect(findings).toHaveLength(1)
  expect(checked).toEqual({ files: 3, objects: 3 })
})

test('a key that stands twice is one finding a time, and the object is looked at', async () => {
  const { findings, checked } = await lintBeside(`${GOOD.replace('good', 'twice')}kind: ConfigMap\nspek: 1\n`)
  expect(findings.filter(({ file }) => file === 'broken.yaml').map(({ rule, line }) => `${rule} ${line}`)).toEqual([
    'duplicate-key 5',
    'schema-unknown-field 6',
  ])
  expect(checked.objects).toBe(3)
})

test('a broken document hides no other of its file', async () => {
  const { findings, checked } = await lintBeside(`a: [\n---\n${GOOD.replace('good', 'after')}---\nb: }\n`)
  expect(findings.filter(({ file }) => file === 'broken.yaml').map(({ rule, line }) => `${rule} ${line}`)).toEqual([
    'yaml-syntax 1',
    'yaml-syntax 8',
  ])
  expect(checked.objects).toBe(3)
})

test('standard input that is no manifest is a finding, and nothing else', async () => {
  const broken = await runIcc(['lint', '-', '-o', 'json'], { input: 'kind: [\n' })
  expect(broken.exitCode).toBe(1)
  expect(JSON.parse(broken.stdout)).toMatchObject({ findings: [{ file: 'stdin', rule: 'yaml-syntax' }] })
  const empty = await runIcc(['lint', '-', '-o', 'json'], { input: '' })
  expect(empty.exitCode).toBe(2)
  expect(empty.stdout).toBe('')
})

test('control characters of a file never reach the terminal', async () => {
  const home = temporaryFolder()
  const evil = String.raw`\e[31mred\e]8;;http://x\a\r\u202e\u0085`
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: "${evil}"}\nspec: {ports: [{port: 80}], "${evil}": 1}\n`
  writeFileSync(join(home, 'a.yaml'), text)
  const { stdout, stderr } = await runIcc(['lint'], { home })
  expect(stdout).toContain('name-invalid')
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
})
