import { expect, test } from "vitest"
import { add, summary, vitestCounts } from "../src/counts.ts"

const report = (numFailedTests: number, ...files: ReadonlyArray<readonly [status: string, ...tests: ReadonlyArray<string>]>) =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: files.map(([status, ...tests]) => ({ status, assertionResults: tests.map((each) => ({ status: each })) }))
  })

test("passed, failed and skipped are taken from the report", () => {
  expect(vitestCounts(report(1, ["failed", "failed"]), 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  expect(vitestCounts(report(0, ["passed", "passed"]), 0)).toEqual({ passed: 5, failed: 0, skipped: 3 })
})
test("a file that cannot be loaded is a failure", () => {
  expect(vitestCounts(report(1, ["failed"], ["failed", "passed", "failed"]), 1).failed).toBe(2)
})
test("an error outside the tests is a failure", () => expect(vitestCounts(report(0, ["passed", "passed"]), 1).failed).toBe(1))
test("a run without a report is a failure", () => expect(vitestCounts(undefined, 0).failed).toBe(1))
test("the last line reads as continuous integration expects it", () => {
  expect(summary(add({ passed: 1, failed: 2, skipped: 0 }, { passed: 3, failed: 0, skipped: 4 }))).toBe("4 passed, 2 failed, 4 skipped")
})
