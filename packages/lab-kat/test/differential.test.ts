import { it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import { describe, expect } from "vitest"
import { playKept } from "../src/clone.ts"
import { differential, heldAgainst } from "../src/differential.ts"
import { membersOf, Script } from "../src/script.ts"
import { UnfitParts } from "../src/unplayable.ts"
import { everyComposition } from "./compositions.ts"

/** `COPATH_FULL_DIFFERENTIAL=1`: 200 histories for each composition; the ten profiles of them take four minutes, all 110 some fifty. */
const full = process.env["COPATH_FULL_DIFFERENTIAL"] !== undefined
const workloads = full ? 200 : 2
const effort = { workloads, events: 24, clones: 6, certificates: 6 }

/** A history takes a minute with one of these, whose keys open nothing. */
const slow = /^algorithm=slh-dsa/

/** What cannot be played: over the suite that everything is played with, or at all. */
const unplayable: Readonly<Record<string, string>> = {
  "insider=complaint": "take cipher suite 2",
  "delivery=unordered": "a stricter order"
}

describe("The closure held against copies that really decrypt, and derivations that are really done", () => {
  for (const [name, spec] of everyComposition.filter(([name]) => !slow.test(name))) {
    const held = differential({ name, spec: { ...spec, provider: "node" } }, effort, "differential")
    const reason = unplayable[name]
    it.effect(
      `agree on ${name}, on histories drawn by lot, with real cryptography.`,
      () =>
        reason === undefined
          ? Effect.map(held, (found) => {
              expect(found.discrepancies).toEqual([])
              expect(found.workloads).toBe(workloads)
              expect(found.certificates).toBeGreaterThan(workloads)
              expect(found.read).toBeGreaterThan(0)
            })
          : Effect.map(Effect.exit(held), (ended) => {
              const cause = Exit.isFailure(ended) ? Cause.squash(ended.cause) : undefined
              expect(cause).toBeInstanceOf(UnfitParts)
              expect(String(cause)).toContain(reason)
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
