import { MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { named, whole } from "./parameters.ts"

const name = numbered("g", 3)
const operations = ["say", "add", "remove", "rekey"] as const

/**
 * Four operations after a group was set up, as in the evaluation of decentralized key agreement: a message, an add, a remove and an update, in an order by
 * lot, time and again. One of each kind makes a repetition, so that the group stays as large as it was, give or take one.
 */
export const decentral4op = named({
  name: "decentral-4op",
  about: "a message, an add, a remove and an update in turn by lot, 25 times",
  parameters: {
    members: whole(8, "members at the start", 2, 10_000),
    repetitions: whole(25, "how often each of the four", 0, 100_000),
    size: whole(32, "bytes of a message", 0, 65_536)
  },
  expected: ({ repetitions }) => 4 * repetitions,
  sweep: { key: "members", values: [8, 11, 16, 23, 32, 45, 64, 91, 128] },
  make: (seed, { members, repetitions, size }) => {
    const founders = first(members, name)
    const present = [...founders]
    const draw = lotsOf(seed, "decentral-4op")("operations")
    const anyone = (): string => present[draw.below(present.length)] ?? ""
    const events: Array<WorkloadEvent> = []
    for (let i = 0; i < repetitions; i++) {
      for (const kind of draw.shuffled(operations)) {
        const t = (events.length + 1) * MINUTE
        if (kind === "say") events.push({ t, do: kind, by: anyone(), size })
        else if (kind === "rekey") events.push({ t, do: kind, by: anyone() })
        else if (kind === "add") {
          const who = name(members + i)
          events.push({ t, do: kind, by: anyone(), who: [who] })
          present.push(who)
        } else {
          const [who = ""] = present.splice(draw.below(present.length), 1)
          events.push({ t, do: kind, by: anyone(), who: [who] })
        }
      }
    }
    return assemble({ name: "decentral-4op", seed, members: founders }, events)
  }
})
