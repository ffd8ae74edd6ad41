import { assemble, first, lotsOf, numbered } from "./assemble.ts"
import { mix, mixParameters } from "./mix.ts"
import { named, whole } from "./parameters.ts"

const name = numbered("c", 4)

/** The literature's second experiment: as `churn`, but only a few administrators add and remove. They are never removed. */
export const adminChurn = named({
  name: "admin-churn",
  about: "as churn, but only one member in 64 adds and removes",
  parameters: {
    members: whole(64, "members at the start", 2, 10_000),
    admins: { ...whole(0, "how many add and remove; 0 for one in 64", 0, 10_000), zero: "members / 64, one at least" },
    ...mixParameters
  },
  expected: ({ members, operations }) => operations || members * 10,
  make: (seed, { admins, members, operations, ...shares }) => {
    const present = first(members, name)
    const managers = Math.min(members, admins === 0 ? Math.max(1, Math.floor(members / 64)) : admins)
    const lots = lotsOf(seed, "admin-churn")
    const many = operations === 0 ? members * 10 : operations
    const events = mix({ lots, present, name: (i) => name(members + i), managers, operations: many, after: 0, ...shares })
    return assemble({ name: "admin-churn", seed, members: present }, events)
  }
})
