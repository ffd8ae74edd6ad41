import { type Cell, noticing } from "@copath/lab-core"
import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"

type Lie = NonNullable<Cell["probes"]>[number]

const damages: ReadonlyArray<readonly [metric: string, of: (lie: Lie) => number]> = [
  ["messages taken in", ({ damage }) => damage.accepted],
  ["texts read by who was removed", ({ damage }) => damage.read],
  ["texts unread", ({ damage }) => damage.unread],
  ["members lost", ({ damage }) => damage.lost],
  ["disagreement at the end", ({ damage }) => (damage.agreed ? 0 : 1)],
  [`noticed (0 ${noticing[0]}, ${noticing.length - 1} ${noticing.at(-1)})`, ({ noticed }) => noticing.indexOf(noticed)],
  ["otherwise than declared", ({ surprises }) => surprises.length]
]

/** What the same lies of the delivery service came to in two cells, where it told some in both. */
export const liesIn = ({ new: { probes: after = [] }, old: { probes: before = [] } }: Pair): ReadonlyArray<Compared> =>
  after.flatMap((lie) => {
    const old = before.find(({ probe }) => probe === lie.probe)
    if (old === undefined) return []
    return damages.map(([metric, of]): Compared => ({
      metric: `lie ${lie.probe}, ${metric}`,
      costs: true,
      unit: "count",
      old: of(old),
      new: of(lie)
    }))
  })
