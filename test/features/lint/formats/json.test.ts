import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonReport } from '../../../../src/features/lint/formats/json.ts'
import { anyReport, finding, report } from './reports.ts'

test('lists findings, gaps and skipped files, and counts what was suppressed', () => {
  const fixed = finding({ fixable: true, fix: { safe: true, title: 'round it' }, object: undefined, hint: undefined })
  const value = jsonReport(
    report({
      findings: [fixed],
      suppressed: [{ ...finding(), reason: 'the slice is named so', by: '.icc.yaml' }],
      notChecked: [
        { file: 'a.yaml', object: 'Certificate/web', rule: 'schema-type', reason: 'no schema' },
        { file: '', object: undefined, rule: undefined, reason: 'no server' },
      ],
      skipped: [{ file: 'compose.yaml', reason: 'a Compose file' }],
    }),
  )
  const one = {
    rule: 'gpu-fraction',
    severity: 'error',
    file: 'k8s/train.yaml',
    line: 12,
    column: 25,
    endLine: 12,
    endColumn: 28,
    object: 'Pod/train',
    message: 'A part of a GPU cannot be had.',
    hint: 'write nvidia.com/gpu: 1',
    fixable: false,
  }
  expect(value).toStrictEqual({
    kubeVersion: '1.34',
    kubeVersionSource: 'from the profile haw-icc',
    findings: [{ ...one, object: null, hint: null, fixable: true }],
    notChecked: [
      { file: 'a.yaml', object: 'Certificate/web', rule: 'schema-type', reason: 'no schema' },
      { file: '', reason: 'no server' },
    ],
    skipped: [{ file: 'compose.yaml', reason: 'a Compose file' }],
    suppressed: 1,
    suppressions: [{ ...one, reason: 'the slice is named so', by: '.icc.yaml' }],
    checked: { files: 2, objects: 3 },
  })
})

test('gives every text back as it was, in the order in which it was found', () => {
  fc.assert(
    fc.property(anyReport, (given) => {
      const read: ReturnType<typeof jsonReport> = JSON.parse(JSON.stringify(jsonReport(given)))
      expect(read.findings.map(({ message, file }) => [message, file])).toEqual(
        given.findings.map(({ message, file }) => [message, file]),
      )
      expect(read.notChecked.map(({ reason }) => reason)).toEqual(given.notChecked.map(({ reason }) => reason))
      expect(read.suppressed).toBe(given.suppressed.length)
    }),
  )
})
