import { DoubleJoinPolicy } from "@copath/contracts"
import { taint, unmerged } from "@copath/double-join"
import type { DoubleJoinPart } from "@copath/profile-lab"
import { leafIndex, toNode } from "@copath/tree-math"
import type * as Layer from "effect/Layer"
import { changed } from "../variant.ts"
import { membersOf, Script } from "../script.ts"
import { mutant } from "./mutant.ts"

type Policy = DoubleJoinPolicy["Service"]

const broken = (
  id: string,
  title: string,
  layer: Layer.Layer<DoubleJoinPolicy>,
  implies: DoubleJoinPart["implies"] = {},
  change: (service: Policy) => Partial<Policy>
): DoubleJoinPart => ({
  axis: "double-join",
  id,
  title,
  source: "a mutant",
  strict: false,
  implies,
  layer: changed(DoubleJoinPolicy, layer, id, change)
})

const members = membersOf(8)
/** 0 removes 5, whose path it sets and so taints; then 1 removes 0: whatever 0 set is to be replaced. */
const tainterRemoved = new Script(members)
  .remove("0", "5")
  .say("1")
  .remove("1", "0")
  .say("1", "2", "3", "4", "6", "7")
  .workload("tainter-removed")

/** The book is kept and not looked up: secrets are sealed to nodes whose keys the removed tainter has. */
export const staleTaint = mutant({
  part: broken(
    "taint-stale",
    "A removed tainter's nodes are not refreshed: secrets are sealed to their stale keys",
    taint,
    { integrity: "none" },
    ({ emptyBook, plan }) => ({ plan: (_book, tree, change, layout) => plan(emptyBook, tree, change, layout) })
  ),
  of: "taint",
  workload: tainterRemoved,
  metric: "exMembers",
  values: { whole: 0, broken: 6 }
})

/** 5 renews the path above 4 to 7, and then 0 removes 3. */
const strangerRemoved = new Script(members)
  .rekey("5")
  .say("5")
  .remove("0", "3")
  .say("0", "1", "2", "4", "5", "6", "7")
  .workload("stranger-removed")

/** Every path secret goes to every member, whatever is above it: who is removed has keys of nodes that stay. */
export const sealedTooWidely = mutant({
  part: broken("unmerged-sealed-widely", "Path secrets are sealed to members who are not below the node", unmerged, {}, ({ plan }) => ({
    plan: (book, tree, change, layout) => {
      const planned = plan(book, tree, change, layout)
      const everybody = Array.from({ length: tree.leafCount }, (_, leaf) => leafIndex(leaf)).filter(
        (leaf) => tree.occupied(leaf) && leaf !== change.committer && !change.added.includes(leaf)
      )
      const steps = planned.steps.map((step) => ({ ...step, targets: [...new Set([...step.targets, ...everybody.map(toNode)])] }))
      return { ...planned, steps }
    }
  })),
  of: "unmerged",
  workload: strangerRemoved,
  metric: "exMembers",
  values: { whole: 0, broken: 7 }
})
