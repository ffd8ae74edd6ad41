import { MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { named, whole } from "./parameters.ts"

/**
 * Many commit before any of them can know of the others: all their commits lie within the time that one is under way, and no two at the same moment unless
 * there are more of them than milliseconds. Half a minute later somebody says something, which all must be able to read.
 */
export const storm = named({
  name: "storm",
  about: "40 members commit within the 300 ms that one commit is under way",
  parameters: {
    members: whole(500, "members", 2, 10_000),
    committers: whole(40, "how many commit at once", 1, 10_000),
    delay: whole(300, "milliseconds that a message is under way", 1, 60_000),
    storms: whole(1, "how many such moments, one a minute", 1, 10_000)
  },
  expected: ({ committers, members, storms }) => storms * (Math.min(committers, members) + 1),
  make: (seed, { committers, delay, members, storms }) => {
    const people = first(members, numbered("s", 3))
    const lots = lotsOf(seed, "storm")
    const [who, when] = [lots("people"), lots("times")]
    const events: Array<WorkloadEvent> = []
    for (let i = 1; i <= storms; i++) {
      const drawn = who.distinct(committers, members)
      const distinct = drawn.length <= delay ? when.distinct(drawn.length, delay) : drawn.map(() => when.below(delay))
      for (const [place, index] of drawn.entries())
        events.push({ t: i * MINUTE + (distinct[place] ?? 0), do: "rekey", by: people[index] ?? "" })
      events.push({ t: i * MINUTE + Math.max(MINUTE / 2, delay), do: "say", by: people[who.below(members)] ?? "", size: 32 })
    }
    return assemble({ name: "storm", seed, members: people, delay }, events)
  }
})
