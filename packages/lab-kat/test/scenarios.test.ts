import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { scenarios } from "../src/scenarios.ts"

/** What the rows say something about. */
const requirements: Readonly<Record<number, string>> = {
  1: "R029",
  2: "R029",
  5: "R005",
  6: "R036",
  10: "R006",
  11: "R024, R043",
  12: "R029",
  13: "R031",
  14: "R025",
  15: "R124",
  16: "R053, R129",
  17: "R126",
  18: "R067, R068",
  20: "R029"
}

describe("Known answers beyond the canonical script", () => {
  for (const { expected, row, run, title } of scenarios) {
    it.effect(`row ${row}${requirements[row] === undefined ? "" : ` (${requirements[row]})`}: ${title}. ${expected}.`, () =>
      Effect.map(run, ({ cases }) => {
        const answers = cases.map(({ answer, composition }) => `${composition}: ${answer}`)
        expect(cases.map(({ composition, measured }) => `${composition}: ${measured}`)).toEqual(answers)
      })
    )
  }

  it("has every row once.", () => {
    expect(scenarios.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })
})
