import * as Result from "effect/Result"
import { named, real, whole } from "./namedParameters.ts"
import { MINUTE } from "./policy.ts"
import { seeded, zipf } from "./randomness.ts"
import { workload, type WorkloadEvent } from "./workload.ts"

/**
 * The literature's synthetic mix: updates, adds and removes by lot, one a minute, no messages, nobody offline. Curves over it can be laid over published
 * ones. An add or remove is by a random member; a removed one is never the actor.
 */
export const churn = named(
  "churn",
  "80 % updates, 10 % adds, 10 % removes; no messages",
  {
    members: whole(64, "members at the start", 2, 10_000),
    operations: { ...whole(0, "how many; 0 for ten for each member", 0, 1_000_000), zero: "10 × members" },
    updates: real(0.8, "share of updates", 0, 1),
    adds: real(0.1, "share of adds; the rest are removes", 0, 1),
    s: real(0, "Zipf exponent of who updates; 0 for all alike", 0, 5)
  },
  (seed, { adds, members, operations, s, updates }) => {
    const kinds = seeded(seed, "churn", "kind")
    const people = seeded(seed, "churn", "people")
    const name = (i: number): string => `c${String(i + 1).padStart(4, "0")}`
    const present = Array.from({ length: members }, (_, i) => name(i))
    const weights = zipf(members * 12 + operations, s)
    const [founder = "", ...others] = present
    const events: Array<WorkloadEvent> = [{ t: 0, do: "create", by: founder, with: others }]
    let ever = members
    const anyone = (): number => people.below(present.length)
    const total = operations === 0 ? members * 10 : operations
    for (let i = 1; i <= total; i++) {
      const t = i * MINUTE
      const lot = kinds.unit()
      if (lot < updates) {
        const by = present[s === 0 ? anyone() : people.weighted(weights.slice(0, present.length))] ?? founder
        events.push({ t, do: "rekey", by })
      } else if (lot < updates + adds || present.length < 2) {
        const by = present[anyone()] ?? founder
        const who = name(ever++)
        present.push(who)
        events.push({ t, do: "add", by, who: [who] })
      } else {
        const [who = ""] = present.splice(anyone(), 1)
        events.push({ t, do: "remove", by: present[anyone()] ?? founder, who: [who] })
      }
    }
    return Result.getOrThrow(workload({ lab: "workload/1", name: "churn", seed, members: [founder, ...others] }, events))
  }
)
