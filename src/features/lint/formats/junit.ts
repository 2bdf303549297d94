import type { ReportedFinding, ReportedGap } from '../report.ts'
import { counted } from './counts.ts'
import { excerpt } from './excerpt.ts'
import { cleanFiles, target, type Reported } from './reported.ts'
import { element, xmlText } from './xml.ts'

type Case = { name: string; result?: { kind: 'failure' | 'skipped'; type: string; message: string; text: string } }

/**
 * JUnit's XML, as Jenkins and GitLab read it: a suite for each file; findings are failures, what was not checked is
 * skipped, and a clean file is one passed test.
 *
 * Test names are unique in their suite and hold no line: GitLab and Jenkins follow a test from run to run by its name.
 * GitLab shows an element's text, Jenkins its message too, so the text says everything.
 */
export function junitReport(reported: Reported): string {
  const { report } = reported
  const cases = casesByFile(reported)
  const all = [...cases.values()].flat()
  const silenced = Map.groupBy(report.suppressed, ({ file }) => file)
  const suites = [...cases].map(([file, own]) => suite(file, own, silenced.get(file)?.length ?? 0))
  const attributes = {
    name: `icc lint: ${target(report)}`,
    tests: all.length,
    failures: ofKind(all, 'failure'),
    errors: 0,
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}`
}

/** Files in the order of their names, findings before gaps. */
function casesByFile(reported: Reported): Map<string, Case[]> {
  const { findings, notChecked } = reported.report
  const clean = new Set(cleanFiles(reported))
  const [found, gaps] = [Map.groupBy(findings, ({ file }) => file), Map.groupBy(notChecked, ({ file }) => file)]
  const files = [...new Set([...reported.files, ...found.keys(), ...gaps.keys()])].toSorted()
  return new Map(
    files.map((file) => {
      const own = [...(found.get(file) ?? []).map(failure), ...(gaps.get(file) ?? []).map(skipped)]
      return [file, clean.has(file) ? [{ name: 'clean' }] : numbered(own)]
    }),
  )
}

function failure(finding: ReportedFinding): Case {
  const { rule, object, severity, message } = finding
  return {
    name: [rule, object].join(' ').trim(),
    result: { kind: 'failure', type: severity, message, text: failureText(finding) },
  }
}

function failureText(finding: ReportedFinding): string {
  const { rule, severity, file, line, column, object, message, hint, fix } = finding
  return [
    `${severity}: ${message}`,
    [`${file}:${line}:${column}`, rule, ...(object === undefined ? [] : [object])].join('  '),
    ...(finding.text === '' ? [] : sourceLines(finding)),
    ...(hint === undefined ? [] : [`To do: ${hint}`]),
    ...(fix === undefined ? [] : [`Fix: icc lint --fix${fix.safe ? '' : `=${rule}`} (${fix.title})`]),
    `Why: icc explain ${rule}`,
  ].join('\n')
}

function sourceLines(finding: ReportedFinding): string[] {
  const { line, indent, carets } = excerpt(finding, 100)
  return [line, `${' '.repeat(indent)}${'^'.repeat(carets)}`]
}

function skipped({ rule, object, reason }: ReportedGap): Case {
  const message = `Not checked: ${reason}`
  return {
    name: ['not checked:', rule ?? 'any rule', object].join(' ').trim(),
    result: { kind: 'skipped', type: 'not-checked', message, text: message },
  }
}

/** Equal names get a running number, as tests of one name are taken for one. */
function numbered(cases: readonly Case[]): Case[] {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return cases.map((one) => {
    let count = (counts.get(one.name) ?? 0) + 1
    const nameAt = (): string => (count === 1 ? one.name : `${one.name} (${count})`)
    while (taken.has(xmlText(nameAt()))) count += 1
    counts.set(one.name, count)
    taken.add(xmlText(nameAt()))
    return { ...one, name: nameAt() }
  })
}

function suite(file: string, cases: readonly Case[], suppressed: number): string {
  const name = file === '' ? 'the whole project' : file
  const attributes = {
    name,
    tests: cases.length,
    failures: ofKind(cases, 'failure'),
    errors: 0,
    skipped: ofKind(cases, 'skipped'),
  }
  const properties =
    suppressed === 0
      ? []
      : [
          element('properties', {}, [
            element('property', { name: 'suppressed', value: counted(suppressed, 'finding') }),
          ]),
        ]
  return element('testsuite', attributes, [...properties, ...cases.map((one) => testCase(name, one))])
}

function testCase(file: string, { name, result }: Case): string {
  if (result === undefined) return element('testcase', { classname: file, name })
  const { kind, type, message, text } = result
  return element('testcase', { classname: file, name }, [element(kind, { type, message }, [xmlText(text)])])
}

function ofKind(cases: readonly Case[], kind: 'failure' | 'skipped'): number {
  return cases.filter(({ result }) => result?.kind === kind).length
}
