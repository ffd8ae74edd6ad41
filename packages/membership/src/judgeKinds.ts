import { emptyRegistry, type Extension, type ListedProposal } from "@copath/wire"
import * as Result from "effect/Result"
import { type Invalid, invalid } from "./invalid.ts"
import type { PlanInput } from "./proposed.ts"

/**
 * Asks each registered kind about the list, in the order of the registry (13.2): the group context's extensions that follow, or the first objection
 * (V161). `after`: the extensions as RFC 9420's own proposals leave them; given back as they are when no kind changes them.
 */
export const judgeKinds = (input: PlanInput, after: ReadonlyArray<Extension>): Result.Result<ReadonlyArray<Extension>, Invalid> => {
  let extensions = after
  for (const { judge, type } of (input.registry ?? emptyRegistry).proposals) {
    if (judge === undefined) continue
    const verdict = judge({ before: input.groupContext.extensions, after: extensions, proposals: listedOf(input, type) })
    if (Result.isFailure(verdict)) return Result.fail(invalid("V161", verdict.failure.at, verdict.failure.detail))
    extensions = verdict.success
  }
  return Result.succeed(extensions)
}

const listedOf = ({ proposals }: PlanInput, type: number): ReadonlyArray<ListedProposal> => {
  const listed: Array<ListedProposal> = []
  for (const [at, { proposal, sender }] of proposals.entries()) {
    if (proposal._tag === "custom" && proposal.proposalType === type) listed.push({ at, body: proposal.body, sender })
  }
  return listed
}
