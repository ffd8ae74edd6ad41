import { makeWorkload, neverPolicy } from "@copath/lab-core"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { renewals, scaleCell, slopeOf } from "../src/index.ts"
import { compose, full } from "./kit.ts"

const ks = [0, 1, 2, 4, 8]

/** Mean ciphertexts of a commit at each of these sizes, by k. */
const measured = Effect.fnUntraced(function* (sizes: ReadonlyArray<number>, rounds: number) {
  const composed = compose()
  return yield* Effect.forEach(ks, (proposals) =>
    Effect.forEach(sizes, (members) =>
      Effect.map(renewals({ composed, suite: 1, members, proposals, commits: rounds * members, seed: "r4" }), ({ mean }) => mean)
    )
  )
})

const slopes = (sizes: ReadonlyArray<number>, means: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<number> =>
  means.slice(1).map((row) => slopeOf(sizes.map((size, i) => [size, row[i] ?? 0])) ?? 0)

const near = (value: number, wanted: number, share: number): void => {
  expect(Math.abs(value / wanted - 1), `${value} where ${wanted} was expected`).toBeLessThanOrEqual(share)
}

describe("concurrent updates by propose and commit (R4)", () => {
  it.live(
    "cost log n ciphertexts alone, and about the square root of n and more where others propose each time",
    Effect.fnUntraced(function* () {
      const sizes = [128, 256, 512]
      const means = yield* measured(sizes, 6)
      expect(means[0]).toEqual([7, 8, 9])
      for (const [i, wanted] of [82, 167, 281, 384].entries()) near(means[i + 1]?.[2] ?? 0, wanted, 0.05)
      for (const [i, slope] of slopes(sizes, means).entries()) expect(Math.abs(slope - [0.6, 0.74, 0.85, 0.92][i]!)).toBeLessThan(0.06)
    }),
    60_000
  )

  it.live(
    "cost the engine's own commits as much",
    Effect.fnUntraced(function* () {
      const composed = compose()
      const workload = Result.getOrThrow(makeWorkload("propose-commit", "r4", ["members=64", "k=2", "commits=400"]))
      const cell = yield* scaleCell({ composed, suite: 1, history: { workload, policy: neverPolicy }, seed: "r4", founded: "filled" })
      const alone = yield* renewals({ composed, suite: 1, members: 64, proposals: 2, commits: 400, seed: "r4" })
      near(cell.counts.ciphertexts / cell.counts.commits, alone.mean, 0.07)
    }),
    60_000
  )

  it.live.skipIf(!full)(
    "COPATH_FULL_SIMULATION: 13 / 432 / 1,292 / 2,923 / 4,889 at 8,192 members, growing with exponents 0.60, 0.74, 0.85, 0.92",
    Effect.fnUntraced(function* () {
      const sizes = [64, 256, 512, 1024, 2048, 4096, 8192]
      const means = yield* measured(sizes, 10)
      for (const [i, wanted] of [13, 432, 1292, 2923, 4889].entries()) near(means[i]?.at(-1) ?? 0, wanted, 0.05)
      for (const [i, slope] of slopes(sizes, means).entries()) expect(Math.abs(slope - [0.6, 0.74, 0.85, 0.92][i]!)).toBeLessThan(0.03)
    }),
    3_600_000
  )
})
