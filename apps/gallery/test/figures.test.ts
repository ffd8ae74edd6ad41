import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { gallery } from "../src/gallery.ts"
import { readConfiguration } from "../src/configuration.ts"
import type { Figure, Row } from "../src/figure.ts"
import { readTable, writeTable } from "../src/table.ts"

const measuredShort = (figure: Figure): Promise<ReadonlyArray<Row>> =>
  Effect.runPromise(
    readConfiguration(figure.configuration, "short", JSON.stringify(figure.short)).pipe(
      Effect.flatMap((configuration) => figure.measure(configuration, { file: "short", progress: () => {}, jobs: 1 }))
    )
  )

describe("every figure in its short form", () => {
  const own = gallery.filter(({ folder }) => folder === "gallery")
  test.each(own.map((figure) => [figure.id, figure] as const))(
    "%s is measured, written, read and drawn, the same bytes each time",
    async (_, figure) => {
      const rows = await measuredShort(figure)
      expect(rows.length).toBeGreaterThan(1)
      const csv = writeTable(figure.columns, rows)
      const read = Result.getOrThrow(readTable(figure.columns, "short.csv", csv))
      expect(writeTable(figure.columns, read)).toBe(csv)
      const [drawings, again] = [figure.draw(rows), figure.draw(read)]
      expect(drawings.map(({ svg }) => svg)).toEqual(again.map(({ svg }) => svg))
      for (const { svg } of drawings) {
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="860"/)
        expect(svg).not.toMatch(/NaN|undefined|Infinity|var\(--s|<script|href=/)
      }
      const { columns, rows: lines } = figure.keyNumbers(rows)
      expect(lines.every((line) => line.length === columns.length)).toBe(true)
      expect(figure.keyNumbers(read)).toEqual({ columns, rows: lines })
    },
    120_000
  )
})

describe("a table", () => {
  const columns = { name: "text", n: "number", some: "number?" } as const
  test("comes back from its file as it was", () => {
    const rows = [
      { name: 'a "b", c', n: 0.1 + 0.2, some: undefined },
      { name: "", n: -1, some: 1e-9 }
    ]
    expect(Result.getOrThrow(readTable(columns, "t.csv", writeTable(columns, rows)))).toEqual([
      { name: 'a "b", c', n: 0.1 + 0.2 },
      { name: "", n: -1, some: 1e-9 }
    ])
  })

  test.each([
    ["name,n\na,1\n", "t.csv, line 1: its columns are name, n; expected are name, n, some"],
    ["name,n,some\na,1,\nb,x,\n", 't.csv, line 3: n is "x", which is no number'],
    ["name,n,some\na,,\n", 't.csv, line 2: n is "", which is no number']
  ])("that is none of the figure's is refused with its line", (text, message) => {
    const read = readTable(columns, "t.csv", text)
    expect(Result.isFailure(read) && read.failure.message).toBe(message)
  })
})
