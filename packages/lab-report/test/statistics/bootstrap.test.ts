import { describe, expect, it } from "vitest"
import { bootstrap } from "../../src/statistics/bootstrap.ts"
import { holm } from "../../src/statistics/holm.ts"

describe("the bootstrap", () => {
  const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

  it("gives the interval of a mean that theory gives", () => {
    // 0, 1, …, 99: deviation 28.87, so the mean's is 2.887 and its 95 % interval 49.5 ± 5.66.
    const { lo, hi } = bootstrap(
      Array.from({ length: 100 }, (_, i) => i),
      mean,
      "s"
    )
    expect(Math.abs(lo - (49.5 - 5.66))).toBeLessThan(0.5)
    expect(Math.abs(hi - (49.5 + 5.66))).toBeLessThan(0.5)
  })

  it("is the same for the same seed, and another for another", () => {
    const values = [1, 5, 2, 9, 4, 7.5, 3]
    expect(bootstrap(values, mean, "s")).toEqual(bootstrap(values, mean, "s"))
    expect(bootstrap(values, mean, "t")).not.toEqual(bootstrap(values, mean, "s"))
  })

  it("of values that are all alike has no width, and of none is no number", () => {
    expect(bootstrap([3, 3, 3], mean, "s")).toEqual({ lo: 3, hi: 3 })
    expect(bootstrap([], mean, "s").lo).toBeNaN()
  })
})

describe("Holm's adjustment", () => {
  it("is that of R's p.adjust", () => {
    // p.adjust(c(.01, .02, .03, .04, .05), "holm") gives .05, .08, .09, .09, .09
    expect(holm([0.01, 0.02, 0.03, 0.04, 0.05])).toEqual([0.05, 0.08, 0.09, 0.09, 0.09].map((p) => expect.closeTo(p, 12)))
  })

  it("keeps the order given, and never exceeds one", () => {
    expect(holm([0.9, 0.001, 0.6])).toEqual([1, 0.003, 1].map((p) => expect.closeTo(p, 12)))
    expect(holm([0.2])).toEqual([0.2])
    expect(holm([])).toEqual([])
  })
})
