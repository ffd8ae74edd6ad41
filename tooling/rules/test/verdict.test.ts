import { describe, expect, test } from "vitest"
import { allRed, judged, outcomeLine, summary } from "../src/outcome.ts"
import { chosen, optionsFrom } from "../src/select.ts"
import { failedIn, verdictOf } from "../src/verdict.ts"

const file = (statuses: ReadonlyArray<string>, message = "") => ({
  name: "a.test.ts",
  message,
  assertionResults: statuses.map((status, i) => ({ status, fullName: `test ${i}` }))
})
const report = (numPassedTests: number, ...testResults: ReadonlyArray<ReturnType<typeof file>>) =>
  JSON.stringify({ numPassedTests, testResults })

describe("a run of tests", () => {
  test("is red by its first failure", () => {
    expect(verdictOf(report(1, file(["passed", "failed", "failed"])))).toEqual({ colour: "red", by: "test 1", passed: 1 })
    expect([...failedIn(report(1, file(["passed", "failed", "failed"])))]).toEqual(["test 1", "test 2"])
  })

  test("is green when something ran and nothing failed", () => {
    expect(verdictOf(report(2, file(["passed", "skipped", "passed"]), file(["skipped"])))).toMatchObject({ colour: "green", passed: 2 })
  })

  test("says nothing when a file does not load, or no test ran", () => {
    expect(verdictOf(report(2, file(["passed"]), file([], "Cannot find module\n at x")))).toMatchObject({
      colour: "unread",
      by: "before its tests: Cannot find module"
    })
    expect(verdictOf(report(0, file(["skipped"])))).toEqual({ colour: "unread", by: "no test ran", passed: 0 })
  })

  test("is red when a file fails before its tests, for another reason than that it does not load", () => {
    expect(verdictOf(report(0, file([], "members disagree\n at x")))).toMatchObject({
      colour: "red",
      by: "before its tests: members disagree"
    })
  })

  test("says nothing by a test that fails anyway", () => {
    const red = { colour: "red", by: "test 1", passed: 0 } as const
    expect(judged(red, new Set())).toBe(red)
    expect(judged(red, new Set(["test 1"]))).toMatchObject({ colour: "unread" })
  })
})

describe("the summary", () => {
  const outcome = (rule: string, colour: "red" | "green" | "unread") => ({
    rule,
    name: "without x",
    verdict: { colour, by: "", passed: 1 }
  })
  const outcomes = [outcome("V001", "red"), outcome("V001", "green"), outcome("V002", "red"), outcome("V003", "unread")]
  const all = { outcomes, untested: ["V004"], unplanted: ["V005"], problems: [] }

  test("lists survivors and counts a rule as red when all of its mutants are", () => {
    expect(summary(all)).toBe(
      `Survivors: no test with the rule's id turns red:
  green  V001  without x
No verdict:
  unread V003  without x
Rules without a test:
  V004
Rules with nothing to take away: they need a fault in the table:
  V005
5 rules: 1 red, 2 not, 1 without a fault, 1 without a test; 4 mutants, 1 survive`
    )
    expect(outcomeLine(outcome("V001", "red"))).toBe("red    V001  without x")
  })

  test("is good only when every rule is red", () => {
    expect(allRed(all)).toBe(false)
    expect(allRed({ outcomes: [outcome("V001", "red")], untested: [], unplanted: [], problems: [] })).toBe(true)
    expect(allRed({ outcomes: [], untested: [], unplanted: [], problems: ["V001"] })).toBe(false)
  })
})

describe("the command line", () => {
  const rule = (id: string, group: number) => ({ id, group, section: "", says: "", seen: "" })
  const list = [rule("V001", 1), rule("V002", 1), rule("V039", 3), rule("V040", 3)]
  const ids = (...args: ReadonlyArray<string>) => {
    const options = optionsFrom(args)
    return typeof options === "string" ? options : chosen(list, options, () => 0).map(({ id }) => id)
  }

  test("chooses rules by id, by group, and at random", () => {
    expect(ids()).toEqual(["V001", "V002", "V039", "V040"])
    expect(ids("--rule", "V002,V040")).toEqual(["V002", "V040"])
    expect(ids("--group", "3")).toEqual(["V039", "V040"])
    expect(ids("--group", "3,1", "--sample", "3")).toHaveLength(3)
  })

  test("is refused when it makes no sense", () => {
    for (const args of [["--rules"], ["--rule"], ["--sample", "many"], ["--copies", "0"]]) expect(ids(...args)).toMatch(/^usage: /)
  })
})
