import { Cgka } from "@copath/contracts"
import { neverPolicy, seeded } from "@copath/lab-core"
import { type Part, catalog } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect, test } from "vitest"
import { Costs } from "../src/costs.ts"
import { mixedHistory, scaleCell, Work } from "../src/index.ts"
import { compose, counted, lifeOf } from "./kit.ts"

const minutes = 60_000

/** The composition with a key agreement from outside, which says who does equal work or not. */
const plugged = (id: string, routes: boolean) => {
  const { aliases: _, ...rest } = compose().parts.cgka
  const layer = Layer.effect(
    Cgka,
    Effect.map(Cgka, ({ route, ...own }) => Cgka.of({ ...own, id, ...(routes && route !== undefined ? { route } : {}) }))
  ).pipe(Layer.provide(rest.layer))
  const part: Part = { ...rest, id, strict: false, layer }
  return Result.getOrThrow(catalog([part]).compose({ provider: "counting", cgka: id }))
}
const silent = plugged("silent", false)
const telling = plugged("telling", true)

describe("a key agreement without routes", () => {
  it.live(
    "is told from all members, exactly, where all of them are observers",
    Effect.fnUntraced(function* () {
      const [routed, all] = [yield* counted({}, lifeOf(13), { composed: telling }), yield* counted({}, lifeOf(13), { composed: silent })]
      const figures = ({ costs }: typeof all) =>
        Object.fromEntries(
          Object.entries(costs["operations.hash"] ?? {}).map(([role, { exact, hi, lo, n, total }]) => [role, { n, total, lo, hi, exact }])
        )
      expect(figures(all)).toEqual(figures(routed))
      expect(all.costs["operations.hpke.open"]?.member?.total).toBe(routed.costs["operations.hpke.open"]?.member?.total)
      expect(all.costs["received.commit"]).toMatchObject({ member: { total: routed.costs["received.commit"]?.member?.total, exact: true } })
      expect(all.notices.join()).toContain("silent does not tell which members do equal work: 100000 drawn by lot")
    }),
    minutes
  )

  it.live(
    "is told from those drawn by lot, with an interval that holds what all do in nineteen of twenty runs",
    Effect.fnUntraced(function* () {
      const history = mixedHistory({ members: 120, commits: 12, rekeys: 0.6, adds: 0.2, seed: "mix" })
      const run = (composed: typeof silent, seed: string) =>
        scaleCell({ composed, suite: 1, history, seed, founded: "filled", joiners: 0, observers: 16 })
      const whole = yield* run(telling, "0")
      const hashes = whole.costs["operations.hash"]?.member?.total
      const truth = whole.costs["operations.kem.derive"]?.member
      expect(truth?.exact).toBe(true)
      expect(truth).not.toHaveProperty("interval")
      const totals: Array<number> = []
      let held = 0
      for (let i = 0; i < 40; i++) {
        const { costs } = yield* run(silent, String(i))
        const told = costs["operations.kem.derive"]?.member
        const [lo = 0, hi = 0] = told?.interval ?? []
        expect(told?.exact).toBe(false)
        // Who looks for an echo of its own is told of everybody.
        expect(costs["operations.hash"]?.member?.total).toBe(hashes)
        totals.push(told?.total ?? 0)
        if (lo <= (truth?.total ?? 0) && (truth?.total ?? 0) <= hi) held++
      }
      expect(held).toBeGreaterThanOrEqual(35)
      // Not by being wide: errors cancel out over the commits, and over the runs.
      const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length
      expect(Math.abs(mean / (truth?.total ?? 1) - 1)).toBeLessThan(0.02)
    }),
    4 * minutes
  )

  it.live(
    "is the same in every run with the same seed, and goes through a life with texts and Updates",
    Effect.fnUntraced(function* () {
      const run = () =>
        scaleCell({
          composed: silent,
          suite: 1,
          history: { workload: lifeOf(40), policy: neverPolicy },
          seed: "scale",
          observers: 5
        })
      expect((yield* run()).costs).toEqual((yield* run()).costs)
    }),
    minutes
  )
})

describe("the interval of a total", () => {
  const works = (...counts: ReadonlyArray<number>) => counts.map((count) => Work.none.and("hash", count, 0))
  const told = (...groups: ReadonlyArray<Parameters<Costs["sampled"]>[1]>) => {
    const costs = new Costs()
    for (const group of groups) costs.sampled("member", group)
    return costs.summaries()["operations.hash"]?.member
  }

  test("is that of the textbook: N² (1 − m/N) s²/m", () => {
    // 3, 5, 7, 9 of 20: a mean of 6, s² = 20/3, so the total is 120, its variance 20 · 16 · (20/3)/4.
    const one = told({ works: works(3, 5, 7, 9), devices: 20, bytes: 0, drawn: true })
    const off = 1.959964 * Math.sqrt((20 * 16 * 20) / 12)
    expect(one).toMatchObject({ n: 20, total: 120, exact: false, samples: 4 })
    expect(one?.interval?.[0]).toBeCloseTo(120 - off, 6)
    expect(one?.interval?.[1]).toBeCloseTo(120 + off, 6)
  })

  test("counts those who did none of it", () => {
    const one = told({ works: works(0, 0, 0, 4), devices: 8, bytes: 0, drawn: true })
    expect(one?.total).toBe(8)
    // s² = 4, so 8 · 4 · 4/4; it ends at nothing.
    expect(one?.interval?.[0]).toBe(0)
    expect(one?.interval?.[1]).toBeCloseTo(8 + 1.959964 * Math.sqrt(32), 6)
  })

  test("grows with the root of the number of commits where members are drawn anew, and with the number itself where they are not", () => {
    const group = { works: works(3, 5, 7, 9), devices: 20, bytes: 0 }
    const width = (times: number, drawn: boolean) => {
      const found = told(...Array.from({ length: times }, () => ({ ...group, drawn })))
      return (found?.interval?.[1] ?? 0) - (found?.total ?? 0)
    }
    expect(width(9, true)).toBeCloseTo(3 * width(1, true), 6)
    expect(width(9, false)).toBeCloseTo(9 * width(1, false), 6)
  })

  test("is none where all were looked at, and where a single one stands for others", () => {
    expect(told({ works: works(3, 5), devices: 2, bytes: 0, drawn: true })).toMatchObject({ total: 8, exact: true })
    expect(told({ works: works(3, 5), devices: 2, bytes: 0, drawn: true })).not.toHaveProperty("interval")
    const lone = told({ works: works(3), devices: 2, bytes: 0, drawn: true }, { works: works(3, 5), devices: 9, bytes: 0, drawn: true })
    expect(lone?.exact).toBe(false)
    expect(lone).not.toHaveProperty("interval")
  })

  test("holds the truth as often as it says, drawn from a lopsided population", () => {
    const random = seeded("samples", "coverage")
    const population = Array.from({ length: 500 }, (_, i) => (i < 250 ? 20 : i < 375 ? 22 : i < 437 ? 24 : i < 468 ? 26 : 28))
    const truth = 30 * population.reduce((sum, count) => sum + count, 0)
    let held = 0
    for (let run = 0; run < 250; run++) {
      const found = told(
        ...Array.from({ length: 30 }, () => ({
          works: works(...random.distinct(16, population.length).map((i) => population[i] ?? 0)),
          devices: population.length,
          bytes: 0,
          drawn: true
        }))
      )
      if ((found?.interval?.[0] ?? 0) <= truth && truth <= (found?.interval?.[1] ?? 0)) held++
    }
    expect(held / 250).toBeGreaterThan(0.92)
    expect(held / 250).toBeLessThan(0.98)
  })
})
