import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hodgesLehmann } from "../../src/statistics/hodgesLehmann.ts"
import { signedRankCut, signedRankP } from "../../src/statistics/signedRank.ts"

// Hamilton's depression scale before and after a tranquilizer: Hollander and Wolfe, table 3.1; also the example of R's wilcox.test.
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
const differences = before.map((x, i) => x - (after[i] ?? 0))

describe("the Hodges–Lehmann shift", () => {
  it("is that of the textbook, with its interval of 96.1 %", () => {
    const shift = hodgesLehmann(differences)
    expect(shift?.estimate).toBeCloseTo(0.46, 3)
    expect(shift?.interval.lo).toBeCloseTo(0.01, 3)
    expect(shift?.interval.hi).toBeCloseTo(0.786, 3)
    expect(shift?.level).toBeCloseTo(1 - 20 / 512, 12)
  })

  it("has the p-value of R: V = 40, p = 0.03906", () => {
    expect(hodgesLehmann(differences)?.p).toBeCloseTo(0.0390625, 12)
  })

  it("of few pairs spans them all, and says how little that is worth", () => {
    expect(hodgesLehmann([1, 2, 6])).toEqual({ estimate: 2.75, interval: { lo: 1, hi: 6 }, level: 0.75, p: 0.25 })
    expect(hodgesLehmann([4])).toEqual({ estimate: 4, interval: { lo: 4, hi: 4 }, level: 0, p: 1 })
    expect(hodgesLehmann([])).toBeUndefined()
  })

  it("moves with the differences, and turns with their sign", () => {
    const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(sample, fc.integer({ min: -50, max: 50 }), (d, by) => {
        const [own, moved, turned] = [d, d.map((x) => x + by), d.map((x) => -x)].map((one) => hodgesLehmann(one))
        expect(moved?.estimate).toBeCloseTo((own?.estimate ?? 0) + by, 9)
        expect(turned?.estimate).toBeCloseTo(-(own?.estimate ?? 0), 9)
        expect(turned?.p).toBe(own?.p)
        expect(turned?.interval.lo).toBeCloseTo(-(own?.interval.hi ?? 0), 9)
        expect(own?.estimate).toBeGreaterThanOrEqual(own?.interval.lo ?? 0)
        expect(own?.estimate).toBeLessThanOrEqual(own?.interval.hi ?? 0)
      })
    )
  })
})

describe("the signed-rank test", () => {
  it("has the critical values of the tables", () => {
    // Two-sided 5 %: reject at W ≤ 0, 2, 3, 5, 8, 10 for n = 6 … 11 (Wilcoxon 1945). The cut is one more.
    expect([6, 7, 8, 9, 10, 11].map((n) => signedRankCut(n).cut - 1)).toEqual([0, 2, 3, 5, 8, 10])
    // 52 for n = 20, 434 for n = 50.
    expect([20, 50].map((n) => signedRankCut(n).cut - 1)).toEqual([52, 434])
  })

  it("cannot reject at 5 % with fewer than six pairs", () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => signedRankP(Array.from({ length: n }, (_, i) => i + 1)))).toEqual([
      1, 0.5, 0.25, 0.125, 0.0625, 0.03125
    ])
  })

  it("is exact with ties and leaves zeros out", () => {
    // Sizes 1, 1, 2 have ranks 1.5, 1.5, 3: of eight signs two give the sums 0 and 6.
    expect(signedRankP([1, 1, 2, 0, 0])).toBe(0.25)
    expect(signedRankP([0, 0])).toBe(1)
  })

  it("goes over into its approximation without a step", () => {
    const lopsided = (n: number) => signedRankP(Array.from({ length: n }, (_, i) => (i % 5 < 2 ? -1 : 1) * (i + 1)))
    expect(Math.abs(lopsided(100) - lopsided(105))).toBeLessThan(0.02)
    expect(Math.abs(signedRankCut(101).cut - signedRankCut(100).cut - 41)).toBeLessThan(4)
  })
})
