import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { readConfiguration } from "../../src/configuration.ts"
import { reproductions } from "../../src/reproductions/figures.ts"
import { writeTable } from "../../src/table.ts"

describe("every curve over a published one, in its short form", () => {
  test.each(reproductions.map((figure) => [figure.id, figure] as const))(
    "%s has published and measured rows, and a drawing of both",
    { timeout: 120_000 },
    async (_, figure) => {
      const rows = await Effect.runPromise(
        readConfiguration(figure.configuration, "short", JSON.stringify(figure.short)).pipe(
          Effect.flatMap((configuration) => figure.measure(configuration, { file: "short", progress: () => {}, jobs: 1 }))
        )
      )
      expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(["published", "measured"]))
      expect(writeTable(figure.columns, rows)).not.toMatch(/NaN|Infinity/)
      const [drawing] = figure.draw(rows)
      expect(drawing?.name).toBe(figure.id)
      expect(drawing?.svg).not.toMatch(/NaN|undefined|Infinity|var\(--s/)
      const { columns, rows: lines } = figure.keyNumbers(rows)
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.every((line) => line.length === columns.length)).toBe(true)
    }
  )
})
