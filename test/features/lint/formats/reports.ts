import * as fc from 'fast-check'
import type { Reported } from '../../../../src/features/lint/formats/reported.ts'
import type {
  LintReport,
  ReportedFinding,
  ReportedGap,
  SuppressedFinding,
} from '../../../../src/features/lint/report.ts'
import type { Severity } from '../../../../src/features/lint/rule.ts'

export function finding(given: Partial<ReportedFinding> = {}): ReportedFinding {
  const line = given.line ?? 12
  return {
    rule: 'gpu-fraction',
    severity: 'error',
    file: 'k8s/train.yaml',
    line,
    column: 25,
    endLine: line,
    endColumn: 28,
    object: 'Pod/train',
    message: 'A part of a GPU cannot be had.',
    hint: 'write nvidia.com/gpu: 1',
    fixable: false,
    fix: undefined,
    text: '        nvidia.com/gpu: 0.5',
    ...given,
  }
}

export function report(given: Partial<LintReport> = {}): LintReport {
  return {
    kubeVersion: '1.34',
    kubeVersionSource: 'from the profile haw-icc',
    findings: [],
    suppressed: [],
    notChecked: [],
    skipped: [],
    checked: { files: 2, objects: 3 },
    ...given,
  }
}

/** Pieces that break a format, a terminal or a parser, between whatever else there may be. */
const hostile = fc.constantFrom(
  '\u001B[31mred\u001B[0m',
  '\u001B]8;;https://evil.example\u0007link\u001B]8;;\u0007',
  ']]>',
  '<!--',
  '&amp;',
  '"',
  "'",
  '\\',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\uD800',
  '\uDC00',
  '\uFFFE',
  '\uFFFF',
  '\u0085',
  '\u2028',
  '\u202E',
  '\uFEFF',
  '{0}',
  '](https://evil.example)',
  '```',
  '%2F',
  '日本語',
  '👩‍🔬',
  'e\u0301',
)

/** Any text: of whole characters, of single UTF-16 units, with hostile pieces. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      hostile,
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))

/** Few plain ones, so that findings share them, and any. */
const file = fc.oneof(
  fc.constantFrom('a.yaml', 'k8s/web.yaml', 'stdin'),
  anyText.map((text) => text.replace(/^[./]+/u, '')),
  fc.constant(''),
)
const rule = fc.oneof(
  fc.constantFrom('image-tag', 'gpu-fraction', 'gpu-shm'),
  anyText.map((text) => `x${text}`),
)
const object = fc.option(fc.oneof(fc.constantFrom('Pod/train', 'Deployment/web in shop'), anyText), {
  nil: undefined,
})
const severity = fc.constantFrom<Severity>('error', 'warning', 'info')

export const anyFinding: fc.Arbitrary<ReportedFinding> = fc
  .record({
    rule,
    severity,
    file,
    line: fc.integer({ min: 1, max: 100_000 }),
    column: fc.integer({ min: 1, max: 60 }),
    length: fc.integer({ min: 0, max: 60 }),
    object,
    message: anyText.map((text) => `${text}.`),
    hint: fc.option(anyText, { nil: undefined }),
    fix: fc.option(fc.record({ safe: fc.boolean(), title: anyText }), { nil: undefined }),
    text: fc.oneof(fc.constant('  image: nginx'), anyText),
  })
  .map(placed)

function placed({
  length,
  ...drawn
}: Omit<ReportedFinding, 'endLine' | 'endColumn' | 'fixable'> & { length: number }) {
  return { ...drawn, endLine: drawn.line, endColumn: drawn.column + length, fixable: drawn.fix !== undefined }
}

const anySuppressed: fc.Arbitrary<SuppressedFinding> = fc
  .tuple(anyFinding, anyText, fc.constantFrom('manifest', '.icc.yaml'))
  .map(([one, reason, by]) => Object.assign(one, { reason, by }))

const anyGap: fc.Arbitrary<ReportedGap> = fc.record({
  file,
  object,
  rule: fc.option(rule, { nil: undefined }),
  reason: fc.oneof(fc.constant('it needs --server'), anyText),
})

const anySkipped = fc.record({ file, reason: anyText, hint: anyText }, { requiredKeys: ['file', 'reason'] })

export const anyReport: fc.Arbitrary<LintReport> = fc.record({
  kubeVersion: fc.constant('1.34'),
  kubeVersionSource: anyText,
  findings: fc.array(anyFinding, { maxLength: 6 }),
  suppressed: fc.array(anySuppressed, { maxLength: 3 }),
  notChecked: fc.array(anyGap, { maxLength: 4 }),
  skipped: fc.array(anySkipped, { maxLength: 3 }),
  checked: fc.record({ files: fc.nat(), objects: fc.nat() }),
})

export const anyReported: fc.Arbitrary<Reported> = fc.record({
  report: anyReport,
  files: fc.uniqueArray(file, { maxLength: 5 }),
})
