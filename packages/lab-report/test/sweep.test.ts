import { parseHTML } from "linkedom"
import { describe, expect, it } from "vitest"
import { settings } from "../src/comparison.ts"
import { html } from "../src/html/html.ts"
import { slopes, sweeps } from "../src/sweep.ts"
import { sweepFigures } from "../src/figures/sweepFigures.ts"
import { table } from "../src/table.ts"
import { fixture } from "./fixture.ts"
import { overSeeds, sweep } from "./seeds.ts"

const result = sweep([8, 16, 32, 64, 128])
const [found] = sweeps(settings(result))

describe("a sweep", () => {
  it("is the settings that differ in the size of the group", () => {
    expect(found?.name).toBe("churn")
    expect(found?.series.map(({ name, sizes }) => [name, sizes.map(({ size }) => size)])).toEqual([
      ["rfc9420", [8, 16, 32, 64, 128]],
      ["treekem, secret-tree, ephemeral signatures", [8, 16, 32, 64, 128]]
    ])
  })

  it("is none of two sizes, of one workload, or of workloads of other names", () => {
    expect(sweeps(settings(sweep([8, 16])))).toEqual([])
    expect(sweeps(settings(fixture()))).toEqual([])
    expect(sweeps(settings(overSeeds(3)))).toEqual([])
    const names = ["a", "b", "c"]
    const others = names.flatMap((name, i) =>
      fixture()
        .cells.slice(0, 2)
        .map((cell) => ({ ...cell, workload: { ...cell.workload, name, peak: 8 + i } }))
    )
    expect(sweeps(settings({ cells: others }))).toEqual([])
  })

  it("tells slope, interval and law of each cost by role", () => {
    const section = found === undefined ? undefined : slopes(found)
    const row = section?.rows.find(({ label }) => label === "Bytes, committer")
    expect(row?.entries.map(({ text }) => text)).toEqual(["0.50 [0.50, 0.50], a·n^b", "1.00 [1.00, 1.00], a·n^b"])
    expect(section?.rows.map(({ label }) => label)).toContain("CPU, receiver")
    // Nobody of the fixture is ever told of its removal.
    expect(section?.rows.map(({ label }) => label)).not.toContain("Bytes, removed")
  })

  it("has an interval that is wider where the seeds disagree", () => {
    const [noisy] = sweeps(settings(sweep([8, 16, 32], 4)))
    const row = noisy === undefined ? undefined : slopes(noisy).rows[0]
    expect(row?.entries[0]?.text).toMatch(/^0\.50 \[0\.(49|50), 0\.5[01]\], a·n\^b$/)
    expect((noisy === undefined ? [] : sweepFigures(noisy))[0]?.caption).toContain("Medians over the seeds.")
  })

  it("is drawn log-log with the slope in the legend, one figure for each role", () => {
    const figures = found === undefined ? [] : sweepFigures(found)
    expect(figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["bytes-committer", "bytes-joiner", "bytes-server", "operations-receiver", "state"])
    )
    const [first] = figures
    expect(first?.plot).toMatchObject({ kind: "lines", x: { log: true }, y: { log: true } })
    expect(first?.legend[0]?.name).toBe("rfc9420: slope 0.50 [0.50, 0.50], a·n^b")
    expect(first?.columns[0]).toBe("rfc9420")
    expect(first?.rows.map(({ raw }) => raw)).toEqual([8, 16, 32, 64, 128])
  })

  it("stands before the settings, on the page and in the terminal", () => {
    const { document } = parseHTML(html(result))
    expect([...document.querySelectorAll("h2")].slice(0, 3).map((heading) => heading.textContent)).toEqual([
      "Overview",
      "Growth of churn",
      "churn members=8, policy daily"
    ])
    expect(document.querySelectorAll("#sweep-1 figure.half svg.half").length).toBeGreaterThan(8)
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(table(result)).toContain("Growth with the size of the group. ")
  })
})
