import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { artifactLocation } from '../../../../src/features/lint/formats/artifact-location.ts'
import { sarifReport } from '../../../../src/features/lint/formats/sarif.ts'
import type { LintReport } from '../../../../src/features/lint/report.ts'
import type { Rule } from '../../../../src/features/lint/rule.ts'
import { RULES } from '../../../../src/features/lint/rules/index.ts'
import { schemaCheck } from './json-schema.ts'
import { anyReported, anyText, finding, report } from './reports.ts'

const problems = schemaCheck('sarif-schema-2.1.0.json')

const rules: Rule[] = [
  {
    id: 'gpu-fraction',
    aliases: ['gpu-part'],
    severity: 'warning',
    finds: 'a GPU amount that is no whole number',
    why: 'The API server takes whole GPUs only.',
    bad: 'kind: Pod\n# ```\n',
    good: { files: { 'a.yaml': 'kind: Pod\n', 'b.yaml': 'kind: Job\n' } },
    source: 'https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/',
  },
  {
    id: 'file-unreadable',
    severity: 'error',
    finds: 'a file that cannot be read',
    why: 'Nothing is known of it.',
    bad: { words: 'A file in Latin-1.' },
    good: { words: 'A file in UTF-8.' },
    source: 'RFC 3629',
  },
]

function runOf(given: LintReport, files: readonly string[] = []) {
  const log = JSON.parse(sarifReport({ report: given, files }, { rules, version: '0.1.0' }))
  expect(problems(log)).toEqual([])
  return log.runs[0]
}

