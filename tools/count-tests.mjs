// Prints the numbers of vitest's JSON report as one plain line; fails when a test failed or none ran.
import { readFileSync } from 'node:fs'

let report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: false }
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
} catch (error) {
  process.stderr.write(`No report of the tests: ${error.message}\n`)
}
const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests, success } = report
process.stdout.write(`${passed} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`)
process.exitCode = success && failed === 0 && passed > 0 ? 0 : 1
