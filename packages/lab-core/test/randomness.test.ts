import { assert, it } from "vitest"
import { exp, gamma, ln, seeded, sums, zipf } from "../src/randomness.ts"

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

it("computes the gamma function", () => {
  const known: ReadonlyArray<readonly [number, number]> = [
    [1, 1],
    [1.5, Math.sqrt(Math.PI) / 2],
    [8 / 3, 1.504575488251556],
    [5, 24],
    [11, 3_628_800]
  ]
  for (const [x, value] of known) assert.approximately(gamma(x) / value, 1, 1e-9)
})

it("draws from Weibull distributions with the mean asked for", () => {
  const random = seeded("weibull")
  for (const shape of [0.6, 1, 3]) assert.approximately(mean(draws(40_000, () => random.weibull(12, shape))), 12, 0.4)
  const median = draws(20_000, () => random.weibull(12, 0.6)).toSorted((a, b) => a - b)[10_000]
  assert.approximately(median ?? 0, 4.33, 0.3)
})

it("draws ranks, different numbers and orders by lot", () => {
  const random = seeded("ranks")
  const ranked = draws(20_000, () => random.ranked(sums([1, 0, 3, 9]), 3))
  assert.approximately(ranked.filter((i) => i === 2).length / ranked.length, 0.75, 0.015)
  assert.deepStrictEqual(new Set(ranked), new Set([0, 2]))
  for (let i = 0; i < 200; i++) {
    const drawn = random.distinct(4, 6)
    assert.strictEqual(new Set(drawn).size, 4)
    assert.isTrue(drawn.every((n) => n >= 0 && n < 6))
  }
  assert.strictEqual(random.distinct(9, 6).length, 6)
  const orders = draws(600, () => Number(random.shuffled([1, 2, 3]).join("")))
  for (const order of [123, 132, 213, 231, 312, 321]) assert.approximately(orders.filter((one) => one === order).length, 100, 40)
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