test('a finding has its rule, level, region and fingerprint', () => {
  const run = runOf(report({ findings: [finding()] }), ['k8s/train.yaml'])
  expect(run.results).toEqual([
    {
      ruleId: 'gpu-fraction',
      ruleIndex: 0,
      kind: 'fail',
      level: 'error',
      message: { text: 'A part of a GPU cannot be had. To do: write nvidia.com/gpu: 1' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'k8s/train.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 12, startColumn: 25, endLine: 12, endColumn: 28 },
          },
          logicalLocations: [{ fullyQualifiedName: 'Pod/train', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'iccFinding/v1': expect.stringMatching(/^[0-9a-f]{40}$/u) },
    },
  ])
  expect(run.columnKind).toBe('unicodeCodePoints')
  expect(run.artifacts).toEqual([
    { location: { uri: 'k8s/train.yaml', uriBaseId: '%SRCROOT%' }, roles: ['analysisTarget'] },
  ])
})

test('errors, warnings and infos are errors, warnings and notes', () => {
  const findings = (['error', 'warning', 'info'] as const).map((severity) => finding({ severity }))
  const levels = runOf(report({ findings })).results.map(({ level }: { level: string }) => level)
  expect(levels).toEqual(['error', 'warning', 'note'])
})

test('a rule that is not in the list has no index', () => {
  const [result] = runOf(report({ findings: [finding({ rule: 'from-the-server' })] })).results
  expect(result.ruleId).toBe('from-the-server')
  expect(result).not.toHaveProperty('ruleIndex')
})

test('what was not checked is an open result without a level', () => {
  const gaps = [
    { file: 'a.yaml', object: 'Certificate/web', rule: 'gpu-fraction', reason: 'no schema' },
    { file: '', object: undefined, rule: undefined, reason: 'no server' },
  ]
  expect(runOf(report({ notChecked: gaps })).results).toEqual([
    expect.objectContaining({
      ruleId: 'gpu-fraction',
      kind: 'open',
      level: 'none',
      message: { text: 'Not checked: no schema' },
    }),
    expect.objectContaining({
      ruleId: 'not-checked',
      kind: 'open',
      level: 'none',
      locations: [{ physicalLocation: { artifactLocation: { uri: '.', uriBaseId: '%SRCROOT%' } } }],
    }),
  ])
})

test('a suppressed finding tells why, and where that is written', () => {
  const suppressed = [
    { ...finding(), reason: 'a slice', by: 'manifest' },
    { ...finding(), reason: 'not ours', by: '.icc.yaml' },
  ]
  const results = runOf(report({ suppressed })).results
  expect(results.map((result: { suppressions: unknown }) => result.suppressions)).toEqual([
    [{ kind: 'inSource', justification: 'a slice' }],
    [
      {
        kind: 'external',
        justification: 'not ours',
        location: { physicalLocation: { artifactLocation: { uri: '.icc.yaml', uriBaseId: '%SRCROOT%' } } },
      },
    ],
  ])
})

test('the target version and skipped files are notifications', () => {
  const run = runOf(report({ skipped: [{ file: 'compose.yaml', reason: 'a Compose file' }] }))
  const notes = run.invocations[0].toolExecutionNotifications
  expect(notes.map(({ message }: { message: { text: string } }) => message.text)).toEqual([
    'Looked at as Kubernetes 1.34, from the profile haw-icc.',
    'Skipped: a Compose file',
  ])
})

describe('the tool', () => {
  const { driver } = runOf(report()).tool

  test('names itself, its version, and no home page while there is none', () => {
    expect(driver).toMatchObject({ name: 'icc', version: '0.1.0' })
    expect(driver).not.toHaveProperty('informationUri')
  })

  test('explains its rules with examples and the source', () => {
    expect(driver.rules).toEqual([
      {
        id: 'gpu-fraction',
        deprecatedIds: ['gpu-part'],
        shortDescription: { text: 'Finds a GPU amount that is no whole number.' },
        fullDescription: { text: 'The API server takes whole GPUs only.' },
        help: {
          text: expect.stringContaining('Not found:\n\na.yaml:\n\nkind: Pod\n\nb.yaml:\n\nkind: Job'),
          markdown: expect.stringContaining('**Found**\n\n````yaml\nkind: Pod\n# ```\n````'),
        },
        helpUri: 'https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/',
        defaultConfiguration: { level: 'warning' },
      },
      expect.objectContaining({
        id: 'file-unreadable',
        help: expect.objectContaining({
          markdown:
            'Nothing is known of it.\n\n**Found**\n\nA file in Latin-1.\n\n**Not found**\n\nA file in UTF-8.\n\nSource: RFC 3629',
        }),
      }),
    ])
    expect(driver.rules[1]).not.toHaveProperty('helpUri')
  })

  test('takes every rule of icc', () => {
    const log = JSON.parse(sarifReport({ report: report(), files: [] }, { rules: RULES, version: '0.1.0' }))
    expect(problems(log)).toEqual([])
    expect(log.runs[0].tool.driver.rules).toHaveLength(RULES.length)
  })
})

describe('a file name', () => {
  test.each([
    ['a b.yaml', 'a%20b.yaml'],
    ['c:d/e.yaml', 'c%3Ad/e.yaml'],
    ['ü#?%.yaml', '%C3%BC%23%3F%25.yaml'],
    ['../x.yaml', '../x.yaml'],
    ['a\\b', 'a%5Cb'],
    ['\uD800', '%EF%BF%BD'],
  ])('%j is the relative reference %s', (file, uri) => {
    expect(artifactLocation(file)).toEqual({ uri, uriBaseId: '%SRCROOT%' })
  })

  test.each([
    ['/etc/a b.yaml', 'file:///etc/a%20b.yaml'],
    ['D:/src/a b.yaml', 'file:///D:/src/a%20b.yaml'],
  ])('%j is absolute: %s', (file, uri) => {
    expect(artifactLocation(file)).toEqual({ uri })
  })

  test('comes back out of its reference', () => {
    fc.assert(
      fc.property(anyText, (file) => {
        fc.pre(file !== '' && file.isWellFormed() && !/^(?:\/|[A-Za-z]:\/)/u.test(file))
        const { uri } = artifactLocation(file)
        expect(decodeURIComponent(uri)).toBe(file)
        expect(URL.canParse(uri)).toBe(false)
      }),
    )
  })
})

test('a text from a file becomes no link', () => {
  const [result] = runOf(report({ findings: [finding({ message: 'See [here](https://evil.example).' })] })).results
  expect(result.message.text).not.toContain('](')
})

test('whatever was found, the log is valid, complete and in order', () => {
  fc.assert(
    fc.property(anyReported, ({ report: given, files }) => {
      const { results } = runOf(given, files)
      expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
        ...given.findings.map(({ rule }) => rule),
        ...given.suppressed.map(({ rule }) => rule),
        ...given.notChecked.map(({ rule }) => rule ?? 'not-checked'),
      ])
    }),
  )
})
