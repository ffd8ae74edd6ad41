import { describe, expect, it } from "vitest"
import { settings } from "../src/comparison.ts"
import { html } from "../src/html/html.ts"
import { markdown } from "../src/markdown.ts"
import { study } from "../src/study.ts"
import { table } from "../src/table.ts"
import { fixture, twelve } from "./fixture.ts"

const two = fixture(twelve.slice(0, 2))
const shape = (all: ReturnType<typeof study>) =>
  settings(all).map(({ contenders, workload }) => [workload.name, ...contenders.map(({ composition }) => composition.name)])
const [a = "", b = ""] = twelve.map(({ name }) => name)

describe("several results", () => {
  it("of one workload stand side by side", () => {
    const other = fixture(twelve.slice(1, 3))
    expect(
      shape(
        study([
          ["one", fixture(twelve.slice(0, 1))],
          ["two", other]
        ])
      )
    ).toEqual([["team-50", a, b, twelve[2]?.name]])
  })

  it("that came to the same are told once, and otherwise after their names", () => {
    const again = { ...two, cells: two.cells.map((cell) => ({ ...cell, times: { seconds: 9, cpu: {} } })) }
    expect(
      shape(
        study([
          ["old", two],
          ["new", again]
        ])
      )
    ).toEqual([["team-50", a, b]])
    const changed = { ...two, cells: two.cells.map((cell, i) => (i === 0 ? { ...cell, counts: { ...cell.counts, messages: 7 } } : cell)) }
    expect(
      shape(
        study([
          ["old", two],
          ["new", changed]
        ])
      )
    ).toEqual([["team-50", a, b, `${a} (new)`]])
  })

  it("with compositions of one name and other parts keep them apart", () => {
    const [first, second] = two.cells
    if (first === undefined || second === undefined) throw new Error("the fixture has two cells")
    const renamed = { ...two, cells: [{ ...second, composition: { ...second.composition, id: "other", name: a } }] }
    expect(
      shape(
        study([
          ["old", two],
          ["new", renamed]
        ])
      )
    ).toEqual([["team-50", a, b, `${a} (new)`]])
  })

  it("with workloads of one name and other content keep them apart", () => {
    const stranger = { ...two, cells: two.cells.map((cell) => ({ ...cell, workload: { ...cell.workload, hash: "88bb" } })) }
    expect(
      shape(
        study([
          ["old", two],
          ["new", stranger]
        ])
      )
    ).toEqual([
      ["team-50", a, b],
      ["team-50 (new)", a, b]
    ])
  })

  it("are each told with their cipher suite, where they say it", () => {
    const suited = { ...two, cells: two.cells.map((cell) => ({ ...cell, composition: { ...cell.composition, suite: 3 } })) }
    for (const text of [table(suited, { width: 300 }), markdown(suited), html(suited)])
      expect(text).toContain("Seed 7f3a, cipher suite 3, one run, result 9c0d5a6e.")
    expect(table(two, { width: 300 })).not.toContain("cipher suite")
  })

  it("are each told with command, seed and machine, and list refused combinations once", () => {
    const other = { ...two, id: "ffff", made: { ...two.made, seed: "zz" }, cells: [] }
    const text = table(
      study([
        ["old", two],
        ["new", other]
      ])
    )
    expect(text).toContain("old: Seed 7f3a, one run, result 9c0d5a6e.")
    expect(text).toContain("new: Seed zz, one run, result ffff.")
    expect(text.match(/treekem, group-chain, unordered delivery \[order\]/g)).toHaveLength(1)
    expect(
      html(
        study([
          ["old", two],
          ["new", other]
        ])
      )
    ).toContain("Seed 7f3a, zz.")
  })

  it("do not mix what was counted with what was run", () => {
    const [cell] = two.cells
    if (cell === undefined) throw new Error("the fixture has cells")
    const counted = { ...cell, base: "counting" as const }
    expect(settings({ cells: [cell, counted] })[0]?.contenders.map(({ name }) => name)).toEqual([`${a} (real)`, `${a} (counting)`])
  })
})
