import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { named, whole } from "./parameters.ts"

/** 2 × 1.5^k, rounded, up to 1,000. */
const sizes: ReadonlyArray<number> = Array.from({ length: 16 }, (_, k) => Math.round(2 * 1.5 ** k))

/** A group is set up and a hundred short messages are sent, each by another than the one before: the evaluation of asynchronous ratcheting trees. */
export const setupAndTalk = named({
  name: "setup-and-talk",
  about: "a group is set up, and 100 messages of 32 bytes are sent, each by another than the last",
  parameters: {
    members: whole(10, "members", 2, 10_000),
    messages: whole(100, "messages", 0, 1_000_000),
    size: whole(32, "bytes of a message", 0, 65_536)
  },
  expected: ({ messages }) => messages,
  sweep: { key: "members", values: sizes },
  make: (seed, { members, messages, size }) => {
    const people = first(members, numbered("g", 3))
    const draw = lotsOf(seed, "setup-and-talk")("speakers")
    const events: Array<WorkloadEvent> = []
    let speaker = draw.below(members)
    for (let i = 1; i <= messages; i++) {
      events.push({ t: i * 1_000, do: "say", by: people[speaker] ?? "", size })
      speaker = (speaker + 1 + draw.below(members - 1)) % members
    }
    return assemble({ name: "setup-and-talk", seed, members: people }, events)
  }
})
