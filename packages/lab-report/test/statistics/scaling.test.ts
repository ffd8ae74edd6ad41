import { describe, expect, it } from "vitest"
import { type Point, scaling } from "../../src/statistics/scaling.ts"

const sizes = [8, 16, 32, 64, 128, 256]
const of = (f: (n: number) => number): ReadonlyArray<Point> => sizes.map((n) => [n, f(n)])
/** Some percent up and down, always the same. */
const noisy = (f: (n: number) => number): ReadonlyArray<Point> =>
  sizes.flatMap((n) => [1.02, 0.99, 0.985, 1.01].map((e): Point => [n, f(n) * e]))

describe("the slope", () => {
  it("is the exponent of a power law, with no width where there is no noise", () => {
    const found = scaling(
      of((n) => 13 * n ** 0.6),
      "s"
    )
    expect(found?.slope).toBeCloseTo(0.6, 12)
    expect(found?.interval?.lo).toBeCloseTo(0.6, 9)
    expect(found?.interval?.hi).toBeCloseTo(0.6, 9)
  })

  it("has an interval that holds the truth and narrows with more runs", () => {
    const one = scaling(
      noisy((n) => 5 * n ** 0.85),
      "s"
    )
    expect(one?.interval?.lo).toBeLessThan(0.85)
    expect(one?.interval?.hi).toBeGreaterThan(0.85)
    expect((one?.interval?.hi ?? 1) - (one?.interval?.lo ?? 0)).toBeLessThan(0.02)
  })

  it("has no interval from two points, and is nothing from one or where the cost is nothing", () => {
    expect(
      scaling(
        [
          [8, 10],
          [16, 20]
        ],
        "s"
      )
    ).toEqual({ slope: expect.closeTo(1) })
    expect(
      scaling(
        [
          [8, 10],
          [8, 20]
        ],
        "s"
      )
    ).toBeUndefined()
    expect(
      scaling(
        [
          [8, 0],
          [16, 20],
          [32, 40]
        ],
        "s"
      )
    ).toBeUndefined()
  })
})

describe("the law of growth", () => {
  it.each([
    ["constant", () => 640],
    ["a + b·log n", (n: number) => 420 + 124 * Math.log2(n)],
    ["a + b·log n", (n: number) => 3 * Math.log2(n) - 5],
    ["a·n^b", (n: number) => 7 * n ** 0.6],
    ["a·n^b", (n: number) => 82 * n],
    ["a·n·log n", (n: number) => 2.5 * n * Math.log(n)]
  ])("is recognised: %s", (law, f) => {
    expect(scaling(of(f), "s")?.law).toBe(law)
    expect(scaling(noisy(f), "s")?.law).toBe(law)
  })

  it("is not guessed from two sizes, or from fewer points than it has parameters", () => {
    const two = [8, 8, 8, 16, 16, 16].map((n): Point => [n, n * 3])
    expect(scaling(two, "s")).not.toHaveProperty("law")
    const four = [8, 16, 32, 64].map((n): Point => [n, n * 3])
    expect(scaling(four, "s")).not.toHaveProperty("law")
  })
})
