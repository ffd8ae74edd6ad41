/** Tests or checks, counted. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const add = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped
})

/** The line that a run ends with. */
export const summary = ({ failed, passed, skipped }: Counts): string => `${passed} passed, ${failed} failed, ${skipped} skipped`

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: ReadonlyArray<{ readonly status: string; readonly assertionResults: ReadonlyArray<{ readonly status: string }> }>
}

/**
 * The counts of vitest's JSON report. A file that failed before a test of it could run counts as one failure, and so does a run that failed
 * for a reason no test shows (an error outside the tests, or no report at all).
 */
export const vitestCounts = (json: string | undefined, exitCode: number): Counts => {
  if (json === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(json) as VitestReport
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")
  ).length
  const failed = report.numFailedTests + brokenFiles
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests
  }
}
