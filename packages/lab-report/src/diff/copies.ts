import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"

/** What the same copy of a member's state could still do in two cells, where one was made in both: of how many honest members take what it sends. */
export const copiesIn = ({ new: { stolenCopy: after }, old: { stolenCopy: before } }: Pair): ReadonlyArray<Compared> => {
  if (after === undefined || before === undefined || after.unmade !== undefined || before.unmade !== undefined) return []
  const more = (metric: string, old: number, now: number): Compared => ({
    metric: `stolen copy, ${metric}`,
    costs: true,
    unit: "count",
    old,
    new: now
  })
  return [
    more("texts read", before.read, after.read),
    ...after.attempts.map(({ accepted, act, holding }) => {
      const old = before.attempts.find((one) => one.act === act && one.holding === holding)
      return more(`members who take its ${act}${holding === "everything" ? "" : ` with ${holding}`}`, old?.accepted ?? 0, accepted)
    })
  ]
}
