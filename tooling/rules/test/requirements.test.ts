import { expect, test } from "vitest"
import { evidence, requirementReport } from "../src/requirements/evidence.ts"
import { later, requirements } from "../src/requirements/list.ts"
import { titlesIn } from "../src/titles.ts"

test("the list is R001 to R141, each once and in order, and says no two the same", () => {
  expect(requirements.map(({ id }) => id)).toEqual(Array.from({ length: 141 }, (_, i) => `R${String(i + 1).padStart(3, "0")}`))
  expect(new Set(requirements.map(({ does }) => does)).size).toBe(requirements.length)
})

test("only rows of the list wait", () => {
  const ids = new Set(requirements.map(({ id }) => id))
  expect([...later.keys()].filter((id) => !ids.has(id))).toEqual([])
})

const four = ["R001", "R002", "R003", "R004"].map((id) => ({ id, topic: "letters", does: `has ${id}` }))
const tests = titlesIn("x.test.ts", 'test("R001: a", f)\ntest("V001, R009: z", f)')
const found = evidence(four, tests, [{ file: "docs/a.md", line: 7, ids: ["R002"] }], new Map([["R003", "the lab"]]))

test("the report shows tests, pages, what waits and what is missing, and counts", () => {
  expect(requirementReport(found, false)).toBe(`R001  letters: has R001
       x.test.ts:1  R001: a
R002  letters: has R002
       docs/a.md:7
R003  letters: has R003: waits for the lab
R004  letters: has R004: NEITHER TEST NOR PAGE
named, and no requirement: R009
4 requirements: 1 with a test, 1 with a page alone, 1 waiting, 1 missing
missing: R004`)
  expect(requirementReport(found, true)).not.toContain("R001")
})

test("a row that waits and has an answer does not wait", () => {
  const early = evidence(four.slice(0, 1), tests, [], new Map([["R001", "the lab"]]))
  expect(early.requirements[0]?.waits).toBeUndefined()
})
