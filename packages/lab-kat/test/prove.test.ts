import { builtIn } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { lawsOf, securityLaws } from "../src/laws.ts"
import { mutants } from "../src/mutants.ts"
import { prove } from "../src/prove.ts"

/* Which laws each mutant breaks, and no others, is a test of @copath/conformance-security. */

const patience = 240_000
const broken = mutants.filter(({ id }) => ["taint-stale", "secret-tree-key-kept", "static-signs-nothing"].includes(id))

it.effect.each(broken)(
  "R024, R123: $id breaks a law, and is told which, with the smallest history and a counterexample",
  ({ part, spec }) =>
    Effect.gen(function* () {
      const breaches = yield* prove(part, {}, { beside: spec, runs: 0, shrinks: 40 })
      expect(breaches).toHaveLength(1)
      for (const { counterexample, history, law } of breaches) {
        expect(law).toMatch(/^[a-z0-9].*[a-z]$/)
        expect(counterexample.length).toBeGreaterThan(10)
        expect(history[0]).toMatch(/^0\. \d creates a group with/)
        expect(history.length).toBeLessThan(10)
      }
    }),
  patience
)

it.effect.each([
  { axis: "cgka", id: "art", claims: {} },
  { axis: "double-join", id: "taint", claims: {} },
  { axis: "protection", id: "epoch-key", claims: { forwardSecrecy: "epoch" } },
  { axis: "protection", id: "epoch-key", claims: { forwardSecrecy: 8 } },
  { axis: "schedule", id: "root-only", claims: { forwardSecrecy: "renewal", chained: false } },
  { axis: "signature", id: "none", claims: { insidersForge: true } }
] as const)(
  "R024: $axis=$id keeps what it promises, $claims",
  ({ axis, claims, id }) =>
    Effect.gen(function* () {
      const part = builtIn.find((one) => one.axis === axis && one.id === id)
      if (part === undefined) return expect.unreachable()
      expect(yield* prove(part, claims, { runs: 1, members: 3, steps: 8 })).toEqual([])
    }),
  patience
)

it("Laws have ids and titles of their own, and every kind of part has some.", () => {
  expect(new Set(securityLaws.map(({ id }) => id)).size).toBe(securityLaws.length)
  expect(new Set(securityLaws.map(({ title }) => title({}))).size).toBe(securityLaws.length)
  for (const port of ["cgka", "schedule", "protection", "signature"] as const) expect(lawsOf(port).length).toBeGreaterThan(5)
  expect(lawsOf("composition", { exposure: 0.3 })).toHaveLength(securityLaws.length)
})
