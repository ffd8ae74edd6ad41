import { describe, expect, test } from "vitest"
import { lawsIn, titlesIn } from "../src/titles.ts"

const titles = (text: string) => titlesIn("a.test.ts", text).map(({ ids, title }) => [title, ids.join(" ")])

describe("a test's title is found", () => {
  test("in every way of registering one", () => {
    const text = `
      it("V001: one", () => {})
      test("V002: two", () => {})
      it.effect("V003: three", () => Effect.void)
      it.live.only("V004: four", () => Effect.void)`
    expect(titles(text)).toEqual([
      ["V001: one", "V001"],
      ["V002: two", "V002"],
      ["V003: three", "V003"],
      ["V004: four", "V004"]
    ])
  })

  test("with those of the blocks around it, in a loop or not", () => {
    const text = 'describe("V012: envelopes", () => { for (const k of kinds) { it(`suite ${k.id}: refused (V013)`, f) } })'
    expect(titles(text)).toEqual([["V012: envelopes suite …: refused (V013)", "V012 V013"]])
  })

  test("inside a block that a function makes, whatever its own title", () => {
    expect(titles('layer(all)("x", (it) => { it.effect("V001: y", f) }); describe(name(), () => { test("V002", f) })')).toEqual([
      ["V001: y", "V001"],
      ["… V002", "V002"]
    ])
  })

  test("with the line that it begins on", () => {
    expect(titlesIn("a.test.ts", '\n\n  test("V001", f)')).toEqual([{ file: "a.test.ts", line: 3, title: "V001", ids: ["V001"] }])
  })
})

describe("a repeated test bears the ids of its rows", () => {
  test("where the title shows their first column", () => {
    const text = 'test.each([["V020: large", 1], ["V019: wide", 2], ["plain", 3]] as const)("refuses %s", f)'
    expect(titles(text)).toEqual([["refuses %s V020: large V019: wide", "V020 V019"]])
  })

  test("where the rows are a constant of the file, or objects with a name", () => {
    const text = 'const rows: Rows = [{ what: "V020", n: 1 }]\nit.effect.each(rows)("refuses $what", f)'
    expect(titles(text)).toEqual([["refuses $what V020", "V020"]])
  })

  test("and not where the title does not show them: a run could not be asked for it", () => {
    expect(titles('test.each([["large", "V020"]])("refuses %s", f); test.for(["V001"])("plain", f)')).toEqual([
      ["refuses %s", ""],
      ["plain", ""]
    ])
  })
})

test("skipped tests and ids outside of titles do not count", () => {
  const text = `
    // V001
    test.skip("V002", f)
    test.todo("V003")
    describe.skip("V004", () => { test("V005", f) })
    test("plain", () => { expect(rule).toBe("V006") })`
  expect(titles(text)).toEqual([["plain", ""]])
})

test("a law's title is that of an object", () => {
  const text = 'export const laws = [{ title: "opened once (V074)", check: once }, { title: `${n} bits (V030)`, check }]'
  expect(lawsIn("laws.ts", text).map(({ ids, title }) => [title, ids.join(" ")])).toEqual([
    ["opened once (V074)", "V074"],
    ["… bits (V030)", "V030"]
  ])
})
