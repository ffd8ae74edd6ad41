import { builtIn } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { mutants } from "../src/mutants.ts"
import { prove, proveBuiltIn } from "../src/prove.ts"

/** What is composed with weaker parts must not be found for these. */
const weaker = { forwardSecrecy: Number.POSITIVE_INFINITY }

it.effect.each(mutants)("R024, R123: $id breaks a law, and is told which, with a counterexample", ({ part, spec }) =>
  Effect.gen(function* () {
    const breaches = yield* prove(part, Object.keys(spec).length === 0 ? {} : weaker, spec)
    expect(breaches.length).toBeGreaterThan(0)
    for (const { counterexample, law } of breaches) {
      expect(law).toMatch(/^[a-z0-9].*[a-z]$/)
      expect(counterexample.length).toBeGreaterThan(10)
    }
  })
)

it.effect("R024: whole parts keep what they promise, and weaker ones what little they do", () =>
  Effect.gen(function* () {
    const own = (axis: string, id: string) => builtIn.find((part) => part.axis === axis && part.id === id)
    for (const [axis, id, claims] of [
      ["cgka", "art", {}],
      ["double-join", "taint", {}],
      ["protection", "group-chain", {}],
      ["protection", "epoch-key", { forwardSecrecy: 8 }],
      ["schedule", "root-only", { forwardSecrecy: 56 }],
      ["signature", "none", { insidersForge: true }]
    ] as const) {
      const part = own(axis, id)
      if (part === undefined) return expect.unreachable()
      expect(yield* proveBuiltIn(part, claims)).toEqual([])
    }
  })
)
