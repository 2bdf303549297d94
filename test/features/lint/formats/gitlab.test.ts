import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gitlabReport } from '../../../../src/features/lint/formats/gitlab.ts'
import type { LintReport } from '../../../../src/features/lint/report.ts'
import { schemaCheck } from './json-schema.ts'
import { anyReport, finding, report } from './reports.ts'

type Entry = { check_name: string; fingerprint: string; severity: string; location: unknown; description: string }

const problems = schemaCheck('gitlab-code-quality.schema.json')

function entries(given: LintReport): Entry[] {
  return JSON.parse(gitlabReport(given))
}

function fingerprintsOf(given: LintReport): string[] {
  return entries(given).map(({ fingerprint }) => fingerprint)
}

test('says what, where and how bad, and what to do', () => {
  const [entry] = entries(report({ findings: [finding()] }))
  expect(entry).toEqual({
    description: 'Pod/train: A part of a GPU cannot be had. To do: write nvidia.com/gpu: 1',
    check_name: 'gpu-fraction',
    fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/u),
    severity: 'major',
    location: { path: 'k8s/train.yaml', lines: { begin: 12 } },
    content: { body: 'Kubernetes 1.34, from the profile haw-icc. Why: icc explain gpu-fraction' },
  })
})

test('an error is major, a warning minor, an advice info', () => {
  const findings = (['error', 'warning', 'info'] as const).map((severity) => finding({ severity }))
  expect(entries(report({ findings })).map(({ severity }) => severity)).toEqual(['major', 'minor', 'info'])
})

test('nothing found is an empty list', () => {
  expect(entries(report({ suppressed: [{ ...finding(), reason: 'known', by: 'manifest' }] }))).toEqual([])
})

describe('the fingerprint', () => {
  test('stays when lines are added above, the line is indented, or the message is put in other words', () => {
    const before = fingerprintsOf(report({ findings: [finding()] }))
    const moved = finding({ line: 99, column: 3, endColumn: 6, text: 'nvidia.com/gpu: 0.5', message: 'No parts.' })
    expect(fingerprintsOf(report({ findings: [moved] }))).toEqual(before)
  })

  test.each([
    { rule: 'gpu-shm' },
    { file: 'k8s/other.yaml' },
    { object: 'Pod/other' },
    { object: undefined },
    { text: '        nvidia.com/gpu: 0.25' },
  ])('differs for %j', (other) => {
    const [one, two] = fingerprintsOf(report({ findings: [finding(), finding(other)] }))
    expect(one).not.toBe(two)
  })

  test('of one of two equal findings does not change when the other is suppressed', () => {
    const [first, second] = [finding({ line: 3 }), finding({ line: 8 })]
    const both = fingerprintsOf(report({ findings: [first, second] }))
    const suppressed = [{ ...first, reason: 'known', by: 'manifest' }]
    expect(fingerprintsOf(report({ findings: [second], suppressed }))).toEqual(both.slice(1))
  })

  test('differs between equal findings, on one line and on several', () => {
    const findings = [finding({ line: 3 }), finding({ line: 3, column: 30, endColumn: 33 }), finding({ line: 8 })]
    const ids = fingerprintsOf(report({ findings }))
    expect(new Set(ids).size).toBe(3)
    const suppressed = findings.slice(0, 1).map((one) => Object.assign(one, { reason: 'known', by: 'manifest' }))
    expect(fingerprintsOf(report({ findings: findings.slice(1), suppressed }))).toEqual(ids.slice(1))
  })

  test('is unique, and the same for all lines further down', () => {
    fc.assert(
      fc.property(anyReport, fc.nat({ max: 1000 }), (given, lines) => {
        const ids = fingerprintsOf(given)
        expect(new Set(ids).size).toBe(given.findings.length)
        const down = <T extends { line: number }>(one: T): T => ({ ...one, line: one.line + lines })
        const { findings, suppressed } = given
        expect(fingerprintsOf({ ...given, findings: findings.map(down), suppressed: suppressed.map(down) })).toEqual(
          ids,
        )
      }),
    )
  })
})

test('whatever was found, the report is valid, in order, and steers no terminal', () => {
  fc.assert(
    fc.property(anyReport, (given) => {
      const text = gitlabReport(given)
      expect(problems(JSON.parse(text))).toEqual([])
      expect(entries(given).map(({ check_name }) => check_name)).toEqual(given.findings.map(({ rule }) => rule))
      // oxlint-disable-next-line eslint/no-control-regex -- these are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u)
    }),
  )
})
