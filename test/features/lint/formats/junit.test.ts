import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { junitReport } from '../../../../src/features/lint/formats/junit.ts'
import { anyReported, finding, report } from './reports.ts'

test('a suite for each file: findings fail, gaps are skipped, a clean file passes', () => {
  const given = report({
    findings: [
      finding({
        message: 'A part of a "GPU" <cannot> be had.',
        hint: undefined,
        text: 'gpu: 0.5',
        column: 6,
        endColumn: 9,
      }),
    ],
    suppressed: [{ ...finding(), reason: 'known', by: 'manifest' }],
    notChecked: [{ file: 'b.yaml', object: 'Certificate/web', rule: undefined, reason: 'no schema' }],
  })
  expect(junitReport({ report: given, files: ['k8s/train.yaml', 'b.yaml', 'a.yaml'] })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="icc lint: Kubernetes 1.34, from the profile haw-icc" tests="3" failures="1" errors="0">
<testsuite name="a.yaml" tests="1" failures="0" errors="0" skipped="0">
<testcase classname="a.yaml" name="clean"/>
</testsuite>
<testsuite name="b.yaml" tests="1" failures="0" errors="0" skipped="1">
<testcase classname="b.yaml" name="not checked: any rule Certificate/web">
<skipped type="not-checked" message="Not checked: no schema">
Not checked: no schema
</skipped>
</testcase>
</testsuite>
<testsuite name="k8s/train.yaml" tests="1" failures="1" errors="0" skipped="0">
<properties>
<property name="suppressed" value="1 finding"/>
</properties>
<testcase classname="k8s/train.yaml" name="gpu-fraction Pod/train">
<failure type="error" message="A part of a &quot;GPU&quot; &lt;cannot&gt; be had.">
error: A part of a &quot;GPU&quot; &lt;cannot&gt; be had.
k8s/train.yaml:12:6  gpu-fraction  Pod/train
gpu: 0.5
     ^^^
Why: icc explain gpu-fraction
</failure>
</testcase>
</testsuite>
</testsuites>`,
  )
})

test('equal names get a running number that no other test has', () => {
  const objects = ['Pod/a', 'Pod/a (2)', 'Pod/a', 'Pod/a']
  const text = junitReport({ report: report({ findings: objects.map((object) => finding({ object })) }), files: [] })
  expect(testNames(text)).toEqual([
    'gpu-fraction Pod/a',
    'gpu-fraction Pod/a (2)',
    'gpu-fraction Pod/a (3)',
    'gpu-fraction Pod/a (4)',
  ])
})

test('what cannot be in XML is not', () => {
  const message = 'a\0b\u001B[31mc\u001B[0m\uD800\uFFFE]]>&'
  const text = junitReport({ report: report({ findings: [finding({ message })] }), files: [] })
  expect(text).toContain('message="abc\uFFFD\uFFFD]]&gt;&amp;"')
})

test('whatever was found, names are unique in their suite and the counts are those of the elements', () => {
  fc.assert(
    fc.property(anyReported, (reported) => {
      const text = junitReport(reported)
      const { findings, notChecked } = reported.report
      expect(text.split('<failure ')).toHaveLength(findings.length + 1)
      expect(text.split('<skipped ')).toHaveLength(notChecked.length + 1)
      const [all = '', ...suites] = text.split('<testsuite ')
      expect(all).toContain(` tests="${testNames(text).length}" failures="${findings.length}" errors="0"`)
      for (const suite of suites) {
        const names = testNames(suite)
        expect(new Set(names).size).toBe(names.length)
        expect(suite).toContain(` tests="${names.length}"`)
      }
    }),
  )
})

function testNames(text: string): (string | undefined)[] {
  return [...text.matchAll(/<testcase classname="[^"]*" name="([^"]*)"/gu)].map(([, name]) => name)
}
