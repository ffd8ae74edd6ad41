import { makeWorkload } from "@copath/lab-core"
import type { Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { type MixEncryptions, mixEncryptions, rankedByLot } from "../../src/index.ts"
import { compose } from "../kit.ts"

/** `COPATH_REPRODUCE=all`: the literature's sizes, some half an hour on a processor of one's own. */
const all = process.env["COPATH_REPRODUCE"] === "all"

const minutes = 60_000

/** TreeKEM that blanks, Tainted TreeKEM, and RFC 9420 with its unmerged leaves. */
const schemes = [{ "double-join": "blank" }, { "double-join": "taint" }, {}] as const satisfies ReadonlyArray<Spec>

const mean = (of: ReadonlyArray<number>): number => of.reduce((sum, x) => sum + x, 0) / of.length

/** `slots / 2` founders and ten operations for each slot, as often as that. */
const mixed = Effect.fnUntraced(function* (name: "churn" | "admin-churn", spec: Spec, slots: number, runs: number, s = 0) {
  const found: Array<MixEncryptions> = []
  for (let run = 0; run < runs; run++) {
    const seed = `s${run}`
    const made = Result.getOrThrow(makeWorkload(name, seed, [`members=${slots / 2}`, `operations=${10 * slots}`]))
    const workload = s === 0 ? made : rankedByLot(made, s, seed)
    const managers = new Set(name === "churn" ? [] : made.header.members.slice(0, Math.max(1, slots / 128)))
    found.push(yield* mixEncryptions({ composed: compose(spec), suite: 1, workload, seed, managers }))
  }
  return (of: (run: MixEncryptions) => number): number => mean(found.map(of))
})

const perOperation = Effect.fnUntraced(function* (slots: number, runs: number, s = 0) {
  const found: Array<number> = []
  for (const scheme of schemes) found.push((yield* mixed("churn", scheme, slots, runs, s))((run) => run.perOperation))
  const [blanking = 0, tainted = 0, unmerged = 0] = found
  return { blanking, tainted, unmerged }
})

const near = (value: number, wanted: number, share: number): void => {
  expect(Math.abs(value / wanted - 1), `${value} where ${wanted} was expected`).toBeLessThanOrEqual(share)
}

describe("the literature's churn, with ten operations for each slot (R1)", () => {
  it.live(
    "costs 6.6 encryptions an operation at 64 slots where paths are blanked and 6.2 with unmerged leaves; tainted 5.9 instead of 6.6, and it comes below blanking between 16 and 64",
    Effect.fnUntraced(function* () {
      const found = yield* perOperation(64, 3)
      near(found.blanking, 6.6, 0.1)
      near(found.unmerged, 6.2, 0.1)
      // The simulation behind these figures keeps keys of parents that have nobody below, and seals to them. Without that it costs 5.8 itself, and we come to 0.89 × 6.6.
      near(found.tainted, 5.8, 0.06)
      expect(found.tainted).toBeLessThan(0.95 * found.blanking)
      const small = yield* perOperation(16, 8)
      expect(small.tainted).toBeGreaterThan(small.blanking)
    }),
    10 * minutes
  )

  it.live.skipIf(!all)(
    "COPATH_REPRODUCE: costs 20.1, 12.0 and 16.0 at 2,048 slots; at 32 slots blanking and tainted cost the same",
    Effect.fnUntraced(function* () {
      const found = yield* perOperation(2048, 2)
      near(found.blanking, 20.1, 0.1)
      near(found.tainted, 12.0, 0.1)
      near(found.unmerged, 16.0, 0.1)
      const even = yield* perOperation(32, 8)
      near(even.tainted, even.blanking, 0.02)
    }),
    60 * minutes
  )
})

describe("the same where who updates follows Zipf's law, by ranks that newcomers get as well (R2)", () => {
  const ratio = Effect.fnUntraced(function* (slots: number, runs: number) {
    const [blanking, tainted] = [yield* mixed("churn", schemes[0], slots, runs, 1), yield* mixed("churn", schemes[1], slots, runs, 1)]
    return tainted((run) => run.perOperation) / blanking((run) => run.perOperation)
  })

  it.live(
    "tainted costs less already at 128 slots",
    Effect.fnUntraced(function* () {
      expect(yield* ratio(128, 1)).toBeLessThan(0.9)
    }),
    10 * minutes
  )

  it.live.skipIf(!all)(
    "COPATH_REPRODUCE: tainted costs 0.55 of what blanking does at 2,048 slots",
    Effect.fnUntraced(function* () {
      expect(Math.abs((yield* ratio(2048, 1)) - 0.55)).toBeLessThanOrEqual(0.05)
    }),
    60 * minutes
  )
})

describe("a few administrators add and remove (R3)", () => {
  it.live(
    "who is none pays least under tainting, and most where paths are blanked",
    Effect.fnUntraced(function* () {
      const [blanking, tainted, unmerged] = yield* Effect.forEach(schemes, (scheme) =>
        Effect.map(mixed("admin-churn", scheme, 128, 1), (of) => of((run) => run.perOther))
      )
      expect(tainted).toBeLessThan(unmerged ?? 0)
      expect(unmerged).toBeLessThan(blanking ?? 0)
    }),
    10 * minutes
  )

  it.live.skipIf(!all)(
    "COPATH_REPRODUCE: others pay 102, 56 and 87 over the run at 2,048 slots, administrators 3,400 to 5,400 each",
    Effect.fnUntraced(function* () {
      for (const [i, wanted] of [102, 56, 87].entries()) {
        const of = yield* mixed("admin-churn", schemes[i] ?? {}, 2048, 1)
        near(
          of((run) => run.perOther),
          wanted,
          0.1
        )
        const admin = of((run) => run.perManager)
        expect(admin).toBeGreaterThan(3400)
        expect(admin).toBeLessThan(5400)
      }
    }),
    60 * minutes
  )
})
