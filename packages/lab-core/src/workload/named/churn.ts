import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { mix, mixParameters } from "./mix.ts"
import { named, whole } from "./parameters.ts"

const name = numbered("c", 4)

/**
 * The literature's synthetic mix: updates, adds and removes by lot, one a minute, no messages, nobody offline. Curves over it can be laid over published
 * ones.
 */
export const churn = named({
  name: "churn",
  about: "80 % updates, 10 % adds, 10 % removes; no messages",
  parameters: { members: whole(64, "members at the start", 2, 10_000), ...mixParameters },
  expected: ({ members, operations }) => operations || members * 10,
  make: (seed, { members, operations, ...shares }) => {
    const present = first(members, name)
    const lots = lotsOf(seed, "churn")
    const many = operations === 0 ? members * 10 : operations
    const events = mix({ lots, present, name: (i) => name(members + i), managers: 0, operations: many, after: 0, ...shares })
    return assemble({ name: "churn", seed, members: present }, events)
  }
})
