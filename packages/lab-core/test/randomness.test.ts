import { assert, it } from "vitest"
import { exp, ln, seeded, zipf } from "../src/randomness.ts"

const draws = (n: number, f: () => number): ReadonlyArray<number> => Array.from({ length: n }, f)
const mean = (list: ReadonlyArray<number>): number => list.reduce((sum, x) => sum + x, 0) / list.length

it("gives the same numbers for the same seed and labels, for ever", () => {
  const random = seeded("7f3a", "speakers", "1")
  assert.deepStrictEqual(draws(4, random.bits), [3676085026, 1274090003, 1419262500, 2745154295])
})

it("gives other numbers for another seed, another label, and labels cut otherwise", () => {
  const firsts = [seeded("a", "bc"), seeded("b", "bc"), seeded("a", "cb"), seeded("ab", "c"), seeded("abc"), seeded("a", "b", "c")]
  assert.strictEqual(new Set(firsts.map((random) => random.bits())).size, firsts.length)
})

it("computes logarithm and exponential to 14 digits", () => {
  for (const x of [1e-9, 0.3, 0.7, 1, 1.39, 1.41, 2, 1e6, 1e15]) {
    assert.approximately(ln(x), Math.log(x), 1e-13)
    assert.approximately(exp(Math.log(x)) / x, 1, 1e-13)
  }
})

it("draws from the distributions that it names", () => {
  const random = seeded("distributions")
  assert.approximately(mean(draws(20_000, random.unit)), 0.5, 0.01)
  assert.approximately(mean(draws(20_000, () => random.exponential(7))), 7, 0.25)
  assert.approximately(mean(draws(20_000, () => random.poisson(30))), 30, 0.3)
  const normal = draws(20_000, () => random.logNormal(60, 0.9)).toSorted((a, b) => a - b)
  assert.approximately(normal[10_000] ?? 0, 60, 2)
  const tail = draws(20_000, () => random.pareto(100, 1.5))
  assert.approximately(tail.filter((x) => x > 200).length / tail.length, 2 ** -1.5, 0.015)
  assert.isTrue(tail.every((x) => x >= 100))
  const chosen = draws(20_000, () => random.weighted([1, 0, 3]))
  assert.approximately(chosen.filter((i) => i === 2).length / chosen.length, 0.75, 0.015)
  assert.notInclude(chosen, 1)
  assert.deepStrictEqual(new Set(draws(500, () => random.below(3))), new Set([0, 1, 2]))
})

it("weighs rank k by one over k to the power of s", () => {
  assert.deepStrictEqual(
    zipf(4, 1).map((w) => Math.round(w * 1e12) / 1e12),
    [1, 0.5, 0.333333333333, 0.25]
  )
  assert.deepStrictEqual(zipf(3, 0), [1, 1, 1])
})
