import { describe, expect, test } from "vitest"
import { coverage } from "../src/coverage.ts"
import { report } from "../src/report.ts"
import type { Group } from "../src/rule.ts"
import { groups, rules, waiting } from "../src/rules.ts"
import { titlesIn } from "../src/titles.ts"

describe("the list", () => {
  test("is V001 to V319, each once and in order, in twenty groups", () => {
    expect(rules.map(({ id }) => id)).toEqual(Array.from({ length: 319 }, (_, i) => `V${String(i + 1).padStart(3, "0")}`))
    expect(groups.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test("names a section and a sign for each, and says no two the same", () => {
    expect(rules.filter(({ section, seen }) => section === "" || seen === "")).toEqual([])
    expect(new Set(rules.map(({ says }) => says)).size).toBe(rules.length)
  })

  test("lets only its own rules wait", () => {
    const ids = new Set(rules.map(({ id }) => id))
    expect([...waiting.keys()].filter((id) => !ids.has(id))).toEqual([])
  })
})

const group: Group = {
  number: 1,
  title: "letters",
  rows: [
    ["V001", "2", "a before b", "Bad"],
    ["V002", "3", "b before c", "Bad"],
    ["V003", "4", "c last", "Bad"]
  ]
}
const three = group.rows.map(([id, section, says, seen]) => ({ id, group: 1, section, says, seen }))
const found = coverage(three, titlesIn("x.test.ts", 'test("V001: a", f)\ntest("V009: z", f)'), new Map([["V003", "d"]]))

describe("the report", () => {
  test("shows each rule with its tests, or that it has none, and counts", () => {
    expect(report([group], found, false)).toBe(
      `1. letters
V001  a before b (2; Bad)
       x.test.ts:1  V001: a
V002  b before c (3; Bad): NO TEST
V003  c last (4; Bad): waits for d

Titles that name no rule of the list:
       x.test.ts:2  V009: z

3 rules: 1 with a test, 1 without, 1 waiting (V003)
without a test: V002`
    )
  })

  test("can be of the untested alone", () => {
    expect(report([group], found, true)).not.toContain("V001  ")
    expect(report([group], found, true)).toContain("V002  b before c")
  })

  test("is short when nothing is wanting", () => {
    const all = coverage(three, titlesIn("x.test.ts", 'test("V001-V003", f)'), new Map())
    expect(report([group], all, true)).toBe("3 rules: 3 with a test, 0 without")
  })

  test("a rule that waits and has a test all the same is tested", () => {
    const early = coverage(three, titlesIn("x.test.ts", 'test("V001-V003", f)'), new Map([["V003", "d"]]))
    expect(report([group], early, true)).toBe("3 rules: 3 with a test, 0 without")
  })
})
