import {
  type Change,
  type DoubleJoinPolicy,
  type PathSealer,
  type Random,
  type RefreshPlan,
  type Suite,
  type TreeFill,
  type TreeView,
  nodeStands
} from "@copath/contracts"
import type { CgkaBook } from "@copath/contracts"
import type { Derivation } from "./derivation.ts"
import type { Choose } from "./targets.ts"

/** One member of the family: all that its functions depend on. */
export interface Family {
  readonly suite: Suite
  readonly random: Random
  /** How secrets are sealed to nodes. */
  readonly sealing: PathSealer
  readonly derivation: Derivation
  readonly policy: Pick<DoubleJoinPolicy["Service"], "book" | "knowers" | "outside" | "plan" | "reach">
  readonly fill: Pick<TreeFill["Service"], "initial" | "populated" | "reach">
  /** For senders that name the targets of their ciphertexts; left out, the plan's own. */
  readonly choose?: Choose
  /** Negative control: derived key pairs need not be the published ones. */
  readonly unchecked?: boolean
}

/** The policy's plan for a commit. `tree`: after the proposals. Only nodes that stand hold keys. */
export const planOf = ({ derivation, fill, policy }: Family, book: CgkaBook, tree: TreeView, change: Change): RefreshPlan =>
  policy.plan(book, tree, change, {
    populated: (node) => nodeStands(tree, node) && fill.populated(node, tree),
    initial: fill.initial(tree, change),
    filtered: derivation.filtered
  })

/** Whether a commit's steps are one chain above the committer, so that a joiner needs a single secret. */
export const isChain = ({ fill, policy }: Family): boolean => policy.reach === "path" && fill.reach === "path"
