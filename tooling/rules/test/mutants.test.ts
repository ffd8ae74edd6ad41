import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, test } from "vitest"
import type { Fault } from "../src/fault.ts"
import { faults } from "../src/faults.ts"
import { mutantsOf } from "../src/mutants.ts"
import { rules } from "../src/rules.ts"

const sources = new Map([
  ["a.ts", 'const f = (a) => a ? undefined : no("V001")\nconst g = (a) => (a ? undefined : no("V001"))\n'],
  ["b.ts", 'const h = (a) => a ? no("V002") : undefined\nconst limit = 5\n']
])
const fault: Fault = { rule: "V003", name: "no limit", file: "b.ts", find: "limit = 5", replace: "limit = Infinity" }
const of = (ids: ReadonlyArray<string>, table: ReadonlyArray<Fault> = [], apart = false) => mutantsOf(ids, sources, table, apart)

describe("mutants", () => {
  test("of a rule lack all of its checks, or with `apart` one each", () => {
    const [all, ...none] = of(["V001"]).mutants
    expect(none).toEqual([])
    expect(all?.files.get("a.ts")).toBe("const f = (a) => undefined\nconst g = (a) => (undefined)\n")
    expect(of(["V001"], [], true).mutants.map(({ name }) => name)).toEqual(["without a.ts:1", "without a.ts:2"])
  })

  test("come from the table of faults beside, in the order of the rules", () => {
    const both: ReadonlyArray<Fault> = [fault, { ...fault, rule: "V002" }]
    expect(of(["V002", "V003"], both).mutants.map(({ name, rule }) => [rule, name])).toEqual([
      ["V002", "without b.ts:1"],
      ["V002", "no limit"],
      ["V003", "no limit"]
    ])
    expect(of(["V003"], [fault]).mutants[0]?.files.get("b.ts")).toContain("limit = Infinity")
  })

  test("cannot be made of a fault whose text is missing or ambiguous, or that breaks the file", () => {
    const bad = [
      { ...fault, file: "c.ts" },
      { ...fault, find: "nowhere" },
      { ...fault, find: "const" },
      { ...fault, replace: "limit =" }
    ]
    expect(of(["V003"], bad).problems).toEqual([
      "V003, no limit: there is no such file (c.ts)",
      "V003, no limit: the text to find is not there (b.ts)",
      "V003, no limit: the text to find is there more than once (b.ts)",
      "V003, no limit: Expression expected."
    ])
  })
})

test("every fault of the table is of a rule of the list, and fits the sources as they are", () => {
  const root = resolve(import.meta.dirname, "../../..")
  const files = globSync("{packages,apps}/*/src/**/*.ts", { cwd: root })
  const all = new Map(files.map((file) => [file.replaceAll("\\", "/"), readFileSync(join(root, file), "utf8")]))
  const ids = rules.map(({ id }) => id)
  expect(faults.filter(({ rule }) => !ids.includes(rule))).toEqual([])
  expect(mutantsOf(ids, all, faults, false).problems).toEqual([])
})
