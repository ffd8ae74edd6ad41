import { describe, expect, it } from "vitest"
import { settings } from "../../src/comparison.ts"
import { headlineMetrics, stored, traffic } from "../../src/metrics.ts"
import { fields, pareto, plane } from "../../src/figures/plane.ts"
import { winners } from "../../src/tables/winners.ts"
import { fixture, twelve } from "../fixture.ts"
import { overSeeds } from "../seeds.ts"

const point = (x: number, y: number, sound = true) => ({ x: { value: x, lo: x, hi: x }, y: { value: y, lo: y, hi: y }, sound })
const at = (points: ReadonlyArray<ReturnType<typeof point>>) => pareto(points).map(({ x, y }) => [x.value, y.value])
const [field] = fields(settings(fixture()))
const [figure] = field === undefined ? [] : plane(field, "p", traffic, stored)

describe("the Pareto front", () => {
  it("is what nothing beats in both, from left to right", () => {
    expect(at([point(5, 1), point(1, 5), point(3, 3), point(4, 4), point(3, 9)])).toEqual([
      [1, 5],
      [3, 3],
      [5, 1]
    ])
  })

  it("keeps equals, and those that are beaten in neither", () => {
    expect(at([point(1, 1), point(1, 1), point(1, 2)])).toEqual([
      [1, 1],
      [1, 1]
    ])
  })

  it("is open to sound runs only", () => {
    expect(at([point(1, 1, false), point(2, 2)])).toEqual([[2, 2]])
  })
})

describe("the plane", () => {
  it("has a point for each composition, and says which are on the front", () => {
    expect(figure?.rows).toHaveLength(12)
    expect(figure?.columns).toEqual(["traffic per member and day", "stored per member", "on the front"])
    const front = figure?.rows.filter(({ values }) => values[2] === 1).map(({ head }) => head)
    expect(front).toEqual(["art, group-chain, static signatures", "flat, group-chain, static signatures"])
    expect(figure?.show(1, 2)).toBe("yes")
    expect(figure?.show(1234, 0)).toBe("1.23 kB")
  })

  it("takes any two metrics", () => {
    const [sent, received] = headlineMetrics
    const other = field === undefined || sent === undefined || received === undefined ? [] : plane(field, "q", sent, received)
    expect(other[0]?.title).toBe("Received per member against sent by actors")
  })

  it("has a point for each policy, in a shape of its own", () => {
    const two = fixture(twelve.slice(0, 2), [{ policy: { name: "hourly", values: { a: 1 } } }, { policy: { name: "never", values: {} } }])
    const [both] = fields(settings(two)).flatMap((one) => plane(one, "p", traffic, stored))
    expect(both?.rows.map(({ head }) => head)).toEqual([
      "rfc9420, hourly",
      "treekem, secret-tree, ephemeral signatures, hourly",
      "rfc9420, never",
      "treekem, secret-tree, ephemeral signatures, never"
    ])
    expect(both?.legend.map(({ mark }) => mark)).toEqual(["bar", "bar", "circle", "square"])
  })

  it("shows the range over the seeds", () => {
    const [seeded] = fields(settings(overSeeds(4))).flatMap((one) => plane(one, "p", traffic, stored))
    expect(seeded?.caption).toContain("the thin lines hold the middle 95 %")
    expect(seeded?.drawings[0]?.match(/aria-label="rule"/g)).toHaveLength(2)
  })

  it("is none of a single point", () => {
    expect(fields(settings(fixture(twelve.slice(0, 1)))).flatMap((one) => plane(one, "p", traffic, stored))).toEqual([])
  })
})

describe("the winners", () => {
  const of = (result: Parameters<typeof settings>[0]) => winners(settings(result)).rows[0]?.entries.map(({ ratio, text }) => [text, ratio])

  it("are named for each column, with their value and their lead", () => {
    expect(of(fixture())).toEqual([
      ["art, group-chain, static signatures", "322 kB; next 1.02×"],
      ["art, group-chain, static signatures", "97.4 kB; next 1.07×"],
      ["art, group-chain, static signatures", "3.29 MB; next 1.07×"],
      ["flat, secret-tree, static signatures and 3 others", "4.33 kB; next 1.4×"],
      ["–", undefined]
    ])
  })

  it("are of times from three runs on", () => {
    expect(of(overSeeds(3))?.[4]?.[0]).toBe("rfc9420")
  })

  it("are not those that lost a member", () => {
    const { cells, ...rest } = fixture()
    const broken = cells.map((cell) =>
      cell.composition.name.startsWith("art, group-chain, static") ? { ...cell, health: { ...cell.health, lostMembers: 1 } } : cell
    )
    expect(of({ ...rest, cells: broken })?.[0]?.[0]).toBe("art, secret-tree, static signatures")
  })

  it("are all where all are alike", () => {
    const [cell] = fixture().cells
    const same = cell === undefined ? [] : [cell, { ...cell, composition: { ...cell.composition, id: "b", name: "b" } }]
    expect(of({ cells: same })?.[0]?.[0]).toBe("all 2 alike")
  })
})
