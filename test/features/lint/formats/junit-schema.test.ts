import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { afterAll, expect, test } from 'vitest'
import { junitReport } from '../../../../src/features/lint/formats/junit.ts'
import type { Reported } from '../../../../src/features/lint/formats/reported.ts'
import { printable } from '../../../../src/output.ts'
import { anyReported, finding, report } from './reports.ts'

// libxml2 is also what GitLab reads these reports with; the schema is that of Jenkins' xUnit plugin.
const xsd = XmlDocument.fromBuffer(
  readFileSync(join(import.meta.dirname, '../../../fixtures/lint-formats/junit-10.xsd')),
)
const schema = XsdValidator.fromDoc(xsd)

afterAll(() => {
  schema.dispose()
  xsd.dispose()
})

/** Parses strictly, checks against the schema, and gives what an XPath finds in it. */
function read(reported: Reported, path: string): string[] {
  const document = XmlDocument.fromBuffer(Buffer.from(junitReport(reported)))
  try {
    schema.validate(document)
    return document.find(path).map(({ content }) => content)
  } finally {
    document.dispose()
  }
}

test('the schema refuses what is none of its', () => {
  const document = XmlDocument.fromString('<testsuites><testsuite name="a"/></testsuites>')
  expect(() => schema.validate(document)).toThrow(/tests/u)
  document.dispose()
})

test('a clean file, a finding and a gap are valid', () => {
  const given = report({
    findings: [finding()],
    suppressed: [{ ...finding(), reason: 'known', by: 'manifest' }],
    notChecked: [{ file: '', object: undefined, rule: 'quota-exceeded', reason: 'it needs --server' }],
  })
  const names = read({ report: given, files: ['k8s/train.yaml', 'a.yaml'] }, '//testcase/@name')
  expect(names).toEqual(['not checked: quota-exceeded', 'clean', 'gpu-fraction Pod/train'])
})

test('nothing looked at is valid', () => {
  expect(read({ report: report(), files: [] }, '//testcase')).toEqual([])
})

test('whatever was found, the report is valid and its messages are read as they were written', () => {
  fc.assert(
    fc.property(anyReported, (reported) => {
      const { findings } = reported.report
      const expected = findings.map(({ message }) =>
        printable(message)
          .toWellFormed()
          .replaceAll(/[\uFFFE\uFFFF]/gu, '\uFFFD'),
      )
      expect(read(reported, '//failure/@message').toSorted()).toEqual(expected.toSorted())
      const ends = read(reported, '//failure').map((text) => /Why: icc explain \S.*\s*$/su.test(text))
      expect(ends).toEqual(findings.map(() => true))
    }),
  )
})
