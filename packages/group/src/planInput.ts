import type { PlanInput, Proposed } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** What the membership rules judge a list of proposals by: the same for committer and receiver. */
export const planInput = (
  p: Parts,
  options: GroupChoices,
  state: EpochState,
  proposals: ReadonlyArray<Proposed>,
  committer: LeafIndex,
  hasPath: boolean,
  now: bigint
): PlanInput => ({
  tree: state.tree,
  groupContext: state.context,
  committer,
  proposals,
  rules: p.cgka.rules,
  hasPath,
  suiteId: p.suiteId,
  hashSize: p.suite.hash.size,
  now,
  maxLifetime: options.maxLifetime
})
