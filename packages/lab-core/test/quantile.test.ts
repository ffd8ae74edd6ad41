import { describe, expect, it } from "vitest"
import { central95, median, quantile } from "../src/index.ts"

describe("quantiles", () => {
  it("are those of R's default", () => {
    // quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, 1)) gives 1, 1.4, 2, 4, 12.8, 16
    const values = [16, 1, 8, 2, 4]
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantile(values, p))).toEqual([1, 1.4, 2, 4, 12.8, 16].map((q) => expect.closeTo(q, 12)))
  })

  it("of one value are that value, and of none no number", () => {
    expect([quantile([7], 0.1), quantile([7], 0.9)]).toEqual([7, 7])
    expect(quantile([], 0.5)).toBeNaN()
  })

  it("of one half are the median: the mean of the two middle values where their number is even", () => {
    expect([median([3, 9, 1]), median([9, 1, 3, 4])]).toEqual([3, 3.5])
    expect(median([])).toBeNaN()
  })

  it("hold the middle 95 %", () => {
    expect(central95(Array.from({ length: 101 }, (_, i) => i))).toEqual({ lo: expect.closeTo(2.5), hi: expect.closeTo(97.5) })
  })
})
