import { catalog } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { countWorkload, namedWorkloads, neverPolicy } from "../../../src/index.ts"
import { runCell } from "../../../src/runner.ts"
import { make, small } from "./make.ts"

const composed = Result.getOrThrow(catalog().compose({}))

describe("each named workload, made small, is played over RFC 9420 and all agree", () => {
  it.effect.each(namedWorkloads.map(({ name }) => ({ name })))("$name", ({ name }) =>
    Effect.gen(function* () {
      const workload = make(name, "play", ...small(name))
      const outcome = yield* runCell({ composed, suite: 1, workload, policy: neverPolicy, seed: "play", repeat: 0, stopwatch: () => 0 })
      if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
      const { agreement, counts, health, workload: played } = outcome.cell
      const { deliveries, messages } = countWorkload(workload)
      expect(agreement.agreed).toBe(true)
      expect(health).toMatchObject({ lostMembers: 0, failures: [] })
      expect([counts.messages, played.messages]).toEqual([messages, messages])
      // Each device at a leaf of its own receives what the others say, its owner's others included.
      const devices = workload.header.devices ?? 1
      expect(counts.deliveries).toBe(devices * deliveries + (devices - 1) * messages)
    })
  )
})
