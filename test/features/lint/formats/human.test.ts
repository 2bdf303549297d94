import { stripVTControlCharacters, styleText } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { humanReport, type HumanOptions } from '../../../../src/features/lint/formats/human.ts'
import type { Reported } from '../../../../src/features/lint/formats/reported.ts'
import type { LintReport } from '../../../../src/features/lint/report.ts'
import { anyReported, finding, report } from './reports.ts'

function shown(given: Partial<LintReport>, options: Partial<HumanOptions> = {}): string {
  return humanReport(
    { report: report(given), files: ['k8s/train.yaml', 'k8s/web.yaml'] },
    { style: (_, text) => text, ...options },
  )
}

function plain(reported: Reported, verbose: boolean): string {
  return humanReport(reported, { style: (_, text) => text, verbose })
}

const fixable = finding({ fixable: true, fix: { safe: true, title: 'round it up' } })
const choice = finding({
  rule: 'gpu-strategy',
  severity: 'warning',
  file: 'k8s/web.yaml',
  line: 3,
  column: 1,
  endColumn: 5,
  object: undefined,
  message: 'A rolling update wants a second GPU.',
  hint: undefined,
  fixable: true,
  fix: { safe: false, title: 'use Recreate' },
  text: 'spec:',
})

test('one finding', () => {
  expect(shown({ findings: [fixable] })).toBe(`error: A part of a GPU cannot be had.
  k8s/train.yaml:12:25  gpu-fraction  Pod/train
  12 |         nvidia.com/gpu: 0.5
     |                         ^^^
  To do: write nvidia.com/gpu: 1
  Fix: icc lint --fix (round it up)

Why: icc explain gpu-fraction
Kubernetes 1.34, from the profile haw-icc.
Found 1 error in 3 objects. Clean: 1 of 2 files. Not checked: 0. Suppressed: 0. Skipped: 0 files.`)
})

test('findings in several files come under the names of the files, with how to fix them at the end', () => {
  const findings = [fixable, finding({ severity: 'info' }), choice]
  const text = shown({ findings })
  expect(text).toContain('k8s/train.yaml: 1 error, 1 info\n\nerror: A part')
  expect(text).toContain('\n\nk8s/web.yaml: 1 warning\n\nwarning: A rolling update wants a second GPU.\n')
  expect(text).toContain(
    '  k8s/web.yaml:3:1  gpu-strategy\n  3 | spec:\n    | ^^^^\n  Fix: icc lint --fix=gpu-strategy (use',
  )
  expect(text.split('\n').slice(-5)).toEqual([
    'Fix: icc lint --fix (1 finding)',
    'Fix, where you choose: icc lint --fix=gpu-strategy (1 finding)',
    'Why: icc explain RULE',
    'Kubernetes 1.34, from the profile haw-icc.',
    'Found 1 error, 1 warning, 1 info in 3 objects. Clean: 0 of 2 files. Not checked: 0. Suppressed: 0. Skipped: 0 files.',
  ])
})

test('nothing found', () => {
  expect(shown({})).toBe(`Kubernetes 1.34, from the profile haw-icc.
Found nothing in 3 objects. Clean: 2 of 2 files. Not checked: 0. Suppressed: 0. Skipped: 0 files.`)
})

test('a finding without a line of source shows none', () => {
  const unreadable = finding({ rule: 'file-unreadable', line: 1, column: 1, endColumn: 1, text: '', hint: undefined })
  expect(shown({ findings: [unreadable] })).toContain(
    '  k8s/train.yaml:1:1  file-unreadable  Pod/train\n\nWhy: icc explain file-unreadable\n',
  )
})

describe('what was not checked', () => {
  const gaps = Array.from({ length: 300 }, (_, index) => ({
    file: `k8s/${index % 7}.yaml`,
    object: `Certificate/c${index}`,
    rule: 'schema-type',
    reason: 'there is no schema of Certificate',
  }))
  const other = { file: 'k8s/web.yaml', object: 'Claim/data', rule: 'pvc-shrink', reason: 'it needs --server' }

  test('is never clean, and one line for each reason', () => {
    expect(shown({ notChecked: [...gaps, other] })).toBe(`Not checked:
  300 times in 7 files: there is no schema of Certificate (schema-type)
  Claim/data, k8s/web.yaml: it needs --server (pvc-shrink)
Kubernetes 1.34, from the profile haw-icc.
Found nothing in 3 objects. Clean: 1 of 2 files. Not checked: 301. Suppressed: 0. Skipped: 0 files.`)
  })

  test('names no rule where several could not look, and no file where it is of all', () => {
    const notChecked = [
      other,
      { ...other, rule: 'quota-exceeded' },
      { ...other, file: '', object: undefined, reason: 'no' },
    ]
    expect(shown({ notChecked })).toContain(
      '  2 times in 1 file: it needs --server\n  the whole project: no (pvc-shrink)\n',
    )
  })

  test('is cut after 20 reasons, unless all are asked for', () => {
    const notChecked = gaps.map((gap, index) => ({ ...gap, reason: `there is no file ${index}` }))
    const lines = shown({ notChecked }).split('\n')
    expect(lines).toHaveLength(24)
    expect(lines[21]).toBe('  and 280 other reasons (--skipped lists them)')
    expect(shown({ notChecked }, { verbose: true }).split('\n')).toHaveLength(603)
  })

  test('is listed place by place when asked', () => {
    expect(shown({ notChecked: [...gaps.slice(0, 2), other] }, { verbose: true })).toContain(`Not checked:
  there is no schema of Certificate
    schema-type: Certificate/c0, k8s/0.yaml
    schema-type: Certificate/c1, k8s/1.yaml
  it needs --server
    pvc-shrink: Claim/data, k8s/web.yaml
`)
  })
})

