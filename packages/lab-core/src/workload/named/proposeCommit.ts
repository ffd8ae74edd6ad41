import { MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { named, whole } from "./parameters.ts"

/**
 * Concurrent updates as the protocol has them: each round `k` random members propose new keys, and another random one commits them with its own. The
 * proposers' paths stay blank until they commit themselves, and what that costs grows with the group.
 */
export const proposeCommit = named({
  name: "propose-commit",
  about: "each minute k random members propose new keys and another one commits them; no messages",
  parameters: {
    members: whole(64, "members", 2, 16_384),
    k: whole(1, "proposals in each commit", 0, 64),
    commits: { ...whole(0, "how many; 0 for ten for each member", 0, 1_000_000), zero: "10 × members" }
  },
  expected: ({ commits, k, members }) => (commits || members * 10) * (k + 1),
  sweep: { key: "members", values: [64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384] },
  make: (seed, { commits, k, members }) => {
    const people = first(members, numbered("c", 5))
    const draw = lotsOf(seed, "propose-commit")("people")
    const events: Array<WorkloadEvent> = []
    for (let i = 1; i <= (commits === 0 ? members * 10 : commits); i++) {
      const drawn = draw.distinct(Math.min(k, members - 1) + 1, members).map((index) => people[index] ?? "")
      for (const [place, by] of drawn.entries())
        events.push({ t: i * MINUTE + place, do: place < drawn.length - 1 ? "propose" : "rekey", by })
    }
    return assemble({ name: "propose-commit", seed, members: people }, events)
  }
})
