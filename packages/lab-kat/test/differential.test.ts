import { profiles } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { playKept } from "../src/clone.ts"
import { differential, heldAgainst } from "../src/differential.ts"
import { membersOf, Script } from "../src/script.ts"

/** `COPATH_FULL_DIFFERENTIAL=1`: 200 histories for each profile, some half an hour in all. */
const full = process.env["COPATH_FULL_DIFFERENTIAL"] !== undefined
const workloads = full ? 200 : 2
const effort = { workloads, events: 24, clones: 6, certificates: 6 }

describe("The closure held against copies that really decrypt, and derivations that are really done", () => {
  for (const { name, spec } of profiles) {
    it.effect(
      `agree on ${name}, on ${workloads} histories drawn by lot, with real cryptography.`,
      () =>
        Effect.map(differential({ name, spec: { ...spec, provider: "node" } }, effort, "differential"), (found) => {
          expect(found.discrepancies).toEqual([])
          expect(found.workloads).toBe(workloads)
          expect(found.certificates).toBeGreaterThan(workloads)
          expect(found.read).toBeGreaterThan(0)
        }),
      full ? 3_600_000 : 60_000
    )
  }

  const history = new Script(membersOf(3)).say("0", "1", "2").rekey("1").say("0", "1", "2").workload("planted-faults")

  it.effect("disagree where the graph lacks what an operation gives.", () =>
    Effect.gen(function* () {
      const kept = yield* playKept({ spec: {} }, history)
      const graph = { ...kept.trace.graph, edges: 0 }
      const blind = { ...kept, trace: { ...kept.trace, graph } }
      const found = yield* kept.within(heldAgainst(blind, { clones: 8, certificates: 0 }, "planted"))
      expect(found.discrepancies.length).toBeGreaterThan(0)
    })
  )

  it.effect("disagree where an operation does not give what the graph says.", () =>
    Effect.gen(function* () {
      const kept = yield* playKept({ spec: {} }, history)
      const recipes = kept.recipes.map((recipe) => (recipe.op === "expand" ? { ...recipe, length: recipe.length + 1 } : recipe))
      const found = yield* kept.within(heldAgainst({ ...kept, recipes }, { clones: 8, certificates: 8 }, "planted"))
      expect(found.discrepancies.length).toBeGreaterThan(0)
    })
  )
})
