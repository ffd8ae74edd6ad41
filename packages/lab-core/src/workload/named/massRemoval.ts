import { MINUTE } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"
import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { mix, mixParameters } from "./mix.ts"
import { named, real, whole } from "./parameters.ts"

const name = numbered("c", 4)

/**
 * The shrink experiment, or the day of a layoff: one manager removes nearly everybody, one a minute in a random order, and the few that are left go on
 * as in `churn`, with the manager alone to add and remove. What blanks or taints remain in a tree that was large shows in the second part.
 */
export const massRemoval = named({
  name: "mass-removal",
  about: "one manager removes 99 % of all, one by one; then churn among the rest",
  parameters: {
    members: whole(1_000, "members at the start", 3, 50_000),
    removed: real(0.99, "share that is removed first; two at least stay", 0, 1),
    ...mixParameters,
    operations: { ...whole(0, "how many after that; 0 for ten for each that is left", 0, 1_000_000), zero: "10 × those left" }
  },
  expected: ({ members, operations, removed }) => members * removed + (operations || Math.max(2, members * (1 - removed)) * 10),
  make: (seed, { members, operations, removed, ...shares }) => {
    const [manager = "", ...others] = first(members, name)
    const lots = lotsOf(seed, "mass-removal")
    const order = lots("order").shuffled(others)
    const goers = order.slice(0, Math.min(members - 2, Math.round(members * removed)))
    const gone = new Set(goers)
    const present = [manager, ...others.filter((who) => !gone.has(who))]
    const events: Array<WorkloadEvent> = goers.map((who, i) => ({ t: (i + 1) * MINUTE, do: "remove", by: manager, who: [who] }))
    const many = operations === 0 ? present.length * 10 : operations
    const after = goers.length * MINUTE
    for (const event of mix({ lots, present, name: (i) => name(members + i), managers: 1, operations: many, after, ...shares }))
      events.push(event)
    return assemble({ name: "mass-removal", seed, members: [manager, ...others] }, events)
  }
})
