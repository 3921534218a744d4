// Sums up vitest's JSON reports: prints `N passed, M failed`, exits 1 when one failed, one is missing, or none ran.
import { readFileSync } from 'node:fs'

let passed = 0
let failed = 0
for (const file of process.argv.slice(2)) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    failed++ // a run that ended before it could report
    continue
  }
  passed += report.numPassedTests
  failed += report.numFailedTests
  let suites = 0 // files that failed before a test of theirs could
  for (const suite of report.testResults) {
    if (suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed'))
      suites++
  }
  failed += suites
  if (!report.success && report.numFailedTests === 0 && suites === 0) failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