describe('skipped files', () => {
  const skipped = [
    { file: 'chart/templates/a.yaml', reason: 'a template', hint: 'helm template chart | icc lint -' },
    { file: 'chart/templates/b.yaml', reason: 'a template', hint: 'helm template chart | icc lint -' },
    { file: 'compose.yaml', reason: 'a Compose file' },
  ]

  test('are counted, and how to look into them is said once', () => {
    expect(shown({ skipped })).toBe(`Skipped: 3 files of other kinds (--skipped lists them)
  to look there too: helm template chart | icc lint -
Kubernetes 1.34, from the profile haw-icc.
Found nothing in 3 objects. Clean: 2 of 2 files. Not checked: 0. Suppressed: 0. Skipped: 3 files.`)
  })

  test('are listed with their reasons when asked', () => {
    expect(shown({ skipped }, { verbose: true })).toContain(`Skipped:
  chart/templates/a.yaml: a template; helm template chart | icc lint -
  chart/templates/b.yaml: a template; helm template chart | icc lint -
  compose.yaml: a Compose file
`)
  })
})

test('suppressed findings are counted, and listed with their reasons when asked', () => {
  const suppressed = [{ ...finding(), reason: 'the slice is named so', by: '.icc.yaml' }]
  expect(shown({ suppressed })).not.toContain('the slice is named so')
  expect(shown({ suppressed })).toContain('Suppressed: 1.')
  expect(shown({ suppressed }, { verbose: true })).toContain(`Suppressed:
  k8s/train.yaml:12:25  gpu-fraction  the slice is named so (.icc.yaml)
`)
})

test('a message that quotes half a file is cut', () => {
  const [line = ''] = shown({ findings: [finding({ message: 'x'.repeat(1_000_000) })] }).split('\n')
  expect(line.length).toBeLessThan(1100)
})

test('source lines fit into the terminal', () => {
  const long = finding({ text: `a: ${'b'.repeat(500)}`, column: 4, endColumn: 504 })
  const lines = shown({ findings: [long] }, { columns: 60 }).split('\n')
  expect(lines.slice(2, 4).map(({ length }) => length)).toEqual([60, 60])
})

test('500 findings are no more than their own lines', () => {
  const findings = Array.from({ length: 500 }, (_, index) => finding({ line: index + 1, file: `${index % 50}.yaml` }))
  // Five lines and an empty one each, a heading and an empty line for each of the 50 files, and three at the end.
  expect(shown({ findings }).split('\n')).toHaveLength(500 * 6 + 50 * 2 + 3)
})

test('colours are added by the given function alone', () => {
  const findings = [fixable, choice]
  const coloured = shown(
    { findings },
    { style: (format, text) => styleText(format, text, { validateStream: false }) },
  )
  expect(coloured).toContain('\u001B[31merror:\u001B[39m')
  expect(stripVTControlCharacters(coloured)).toBe(shown({ findings }))
})

describe('whatever was found', () => {
  test('nothing steers the terminal, and the last two lines say the version and the outcomes', () => {
    fc.assert(
      fc.property(anyReported, fc.boolean(), (reported, verbose) => {
        const text = plain(reported, verbose)
        // oxlint-disable-next-line eslint/no-control-regex -- these are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u)
        const [version, outcomes] = text.split('\n').slice(-2)
        expect(version).toMatch(/^Kubernetes 1\.34, .*\.$/u)
        const { findings, notChecked, suppressed, skipped } = reported.report
        expect(outcomes).toMatch(
          /^Found (?:nothing|\d+ (?:error|warning|info)).* in \d+ objects?\. Clean: \d+ of \d+ files?\. /u,
        )
        expect(outcomes).toContain(`Not checked: ${notChecked.length}. Suppressed: ${suppressed.length}. `)
        expect(outcomes).toContain(`Skipped: ${skipped.length} file`)
        expect(outcomes?.startsWith('Found nothing')).toBe(findings.length === 0)
      }),
    )
  })

  test('each finding is there, in the order in which it came within its file', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        const placed = reported.report.findings.map((one, index) => ({
          ...one,
          file: one.file && 'a.yaml',
          line: index + 1,
        }))
        const text = plain({ ...reported, report: { ...reported.report, findings: placed } }, false)
        const lines = [...text.matchAll(/^ {2}a\.yaml:(\d+):\d+ {2}/gmu)].map(([, line]) => Number(line))
        expect(lines).toEqual(placed.filter(({ file }) => file !== '').map(({ line }) => line))
      }),
    )
  })
})
