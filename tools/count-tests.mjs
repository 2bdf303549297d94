// Prints the numbers of vitest's JSON reports as one plain line, before it why tests were skipped; fails when a test failed,
// a report is missing or none ran.
import { readFileSync } from 'node:fs'

const EMPTY = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: false,
  testResults: [],
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    process.stderr.write(`No report of the tests: ${error.message}\n`)
    return EMPTY
  }
}

const reports = process.argv.slice(2).map(read)
const sum = (count) => reports.reduce((total, report) => total + count(report), 0)
const passed = sum(({ numPassedTests }) => numPassedTests)
const failed = sum(({ numFailedTests }) => numFailedTests)
const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests)

/** A test, or what it is in, tells by its name why it is skipped: `kubectl works (skipped: there is no kubectl here)`. */
const reasons = new Map()
for (const { assertionResults } of reports.flatMap(({ testResults }) => testResults))
  for (const { status, ancestorTitles, title } of assertionResults) {
    if (status === 'passed' || status === 'failed') continue
    const reason = [...ancestorTitles, title].map((name) => /\(skipped: (.*)\)/u.exec(name)?.[1]).find(Boolean)
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
for (const [reason, count] of reasons) process.stdout.write(`${count} skipped: ${reason}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = reports.every(({ success }) => success) && failed === 0 && passed > 0 ? 0 : 1
