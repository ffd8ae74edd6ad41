import { suiteIds } from "@copath/contracts"
import { Invalid, plan, type Plan, type PlanInput, type Proposed } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { carriesMark } from "./context.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/**
 * The membership rules' verdict on a list of proposals, and one rule of the engine's own: a new list of group context extensions must go on naming
 * this composition, or the next joiner could take the group for another (V143).
 */
export const planFor = (p: Parts, input: PlanInput): Result.Result<Plan, Invalid> =>
  Result.flatMap(plan(input), (made) =>
    carriesMark(p, made.extensions)
      ? Result.succeed(made)
      : Result.fail(
          new Invalid({ rule: "V143", subject: undefined, detail: "the new group context extensions no longer name this composition" })
        )
  )

/** What the membership rules judge a list of proposals by: the same for committer and receiver. */
export const planInput = (
  p: Parts,
  options: GroupChoices,
  state: Pick<EpochState, "tree" | "context">,
  proposals: ReadonlyArray<Proposed>,
  committer: LeafIndex | undefined,
  hasPath: boolean,
  now: bigint | undefined
): PlanInput => ({
  tree: state.tree,
  groupContext: state.context,
  committer,
  proposals,
  rules: p.rules,
  hasPath,
  suiteId: p.suiteId,
  hashSize: p.suite.hash.size,
  now,
  maxLifetime: options.maxLifetime,
  registry: p.registry,
  suites: new Set(options.suites ?? [p.suiteId, ...suiteIds.map(p.composition.cipherSuite)])
})
