import type { Cell } from "@copath/lab-core"
import { copiesIn } from "./copies.ts"
import { exposureIn } from "./exposure.ts"
import { liesIn } from "./lies.ts"
import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"
import { scriptedIn } from "./scripted.ts"

/**
 * Quantities of which any increase is worse, irrespective of its size: whatever a cheaper or faster composition must not be bought with. No
 * threshold applies to them.
 */
const guarded: Readonly<Record<string, (cell: Cell) => number>> = {
  "members lost": ({ health }) => health.lostMembers,
  failures: ({ health }) => health.failures.length,
  "texts missed": ({ counts }) => counts.missed,
  "runs in disagreement": ({ agreement }) => (agreement.agreed ? 0 : 1)
}

/** The guarded quantities of two cells: what went wrong, what an attacker gets, what the workload's own attackers and expectations come to, and what lies of the delivery service come to. */
export const guardedIn = (pair: Pair): ReadonlyArray<Compared> => [
  ...Object.entries(guarded).map(([metric, of]): Compared => ({
    metric,
    costs: true,
    unit: "count",
    old: of(pair.old),
    new: of(pair.new)
  })),
  ...exposureIn(pair),
  ...scriptedIn(pair),
  ...liesIn(pair),
  ...copiesIn(pair)
]
