import { canonicalRows } from "@copath/lab-kat"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { gallery } from "../src/gallery.ts"
import { columns as kat8Columns, type Kat8Row, panelsOf, said, states } from "../src/figures/kat8/table.ts"
import { committed, filesOf, stale } from "../src/make.ts"
import { markdown } from "../src/page.ts"

const docs = join(import.meta.dirname, "../../../docs")

describe("what is committed", () => {
  test.each(gallery.map((figure) => [figure.id, figure] as const))(
    "%s: drawings and numbers are what the table says",
    async (_, figure) => {
      expect(await Effect.runPromise(stale(figure, docs))).toEqual([])
    }
  )

  const own = gallery.filter(({ folder }) => folder === "gallery")
  test.each(own.map((figure) => [figure.id, figure] as const))(
    "%s: each number in its findings is one of its table or its configuration",
    async (_, figure) => {
      const files = filesOf(figure, docs)
      const page = readFileSync(files.page, "utf8")
      const section = page.split(/^## /m).find((one) => one.includes(`numbers of ${figure.id},`)) ?? ""
      const findings = /\*\*Findings\.\*\*([\s\S]*?)(?=\n\*\*Limits|$)/.exec(section)?.[1] ?? ""
      expect(findings.length).toBeGreaterThan(100)
      const table = markdown(figure.keyNumbers(await Effect.runPromise(committed(figure, docs))))
      const known = new Set(numbersIn(table + readFileSync(files.configuration, "utf8")))
      expect(numbersIn(findings).filter((number) => !known.has(number))).toEqual([])
    }
  )
})

/** Every number of a text, without marks of thousands; not those within names such as `rfc9420` or RFC 9420. */
const numbersIn = (text: string): ReadonlyArray<string> =>
  [...text.replaceAll(/RFC \d+/g, "").matchAll(/(?<![\w.-])\d[\d,]*(?:\.\d+)?/g)].map(([number]) => number.replaceAll(",", ""))

describe("kat-8", () => {
  test("its rows are the known answers, and the cells that are drawn are as many as the exposure says", async () => {
    const figure = gallery.find(({ id }) => id === "kat-8")!
    const rows = (await Effect.runPromise(committed(figure, docs))) as unknown as ReadonlyArray<Kat8Row>
    expect(figure.columns).toBe(kat8Columns)
    for (const { depth, exposure, row, shape } of panelsOf(rows)) {
      const known = canonicalRows.find(({ id }) => id === row)
      expect([Number(exposure.toFixed(3)), depth, shape]).toEqual([known?.exposure, known?.depth, known?.shape])
      const cells = rows.filter((one) => one.row === row).reduce((sum, { end, first, from, to }) => sum + (to - from) * (end - first), 0)
      expect(cells / (8 * states * said.length)).toBeCloseTo(exposure, 9)
    }
  })
})
